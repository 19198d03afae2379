"""Legal pages and mails: officers change the words, look at them and publish them."""

import pytest
from django.db import DatabaseError, connection, transaction

from consultation.models import Mail
from consultation.notifications.composing import compose
from sdp_portal import clock
from strategy.models import Partnership, SiteText
from strategy.texts.catalogue import every_kind, find
from strategy.texts.filling import GAP, as_html, as_text, problems, text_as_html
from tests.consultation import factories
from tests.sdp_portal.officers.forms import opened

pytestmark = pytest.mark.django_db

ADMIN = "/admin/strategy/sitetext"
EDITOR, PUBLISHER = "Strategy editor", "Publisher"
PRIVACY = "<h2>What we keep</h2><p>{controller} keeps “little” – 🙂.</p>"
RECEIPT = {"subject": "Thank you: {reference}", "text": "Hello from {partnership}’s team\n\n{link}"}


@pytest.fixture
def editor(signed_in, set_clock):
    return signed_in(EDITOR)


@pytest.fixture
def both(signed_in, set_clock):
    return signed_in(EDITOR, PUBLISHER)


def write(officer, key, words):
    address = f"{ADMIN}/{key}/write/"
    return officer.post(address, words | opened(officer, address))


def discard(officer, key):
    return officer.post(f"{ADMIN}/{key}/discard/", opened(officer, f"{ADMIN}/{key}/look/"))


def publish(officer, key):
    page = officer.get(f"{ADMIN}/{key}/look/")
    return officer.post(
        f"{ADMIN}/{key}/publish/", {"seen": page.context["seen"] or ""}, follow=True
    )


@pytest.mark.parametrize("kind", every_kind(), ids=lambda kind: kind.key)
def test_a_default_has_only_gaps_that_are_filled_and_all_that_are_needed(kind):
    assert problems(kind, *kind.default()) == []


@pytest.mark.parametrize("kind", every_kind(), ids=lambda kind: kind.key)
def test_a_text_is_shown_to_officers_with_sample_values(kind, editor):
    page = editor.get(f"{ADMIN}/{kind.key}/look/").content.decode()

    shown = page.partition("What people read now")[2]
    assert not GAP.findall(shown.partition("</main>")[0])
    assert "The usual text" in shown


def test_the_list_names_every_text(editor):
    page = editor.get(f"{ADMIN}/").content.decode()

    for kind in every_kind():
        assert f"{ADMIN}/{kind.key}/look/" in page


@pytest.mark.parametrize("key", ["nothing", "receipt-2"])
def test_there_is_no_other_text(editor, key):
    assert editor.get(f"{ADMIN}/{key}/look/").status_code == 404
    assert editor.get(f"{ADMIN}/{key}/write/").status_code == 404


# Pages


def test_a_draft_of_a_page_is_not_public_until_it_is_published(both, client):
    before = client.get("/privacy/").content

    write(both, "privacy", {"text": PRIVACY})

    assert client.get("/privacy/").content == before
    assert "Durham County Council keeps" in both.get(f"{ADMIN}/privacy/look/").content.decode()
    publish(both, "privacy")
    page = client.get("/privacy/").content.decode()
    assert "<h2>What we keep</h2><p>Durham County Council keeps “little” – 🙂.</p>" in page


def test_publishing_a_page_changes_the_stamp(both):
    stamp = stamp_now()
    write(both, "privacy", {"text": PRIVACY})

    publish(both, "privacy")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert stamp_now() != stamp


def stamp_now():
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM page_stamp")
        return cursor.fetchone()


def test_what_a_partnership_is_called_is_text_and_not_markup(client, set_clock):
    Partnership.objects.update(controller="<b>Council</b> & {area}")

    page = client.get("/privacy/").content.decode()

    assert "&lt;b&gt;Council&lt;/b&gt; &amp; {area}" in page


def test_a_script_in_a_page_is_left_out(both, client):
    text = "<h2>Hello</h2><script>alert(1)</script><p onclick='x()'>There</p><h1>Big</h1>"

    write(both, "privacy", {"text": text})

    assert SiteText.objects.get().text == "<h2>Hello</h2><p>There</p>Big"


