"""Officers invite people to a window by invitation: typed or pasted, all or nothing."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultation.models import Invitation, Mail, Response
from consultation.notifications.composing import compose
from consultation.setup.invitation_list import MAX_PEOPLE
from consultation.setup.invitations import Person, begin_response, invite, revoke
from tests.conftest import london
from tests.consultation import factories
from tests.consultation.setup.test_invitation_list import read_people
from tests.strategy.reading import Page

AT = factories.BEGUN
LIST = reverse("admin:consultation_invitation_changelist")
INVITE = reverse("admin:consultation_invitation_add")
JO = Person("Jo Example", "jo@example.org")
AL = Person("Al Example", "al@example.org")

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,
]


@pytest.fixture
def window(consultation):
    return consultation.windows.get(audience="invited")


def invited(window, *people, at=AT):
    return invite(window=window, people=list(people), by=factories.officer(), at=at)


# Inviting


def test_each_person_gets_a_link_of_their_own(window):
    outcome = invited(window, JO, AL)

    assert [i.name for i in outcome.invited] == ["Jo Example", "Al Example"]
    assert len({i.token for i in Invitation.objects.all()}) == 2
    assert {(i.invited_at, i.invited_by) for i in outcome.invited} == {(AT, factories.officer())}


@pytest.mark.parametrize(
    "again",
    [JO, Person("Somebody else", "JO@Example.ORG")],
)
def test_an_address_that_has_an_invitation_is_skipped_and_named(window, again):
    invited(window, JO)

    outcome = invited(window, again, AL)

    assert outcome.skipped == [(again, "Already invited on 10 April 2024")]
    assert [i.name for i in outcome.invited] == ["Al Example"]


def test_an_address_given_twice_is_invited_once(window):
    assert invited(window, JO, JO).skipped == [(JO, "Listed twice, invited once")]


def test_a_group_without_an_address_is_known_by_its_name(window):
    invited(window, Person("Youth Council"))

    skipped = invited(window, Person("youth council"), Person("Another")).skipped

    assert [person for person, _ in skipped] == [Person("youth council")]


def test_who_was_revoked_can_be_invited_anew_with_another_link(window):
    before = factories.revoked(invited(window, JO).invited[0])

    after = invited(window, JO).invited[0]

    assert after.token != before.token


def test_all_are_invited_or_none(window):
    with pytest.raises(ValidationError):
        invited(window, JO, Person("Broken", "no address"))

    assert not Invitation.objects.exists()


def test_nobody_is_invited_to_a_window_for_everyone(public_window):
    with pytest.raises(ValidationError, match="open to everyone"):
        invited(public_window, JO)


def test_people_are_invited_until_the_window_closes(window):
    invited(window, JO, at=london("2024-04-23T23:59:59.999999"))

    with pytest.raises(ValidationError, match="closed at 11:59pm on Tuesday 23 April 2024"):
        invited(window, AL, at=london("2024-04-24T00:00"))


@pytest.mark.parametrize(
    ("moment", "begins"),
    [
        ("2024-04-15T23:59:59.999999", False),
        ("2024-04-16T00:00", True),
        ("2024-04-23T23:59:59.999999", True),
        ("2024-04-24T00:00", False),
    ],
)
def test_a_link_begins_a_response_while_the_window_is_open(window, moment, begins):
    invitation = invited(window, JO).invited[0]

    response = begin_response(invitation=invitation, at=london(moment))

    assert bool(response) is begins


def test_a_revoked_link_begins_nothing(window):
    invitation = invited(window, JO).invited[0]
    revoke(invitation=invitation, by=factories.officer(), at=AT)

    assert begin_response(invitation=invitation, at=london("2024-04-17T10:00")) is None


def test_a_mail_that_waits_is_not_sent_once_the_invitation_is_revoked(window):
    invitation = invited(window, JO).invited[0]
    assert Mail.objects.filter(to=JO.email, state="waiting").exists()

    revoke(invitation=invitation, by=factories.officer(), at=AT)

    assert not Mail.objects.filter(to=JO.email).exists()


def test_revoking_again_keeps_who_did_it_first_and_when(window, admin_user):
    invitation = factories.revoked(invited(window, JO).invited[0])

    again = revoke(invitation=invitation, by=admin_user, at=london("2024-04-12T10:00"))

    assert (again.revoked_at, again.revoked_by) == (AT, factories.officer())


def test_who_has_an_address_gets_one_mail_with_the_link(window):
    invitation = invited(window, JO, Person("Youth Council")).invited[0]
    invited(window, JO)

    mail = Mail.objects.get()
    assert (mail.kind, mail.to) == (Mail.Kind.INVITATION, "jo@example.org")
    assert invitation.private_url() in compose(mail).text


# What is pasted


@pytest.mark.parametrize(
    "text",
    [
        "Jo Example, jo@example.org\nAl Example, al@example.org",
        "Jo Example,jo@example.org\r\nAl Example,al@example.org\r\n",
        "Jo Example;jo@example.org\nAl Example;al@example.org",
        "Jo Example\tjo@example.org\nAl Example\tal@example.org\n",
        "\ufeffName,Email\nJo Example,jo@example.org\nAl Example,al@example.org",
        "\ufeffJo Example,jo@example.org\nAl Example,al@example.org",
        "E-mail;Name\njo@example.org;Jo Example\nal@example.org;Al Example",
        '"Jo Example","jo@example.org"\n"Al Example","al@example.org"',
        "\n\nJo Example, jo@example.org,,\n ,\n\nAl Example , al@example.org\n\n",
        'Jo Example <jo@example.org>\n"Al Example" <al@example.org>;',
        "Jo Example <jo@example.org>; Al Example <al@example.org>;",
        "Jo Example <jo@example.org>, Al Example <al@example.org>, ",
        "'Jo Example' <jo@example.org>;\u00a0'Al Example' <mailto:al@example.org>",
        "“Jo Example” <jo@example.org>,\u200bAl Example (al@example.org)",
        "jo@example.org (Jo Example); al@example.org (Al Example)",
        "Jo Example;jo@example.org;Al Example;al@example.org",
        "Jo\u00a0Example\tjo@example.org\r\nAl Example\tmailto:al@example.org\r\n",
        "First name,Surname,Mail\nJo,Example,jo@example.org\nAl,Example,al@example.org",
        "\u200eJo Example\u2060 <jo@example.org>;\u3000Al Example\u200f <al@example.org>",
    ],
)
def test_a_list_is_read_as_it_is_pasted(text):
    assert read_people(text) == [JO, AL]


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ('"Example, Jo", jo@example.org', Person("Example, Jo", "jo@example.org")),
        ("Example, Jo\tjo@example.org", Person("Example, Jo", "jo@example.org")),
        ("Example, Jo <jo@example.org>;", Person("Example, Jo", "jo@example.org")),
        ("Example, Jo (Council) <jo@x.org>", Person("Example, Jo (Council)", "jo@x.org")),
        ("“Example, Jo”; jo@example.org", Person("Example, Jo", "jo@example.org")),
        ("Jo O’Neil’s <jo@example.org>", Person("Jo O’Neil’s", "jo@example.org")),
        ("jo@example.org", Person("jo@example.org", "jo@example.org")),
        ("Jo <jo@exämple.org>", Person("Jo", "jo@exämple.org")),
        ("👩‍👧 Jo, a@example.org", Person("👩‍👧 Jo", "a@example.org")),
        ("<jo@example.org>", Person("jo@example.org", "jo@example.org")),
        ("jo@x.org <mailto:jo@x.org>", Person("jo@x.org", "jo@x.org")),
        ("Jo @ Home, jo@example.org", Person("Jo @ Home", "jo@example.org")),
        ("Youth Council", Person("Youth Council")),
        ("Smith; Jones, a@example.org", Person("Smith; Jones", "a@example.org")),
        ('"Jo ""JJ"" Example", a@example.org', Person('Jo "JJ" Example', "a@example.org")),
        ("👮 <b>Jo</b>, a@example.org", Person("👮 <b>Jo</b>", "a@example.org")),
        ("'); DROP TABLE x; --, a@example.org", Person("'); DROP TABLE x; --", "a@example.org")),
        ("محمد, a@example.org", Person("محمد", "a@example.org")),
        ("x" * 200, Person("x" * 200)),
    ],
)
def test_a_name_may_be_unusual(text, person):
    assert read_people(text) == [person]


@pytest.mark.parametrize(
    "text",
    [
        "Jo, jo@example.org, Youth Council",
        "Jo\tjo@example.org\tYouth Council",
        "Name;Email;Organisation\nJo;jo@example.org;Youth Council",
        "Organisation,Name,E-mail\nYouth Council,Jo,jo@example.org",
        'Organisation\tEmail\tName\n"Youth Council"\tjo@example.org\tJo',
    ],
)
def test_a_table_may_tell_the_organisation(text):
    assert read_people(text) == [Person("Jo", "jo@example.org", "Youth Council")]


@pytest.mark.parametrize("text", ["", "\n \n", "\ufeff", "Name, Email", ",;\t"])
def test_a_list_may_be_of_nobody(text):
    assert read_people(text) == []


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Example, Jo, jo@example.org", "there are 3 columns"),
        ("Jo, jo@example.org, North, 0191 000", "there are 4 columns"),
        ("Jo, jo@example.org, al@example.org", "some addresses have a name before them"),
        ("Jo; Al <al@example.org>", "“Jo” has no email address"),
        ("jo@example.org, Jo, al@example.org, Al", "some addresses have a name before them"),
        ("jo@example.org; Al; al@example.org", "some addresses have a name before them"),
        ("Example, Jo, jo@example.org, al@example.org", "not clear which name belongs"),
        ("jo@example.com <jo@example.org>", "two addresses of one person"),
        ("Jo <jo@example.org> Al <al@example.org>", "two addresses of one person"),
        ("jo@example.org al@example.org", "is not an email address"),
        ("Jo <jo@example>; al@example.org", "“jo@example” is not an email address"),
        (", jo@example.org", "the name is missing"),
        ("jo@example.org, Jo Example", "the name comes first"),
        ("Jo Example jo@example.org", "a comma is missing"),
        ("Jo Example, jo@example", "“jo@example” is not an email address"),
        ("Jo Example, jo.example.org", "“jo.example.org” is not an email address"),
        ("Jo Example, a@b.org c@d.org", "is not an email address"),
        ('"Jo Example, jo@example.org', "a quotation mark is opened and not closed"),
        ("x" * 201 + ", jo@example.org", "the name has 201 characters; it can have 200"),
        ("x" * 10_001, "10,001 characters are more than a name"),
        ("Jo\0, jo@example.org", "a control character"),
        ("Jo\x1b[31m, jo@example.org", "a control character"),
        ("Jo\u202e, jo@example.org", "turns text around"),
        (f"Jo, {'x' * 250}@example.org", "has more than 254 characters"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_with_its_number(line, sentence):
    with pytest.raises(ValidationError) as refusal:
        read_people(f"Name, Email\nAl Example, al@example.org\n\n{line}\n")

    assert len(refusal.value.messages) == 1
    assert refusal.value.messages[0].startswith("Line 4: ")
    assert sentence in refusal.value.messages[0]
    assert "\u202e" not in refusal.value.messages[0]


def test_all_lines_that_cannot_be_read_are_named_at_once():
    with pytest.raises(ValidationError) as refusal:
        read_people("a@b\n" * 3 + '"x\n')

    assert [message[:7] for message in refusal.value.messages] == [
        "Line 1:",
        "Line 2:",
        "Line 3:",
        "Line 4:",
    ]


@pytest.mark.parametrize("heading", ["", "Name,Email\n"])
def test_five_hundred_are_read_and_not_one_more(heading):
    line = "Jo, jo{}@example.org\n".format
    text = heading + "".join(map(line, range(MAX_PEOPLE)))

    assert len(read_people(text)) == MAX_PEOPLE
    with pytest.raises(ValidationError, match="at most 500"):
        read_people(text + line("x"))
    with pytest.raises(ValidationError, match="at most 500"):
        read_people(text * 3)


# The officers' pages


def invite_by_form(client, window, fields):
    """The first press and the last; the first answer where the list could not be taken."""
    fields = {"window": window.pk} | fields
    checked = client.post(INVITE, fields)
    if (
        "Correct line" in checked.content.decode()
        or "Nothing is sent yet" not in checked.content.decode()
    ):
        return checked
    return client.post(INVITE, fields | {"invite": "Invite and send"}, follow=True)


def test_who_is_invited_is_shown_before_anything_is_sent(admin_client, window):
    invited(window, AL)
    already = Mail.objects.count()
    people = (
        "Example, Jo <jo@example.org>;\u00a0al@example.org; JO@example.org;\r\nYouth Council ’24"
    )
    fields = {"window": window.pk, "people": people, "name": "Lee “B” 👮", "email": ""}

    page = admin_client.post(INVITE, fields).content.decode()

    assert Invitation.objects.count() == 1
    assert Mail.objects.count() == already
    table = page.partition('class="sdp-invited"')[2].partition("</table>")[0]
    rows = [re.sub(r"<[^>]+>", " ", row) for row in table.split("<tr")[2:]]
    for row, expected in zip(
        rows,
        [
            ("Lee “B” 👮", "None", "You pass the link on"),
            ("Jo Example", "jo@example.org", "Gets the link by email"),
            ("al@example.org", "al@example.org", "Already invited on 10 April 2024"),
            ("JO@example.org", "JO@example.org", "Listed twice, invited once"),
            ("Youth Council ’24", "None", "You pass the link on"),
        ],
        strict=True,
    ):
        assert [each for each in expected if each not in row] == []
    assert f"You are inviting 3 people or groups to “{window.title}”." in page
    assert "We will email 1 of them" in page


def test_the_second_press_invites_exactly_those_who_were_shown(admin_client, window):
    fields = {"window": window.pk, "people": "ann.first@example.com; bob.second@example.com"}
    checked = Page(admin_client.post(INVITE, fields))
    hidden = {
        attributes["name"]: attributes.get("value", "")
        for tag, attributes in checked.tags
        if tag == "input" and attributes.get("type") == "hidden"
    }

    admin_client.post(INVITE, hidden | {"invite": "Invite and send"})

    people = set(Invitation.objects.values_list("name", "email"))
    assert people == {
        ("ann.first@example.com", "ann.first@example.com"),
        ("bob.second@example.com", "bob.second@example.com"),
    }
    assert set(Mail.objects.values_list("to", flat=True)) == {email for _, email in people}


def test_the_list_can_be_changed_and_nothing_typed_is_lost(admin_client, window):
    fields = {"window": window.pk, "people": "“Example, Jo”\tjo@example.org", "name": "O’Neil – 1"}

    answer = admin_client.post(INVITE, fields | {"change": "Change the list"})

    form = answer.context["form"]
    assert {name: str(form[name].value()) for name in fields} == {
        name: str(value) for name, value in fields.items()
    }
    assert not Invitation.objects.exists()


def test_a_window_that_closes_between_the_presses_invites_nobody(admin_client, window, set_clock):
    fields = {"window": window.pk, "people": "Jo, jo@example.org", "invite": "Invite and send"}
    set_clock("2024-04-24T10:00")

    page = admin_client.post(INVITE, fields).content.decode()

    assert not Invitation.objects.exists()
    assert "no window by invitation" in page


def test_people_are_typed_and_pasted_at_once(admin_client, window):
    answer = invite_by_form(
        admin_client,
        window,
        {
            "name": "Jo Example",
            "email": "jo@example.org",
            "people": "Al Example; al@example.org",
        },
    )

    page = answer.content.decode()
    assert set(Invitation.objects.values_list("name", flat=True)) == {"Jo Example", "Al Example"}
    assert "2 invitations made" in page
    for invitation in Invitation.objects.all():
        assert f"http://testserver{invitation.private_url()}" in page


def test_who_is_left_out_is_named(admin_client, window):
    invited(window, JO)

    answer = invite_by_form(admin_client, window, {"people": "Jo, jo@example.org"})

    assert "Already invited on 10 April 2024: Jo jo@example.org." in answer.content.decode()


def test_who_is_listed_twice_is_not_said_to_be_invited_already(admin_client, window):
    answer = invite_by_form(admin_client, window, {"people": "jo@example.org; Jo@example.org"})

    page = answer.content.decode()
    assert "1 invitation made" in page
    assert "Listed twice, invited once: Jo@example.org." in page
    assert "lready" not in Page(answer).text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Enter a name, or a list of people."),
        ({"people": "Name, Email"}, "Enter a name, or a list of people."),
        ({"email": "jo@example.org"}, "Say whose address this is."),
        ({"organisation": "Youth Council ’24"}, "Say whom you invite from this organisation."),
        ({"name": "Jo", "organisation": "x" * 201}, "The organisation has 201 characters"),
        ({"name": "x" * 10_001}, "The name has 10,001 characters; it can have 200 at most."),
        ({"name": "Jo\0"}, "The name has a control character in it"),
        ({"name": "Jo\u202e"}, "The name has a character in it that turns text around"),
        ({"name": "Jo", "email": "jo"}, "Enter an email address in the correct format"),
        ({"name": "Jo", "people": "Al, al@example"}, "Line 1: “al@example” is not"),
        ({"name": "Jo", "window": "999999"}, "Choose a window by invitation"),
        ({"name": "Jo", "window": "'; --"}, "Choose a window by invitation"),
    ],
)
def test_what_cannot_be_taken_gets_a_sentence_and_nothing_typed_is_lost(
    admin_client, window, fields, sentence
):
    answer = invite_by_form(admin_client, window, fields)

    page = answer.content.decode()
    assert sentence in page
    assert not Invitation.objects.exists()
    for name in fields.keys() - {"window"}:
        assert fields[name] in page


def test_the_form_offers_only_windows_by_invitation_that_are_still_to_close(
    admin_client, window, public_window, set_clock
):
    assert public_window.title not in admin_client.get(INVITE).content.decode()
    assert window.title in admin_client.get(f"{INVITE}?window={window.pk}").content.decode()

    set_clock("2024-04-24T10:00")

    assert "no window by invitation" in admin_client.get(INVITE).content.decode()


def test_a_name_is_shown_as_text(admin_client, window):
    answer = invite_by_form(admin_client, window, {"name": "<script>alert(1)</script>"})

    assert "<script>alert(1)" not in answer.content.decode()


def test_an_invitation_is_revoked_after_a_question(admin_client, window):
    invitation = invited(window, JO).invited[0]
    address = reverse("admin:consultation_invitation_revoke", args=[invitation.pk])

    question = admin_client.get(address).content.decode()

    assert "stops working at once" in question
    assert not Invitation.objects.get().is_revoked
    answer = admin_client.post(address, follow=True)
    assert Invitation.objects.get().is_revoked
    assert "Revoked on 10 April 2024" in answer.content.decode()


def test_the_list_tells_who_has_responded(admin_client, window):
    invitation = invited(window, JO).invited[0]
    invited(window, AL)
    at = london("2024-04-17T10:00")
    factories.sent(window, at=at, invitation=invitation)
    factories.sent(window, at=at, invitation=invitation)
    factories.unsent(window, invitation=invitation)

    page = admin_client.get(f"{LIST}?state=responded").content.decode()

    assert f'?invitation__id__exact={invitation.pk}">2</a>' in page
    assert "Jo Example" in page
    assert "Al Example" not in page


def test_the_list_and_the_page_of_a_window_cost_the_same_queries_for_ten(admin_client, window):
    pages = [LIST, reverse("admin:consultation_window_change", args=[window.pk])]

    def queries():
        with CaptureQueriesContext(connection) as captured:
            for page in pages:
                admin_client.get(page)
        return len(captured)

    invited(window, JO)
    one = queries()
    invited(window, *(Person(f"Name {n}", f"{n}@example.org") for n in range(10)))

    assert queries() == one


def test_inviting_many_without_an_address_costs_few_queries(window, django_assert_max_num_queries):
    people = [Person(f"Group {n}") for n in range(500)]

    with django_assert_max_num_queries(12):
        invited(window, *people)


@pytest.mark.parametrize(
    ("group", "may_invite"), [("Consultation officer", True), ("Analyst", False)]
)
def test_only_those_who_invite_see_the_private_links(client, window, group, may_invite):
    invitation = invited(window, JO).invited[0]
    client.force_login(factories.officer(group))

    page = client.get(LIST).content.decode()

    assert "Jo Example" in page
    assert (invitation.token in page) is may_invite
    one = client.get(reverse("admin:consultation_invitation_change", args=[invitation.pk]))
    assert (invitation.token in one.content.decode()) is may_invite
    assert client.get(INVITE).status_code == (200 if may_invite else 403)
    revoking = reverse("admin:consultation_invitation_revoke", args=[invitation.pk])
    assert client.post(revoking).status_code == (302 if may_invite else 403)


def test_the_windows_page_leads_to_its_invitations(admin_client, window, public_window):
    invited(window, JO)

    page = admin_client.get(reverse("admin:consultation_window_change", args=[window.pk]))
    of_the_public = admin_client.get(
        reverse("admin:consultation_window_change", args=[public_window.pk])
    )

    assert f'{LIST}?window__id__exact={window.pk}">1 invitation</a>' in page.content.decode()
    assert f"{INVITE}?window={window.pk}" in page.content.decode()
    assert "Invite people" not in of_the_public.content.decode()


def test_officers_see_and_filter_responses_by_invitation(admin_client, window):
    invitation = invited(window, JO).invited[0]
    at = london("2024-04-17T10:00")
    by_it = factories.sent(window, at=at, invitation=invitation)
    other = factories.sent(window, at=at)
    address = reverse("admin:consultation_response_changelist")

    page = admin_client.get(f"{address}?invitation__id__exact={invitation.pk}").content.decode()

    assert by_it.reference in page
    assert other.reference not in page
    assert Response.objects.counted().count() == 2
