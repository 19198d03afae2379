"""Before invitations are sent, officers mend the list and read the message with their own words."""

import pytest
from django.urls import reverse

from consultation.models import Invitation, Mail
from consultation.notifications.composing import compose
from tests.consultation.setup.test_inviting import INVITE
from tests.strategy.reading import Page

WORDS = (
    "We’d “really” like to hear from you – before Tuesday 👋\n\nThe second paragraph: <b>a & b</b>"
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,
]


@pytest.fixture
def window(consultation):
    return consultation.windows.get(audience="invited")


@pytest.fixture
def post(admin_client, window):
    """Press a button: `post(people="…", press="preview")`."""

    def post(*, people="Jo, jo@example.org\nAl, al@example.org", press="", **fields):
        buttons = {press: "pressed"} if press else {}
        data = {"window": window.pk, "people": people} | fields | buttons
        return Page(admin_client.post(INVITE, data, follow=True))

    return post


def fields_of(page):
    """What the page's form would post, without its buttons and text boxes."""
    return {
        attributes["name"]: attributes.get("value", "")
        for tag, attributes in page.tags
        if tag == "input" and attributes.get("type") == "hidden"
    }


def boxes(page):
    return [attributes["name"] for tag, attributes in page.tags if tag == "textarea"]


# Mending


def test_a_line_that_cannot_be_read_is_mended_where_it_is_shown(post):
    people = "Jo, jo@example.org\nAl al@example.org\nLee, lee@example.org"
    checked = post(people=people)

    mended = post(**{"people": people, "line-2": "Al “B”, al@example.org"})

    assert boxes(checked) == ["line-2"]
    assert "Line 2: a comma is missing" in checked.text
    assert boxes(mended) == []
    assert "Al “B” – al@example.org Gets the link by email" in mended.text
    assert fields_of(mended)["people"].splitlines()[1] == "Al “B”, al@example.org"


def test_an_empty_box_leaves_its_line_out(post):
    mended = post(**{"people": "Jo, jo@example.org\nAl al@example.org", "line-2": " "})

    assert "You are inviting 1 person or group" in mended.text


@pytest.mark.parametrize("press", ["preview", "invite"])
def test_while_a_line_cannot_be_read_nobody_is_invited(post, press):
    page = post(people="Jo, jo@example.org\nAl al@example.org", press=press)

    assert "We cannot read 1 entry on the list." in page.text
    assert not Invitation.objects.exists()


def test_other_people_are_shown_beside_lines_to_be_mended(post):
    page = post(people="a@b\n" * 12 + "Jo, jo@example.org")

    assert len(boxes(page)) == 12
    assert "Jo – jo@example.org Gets the link by email" in page.text


def test_what_is_in_a_box_cannot_break_out_of_it(admin_client, window):
    people = "</textarea><script>alert(1)</script> jo@example.org"

    page = admin_client.post(INVITE, {"window": window.pk, "people": people}).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;/textarea&gt;" in page


# Reading the message


def test_the_message_is_shown_as_the_first_person_gets_it(post, consultation):
    page = post(press="preview")

    assert not Invitation.objects.exists()
    assert not Mail.objects.exists()
    assert "Nothing is sent yet." in page.text
    assert f"Replies go to {consultation.email}" in page.text
    assert "To jo@example.org" in page.text
    assert f"Subject Please respond: {consultation.title}" in page.text
    assert "For Jo" in page.text
    assert "[private link]" in page.text
    assert "11:59pm on Tuesday 23 April 2024" in page.text
    assert "The other 1 get the same" in page.text


def test_what_is_shown_is_what_is_sent(post, mailoutbox, django_capture_on_commit_callbacks):
    page = post(press="preview", own_words=WORDS)
    shown = page.text

    with django_capture_on_commit_callbacks(execute=True):
        post(press="invite", own_words=WORDS, shown=fields_of(page)["shown"])

    [jo, al] = mailoutbox
    sent = jo.body.replace(
        f"http://127.0.0.1:8000{Invitation.objects.get(name='Jo').private_url()}",
        "[private link]",
    )
    assert " ".join(sent.split()) in " ".join(shown.split())
    assert WORDS in jo.body
    assert WORDS in al.body
    html, _ = jo.alternatives[0]
    assert "&lt;b&gt;a &amp; b&lt;/b&gt;" in html
    assert set(Invitation.objects.values_list("own_words", flat=True)) == {WORDS}


def test_without_own_words_the_message_has_no_gap(post):
    post(press="invite")

    text = compose(Mail.objects.first()).text
    assert "For Jo\n\nYou are invited" in text or "For Al\n\nYou are invited" in text


def test_words_that_the_officer_has_not_seen_in_the_message_are_shown_first(post):
    page = post(press="invite", own_words="Please do.", shown="Please.")

    assert not Invitation.objects.exists()
    assert "You changed your words since." in page.text
    assert "For Jo Please do. You are invited" in page.text
    post(press="invite", own_words="Please do.", shown=fields_of(page)["shown"])
    assert Invitation.objects.count() == 2


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("x" * 1_001, "Your words have 1,001 characters; 1,000 fit."),
        ("Bell\x07", "have a character in them that cannot be seen"),
        ("\u202eturned", "have a character in them that cannot be seen"),
        ("Null\0", "Remove the null character"),
    ],
)
def test_words_that_cannot_stand_in_a_mail_are_refused_and_kept(post, words, sentence):
    page = post(press="invite", own_words=words, shown=words)

    assert sentence in page.text
    assert words[:10] in page.text
    assert not Invitation.objects.exists()


def test_words_cannot_add_a_header_to_the_mail(
    post, mailoutbox, django_capture_on_commit_callbacks
):
    words = "Hello\nBcc: everybody@example.org"
    with django_capture_on_commit_callbacks(execute=True):
        post(press="invite", own_words=words, shown=words)

    for message in mailoutbox:
        headers = message.message().as_string().partition("\n\n")[0]
        assert "everybody@example.org" not in headers


def test_changing_the_list_loses_no_own_words(post):
    page = post(press="change", own_words=WORDS)

    assert fields_of(page)["own_words"] == WORDS
    assert "own_words" in fields_of(post(own_words=WORDS))


def test_without_an_address_there_is_no_message_to_read(post):
    checked = post(people="Youth Council")
    values = [a.get("value") for tag, a in checked.tags if tag == "input"]
    page = post(people="Youth Council", press="preview")

    assert "Invite" in values
    assert "Read the message" not in values
    assert "you pass the private links on yourself" in page.text
    post(people="Youth Council", press="invite")
    assert Invitation.objects.get().name == "Youth Council"
    assert not Mail.objects.exists()


def test_own_words_do_not_stand_in_the_way_where_nobody_gets_mail(post):
    checked = post(people="Youth Council", own_words="Please do.")

    post(**fields_of(checked) | {"people": "Youth Council", "press": "invite"})

    assert Invitation.objects.get().name == "Youth Council"


def test_a_double_press_sends_each_mail_once(post, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        post(press="invite")
        post(press="invite")

    assert sorted(message.to for message in mailoutbox) == [["al@example.org"], ["jo@example.org"]]


def test_the_organisation_and_the_words_stay_with_the_invitation(post, admin_client):
    post(
        people="Jo, jo@example.org, Youth Council ’24", press="invite", own_words="Do!", shown="Do!"
    )

    invitation = Invitation.objects.get()
    one = reverse("admin:consultation_invitation_change", args=[invitation.pk])
    assert "Youth Council ’24" in Page(admin_client.get(one)).text
    assert "Added to the mail: Do!" in Page(admin_client.get(one)).text