@pytest.mark.parametrize(
    "link",
    [
        '<a href="{controller_contact}">Write</a>',
        '<a href="https://a.example/?from={area}">Write</a>',
        "<a href='a>b{area}'>Write</a>",
        '<a href="&#123;area&#125;">Write</a>',
        '<a href="{area}">{area}</a>',
    ],
)
def test_a_gap_in_the_address_of_a_link_is_refused_and_kept(editor, link):
    text = f"<p>Ask {{controller}}’s “desk” – 🙂. {link}</p>"

    response = write(editor, "privacy", {"text": text})

    assert "A gap stands in the address of a link." in response.content.decode()
    assert response.context["form"]["text"].value() == text
    assert not SiteText.objects.exists()


def test_only_its_own_pages_change_a_text(editor):
    write(editor, "privacy", {"text": PRIVACY})
    [text] = SiteText.objects.all()

    answer = editor.post(f"{ADMIN}/{text.pk}/change/", {"text": "<script>alert(1)</script>"})

    assert answer.status_code == 403
    assert editor.get(f"{ADMIN}/{text.pk}/change/").status_code == 200


def test_a_gap_in_the_words_of_a_link_is_fine(editor):
    text = '<p><a href="https://a.example/">Ask {controller}</a></p>'

    write(editor, "privacy", {"text": text})

    assert SiteText.objects.get().text == text


def test_a_value_never_becomes_a_link_that_runs(client, set_clock, make_officer):
    Partnership.objects.update(controller_contact="javascript:alert(document.domain)")
    officer = make_officer("earlier")
    SiteText.objects.create(
        key="privacy",
        text='<p><a href="{controller_contact}">Write</a></p>',
        changed_by=officer,
        changed_at=factories.BEGUN,
        published_by=officer,
        published_at=factories.BEGUN,
    )

    page = client.get("/privacy/").content.decode()

    assert "<p><a>Write</a></p>" in page
    assert "javascript:" not in page


@pytest.mark.parametrize(
    "kind", [kind for kind in every_kind() if kind.is_page], ids=lambda kind: kind.key
)
def test_cleaning_leaves_a_usual_page_as_it_is(kind):
    _, text = kind.default()
    samples = {gap.name: gap.sample for gap in kind.gaps}

    words = as_html(text, samples)

    assert words == GAP.sub(lambda gap: samples[gap[1]], text).strip()


# Mails


def test_a_receipt_has_the_words_that_were_in_force_when_it_was_posted(
    both, public_window, set_clock
):
    response = factories.sent(public_window, email="a@b.example")
    earlier = post_receipt(response)
    set_clock("2024-04-10T11:00")
    write(both, "receipt", RECEIPT)
    publish(both, "receipt")
    set_clock("2024-04-10T12:00")
    later = post_receipt(response)

    assert compose(later).subject == f"Thank you: {response.reference}"
    assert compose(later).text.startswith("Hello from Safe Durham Partnership’s team\n\nhttp")
    assert f'href="http://127.0.0.1:8000{response.receipt_url()}"' in compose(later).html
    assert compose(earlier).subject == f"We have received your response {response.reference}"


def post_receipt(response):
    now = clock.now()
    key = f"again-{now}"
    return Mail.objects.create(
        key=key,
        kind="receipt",
        to="a@b.example",
        response=response,
        created_at=now,
        next_try_at=now,
    )


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"text": "Your reference: {reference}"}, "Put {link} into the text"),
        ({"text": "{link}", "subject": "Thanks"}, "Put {reference} into the text"),
        ({"text": "{link} {reference} {token}"}, "There is nothing to put in the place of {token}"),
        ({"text": "{link} {reference} {link.token}"}, "in the place of {link.token}"),
        ({"text": "{link} {reference} {}"}, "in the place of {}"),
        ({"text": "{link} {reference} {{% x %}}"}, "A brace has no partner"),
        ({"text": "{link} {reference} {"}, "A brace has no partner"),
        ({"text": "{link} {reference}", "subject": "{secret}"}, "in the place of {secret}"),
        ({"text": ""}, "This field is required."),
        ({"text": "{link} {reference}", "subject": ""}, "This field is required."),
        ({"text": "{link} {reference}" + "x" * 10_000}, "at most 10000 characters"),
    ],
)
def test_a_receipt_with_wrong_gaps_is_refused_and_kept(editor, typed, sentence):
    response = write(editor, "receipt", RECEIPT | typed)

    page = response.content.decode().replace("&#x27;", "'")
    assert sentence in page
    assert response.context["form"]["text"].value() == (RECEIPT | typed)["text"]
    assert not SiteText.objects.exists()


def test_what_people_typed_is_never_a_gap():
    assert as_text("For {name}: {link}", {"name": "{link}", "link": "x"}) == "For {link}: x"
    assert as_html("<p>{name}</p>", {"name": "{link}<b>"}) == "<p>{link}&lt;b&gt;</p>"


def test_a_gap_without_a_value_leaves_no_trace():
    text = as_text("A. {late}\n\n{due}\n\nB {x}, C.", {"x": "D"})

    assert text == "A.\n\nB D, C."


def test_a_link_in_a_mail_can_be_followed_and_words_are_escaped():
    html = text_as_html("See https://a.example/b/.\nNow <b>\n\nBye")

    assert html == (
        '<p>See <a href="https://a.example/b/">https://a.example/b/</a>.<br>\n'
        "Now &lt;b&gt;</p>\n<p>Bye</p>"
    )


def test_an_officer_gets_the_password_mail_in_the_published_words(
    both, client, mailoutbox, make_officer
):
    words = {"subject": "Hello {username}", "text": "Here, {username}: {link}"}
    write(both, "new-password", words)
    publish(both, "new-password")
    make_officer("alex")

    client.post("/officers/password/reset/", {"email": "alex@durham.example"})

    [mail] = mailoutbox
    assert mail.subject == "Safe Durham Partnership: Hello alex"
    assert mail.body.startswith("Here, alex: http")


# Who may do what


def test_an_editor_does_not_publish(editor):
    write(editor, "privacy", {"text": PRIVACY})

    page = editor.get(f"{ADMIN}/privacy/look/")

    assert "Publish this text" not in page.content.decode()
    assert editor.post(f"{ADMIN}/privacy/publish/", {"seen": "x"}).status_code == 403


@pytest.mark.parametrize("group", [PUBLISHER, "Consultation officer", "Analyst"])
def test_others_do_not_write(signed_in, group, set_clock):
    officer = signed_in(group)

    assert officer.get(f"{ADMIN}/privacy/look/").status_code == 200
    assert write(officer, "privacy", {"text": PRIVACY}).status_code == 403
    assert discard(officer, "privacy").status_code == 403


def test_a_draft_changed_meanwhile_is_not_published(both, set_clock):
    write(both, "privacy", {"text": PRIVACY})
    seen = both.get(f"{ADMIN}/privacy/look/").context["seen"]
    set_clock("2024-04-10T10:05")
    write(both, "privacy", {"text": PRIVACY + "<p>More.</p>"})

    page = both.post(f"{ADMIN}/privacy/publish/", {"seen": seen}, follow=True).content.decode()

    assert "Nothing was published" in page
    assert not SiteText.objects.exclude(published_at=None).exists()


def test_a_draft_is_thrown_away(both):
    write(both, "privacy", {"text": PRIVACY})

    discard(both, "privacy")

    assert not SiteText.objects.exists()


def test_a_published_text_never_changes(both):
    write(both, "privacy", {"text": PRIVACY})
    publish(both, "privacy")
    [text] = SiteText.objects.all()

    for change in (text.delete, lambda: SiteText.objects.update(text="Other")):
        with pytest.raises(DatabaseError, match="can no longer be changed"), transaction.atomic():
            change()


def test_the_usual_text_can_be_had_again(both):
    write(both, "privacy", {"text": PRIVACY})
    publish(both, "privacy")

    form = both.get(f"{ADMIN}/privacy/write/?usual=1").context["form"]

    assert form["text"].value() == find("privacy").default()[1]


@pytest.mark.parametrize("blank", ["<p></p>", "<p> </p>", "<p>\u200b</p>", "<p>&nbsp;\u2060</p>"])
def test_a_blank_page_is_not_saved(editor, blank):
    answer = write(editor, "privacy", {"text": blank})

    errors = str(answer.context["form"].errors["text"])
    assert "Nobody could read anything here." in errors or "required" in errors
    assert not SiteText.objects.exists()


def test_a_blank_draft_of_before_is_not_published(both):
    SiteText.objects.create(
        key="privacy", text="<p></p>", changed_at=clock.now(), changed_by=both.officer
    )

    answer = publish(both, "privacy")

    assert "Nothing was published." in answer.content.decode()
    assert SiteText.objects.get().published_at is None
