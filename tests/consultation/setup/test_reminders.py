"""One reminder for invited people who have not answered, while the window is open."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultation.models import Invitation, InvitationReminder, Mail
from consultation.notifications.composing import compose
from consultation.notifications.sending import send
from consultation.responding.amendment import withdraw
from consultation.setup.invitations import revoke
from consultation.setup.reminders import remind
from tests.conftest import london
from tests.consultation import factories
from tests.strategy.reading import Page

LIST = reverse("admin:consultation_invitation_changelist")
OPEN = london("2024-04-17T10:00")

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("in_the_window"),
    pytest.mark.ignore_template_errors,
]


@pytest.fixture
def in_the_window(set_clock):
    set_clock("2024-04-17T10:00")


@pytest.fixture
def invite(invited_window):
    """An invitation whose mail has been sent."""

    def invite(name="Jo", **details):
        email = f"{name.lower()}@example.org"
        invitation = factories.invited(invited_window, **{"name": name, "email": email} | details)
        invitation.mail.update(state=Mail.State.SENT, tried_at=factories.BEGUN)
        return invitation

    return invite


def reminded(*invitations, at=OPEN, own_words="Please do."):
    return remind(invitations=list(invitations), own_words=own_words, by=factories.officer(), at=at)


def press(client, *invitations, **more):
    chosen = [invitation.pk for invitation in invitations]
    data = {"action": "remind", "_selected_action": chosen} | more
    return Page(client.post(f"{LIST}?state=unanswered", data, follow=True))


def test_who_has_not_answered_gets_one_mail_with_the_link_and_the_last_minute(invite):
    invitation = invite()

    reminded(invitation)

    mail = Mail.objects.get(kind=Mail.Kind.INVITATION_REMINDER)
    words = compose(mail)
    assert mail.to == "jo@example.org"
    assert words.subject.startswith("Reminder – please respond: ")
    assert "This is a reminder, and the only one" in words.text
    assert "Please do." in words.text
    assert invitation.private_url() in words.text
    assert "11:59pm on Tuesday 23 April 2024" in words.text
    reminder = invitation.reminder
    assert (reminder.reminded_at, reminder.reminded_by) == (OPEN, factories.officer())


def answered(invitation):
    factories.sent(invitation.window, at=OPEN, invitation=invitation)


def begun(invitation):
    factories.unsent(invitation.window, invitation=invitation)


def taken_back(invitation):
    revoke(invitation=invitation, by=factories.officer(), at=OPEN)


def refused(invitation):
    invitation.mail.update(state=Mail.State.FAILED)


def came_back(invitation):
    invitation.mail.update(state=Mail.State.BOUNCED, bounced_at=OPEN)


def still_waiting(invitation):
    invitation.mail.update(state=Mail.State.WAITING)


@pytest.mark.parametrize(
    ("what_happened", "reason"),
    [
        (answered, "Has answered"),
        (taken_back, "The invitation was taken back"),
        (reminded, "Reminded already on 17 April 2024. There is only one reminder"),
        (refused, "The invitation did not arrive at this address"),
        (came_back, "The invitation did not arrive at this address"),
        (still_waiting, "The invitation itself is still waiting to be sent"),
    ],
)
def test_others_are_left_out_with_the_reason(invite, what_happened, reason):
    jo, al = invite("Jo"), invite("Al")
    what_happened(jo)

    outcome = reminded(jo, al)

    assert outcome.reminded == [al]
    assert outcome.left_out == [(jo, reason)]


def test_who_has_begun_and_not_sent_is_reminded(invite):
    invitation = invite()
    begun(invitation)

    assert reminded(invitation).reminded == [invitation]


def test_without_an_address_there_is_nobody_to_mail(invite):
    with pytest.raises(ValidationError, match="Nobody on this list"):
        reminded(invite(email=""))


@pytest.mark.parametrize(
    ("moment", "is_sent"),
    [
        ("2024-04-15T23:59:59.999999", False),
        ("2024-04-16T00:00", True),
        ("2024-04-23T23:59:59.999999", True),
        ("2024-04-24T00:00", False),
    ],
)
def test_only_while_the_window_is_open(invite, moment, is_sent):
    invitation = invite()

    if is_sent:
        assert reminded(invitation, at=london(moment)).reminded
    else:
        with pytest.raises(ValidationError):
            reminded(invitation, at=london(moment))


def test_the_database_holds_that_there_is_one(invite):
    invitation = invite()
    reminded(invitation)

    with pytest.raises(IntegrityError):
        InvitationReminder.objects.create(
            invitation=invitation, reminded_at=OPEN, reminded_by=factories.officer()
        )


@pytest.mark.parametrize("what_happened", [answered, taken_back])
def test_what_happens_before_the_mail_leaves_calls_it_off(invite, what_happened, mailoutbox):
    invitation = invite()
    reminded(invitation)
    mail = Mail.objects.get(kind=Mail.Kind.INVITATION_REMINDER)

    what_happened(invitation)
    send(mail.pk, at=OPEN)

    assert mailoutbox == []
    left = Mail.objects.filter(pk=mail.pk).values_list("state", flat=True)
    assert set(left) <= {Mail.State.NOT_NEEDED}


# The officers' page


def test_officers_read_the_reminder_and_who_gets_it_before_it_is_sent(admin_client, invite):
    jo, al = invite("Jo"), invite("Al")
    answered(al)

    page = press(admin_client, jo, al)

    assert not InvitationReminder.objects.exists()
    assert "1 person or group gets the reminder." in page.text
    assert "Jo – jo@example.org Gets the reminder" in page.text
    assert "Al – al@example.org Left out. Has answered" in page.text
    assert "Subject Reminder – please respond" in page.text
    assert "[private link]" in page.text


def test_the_second_press_sends_and_says_who_answered_meanwhile(
    admin_client, invite, mailoutbox, django_capture_on_commit_callbacks
):
    jo, al = invite("Jo"), invite("Al")
    press(admin_client, jo, al)
    answered(al)

    with django_capture_on_commit_callbacks(execute=True):
        page = press(admin_client, jo, al, confirmed="Send", own_words="’ “ – 👋", shown="’ “ – 👋")

    assert [message.to for message in mailoutbox] == [["jo@example.org"]]
    assert "’ “ – 👋" in mailoutbox[0].body
    assert "1 reminder to be sent." in page.text
    assert "Left out. Al: Has answered." in page.text


def test_a_second_reminder_is_refused_with_a_sentence(admin_client, invite):
    jo = invite()
    reminded(jo)

    page = press(admin_client, jo, confirmed="Send")

    assert "Nobody you chose can be reminded." in page.text
    assert "Reminded already on 17 April 2024. There is only one reminder" in page.text
    assert Mail.objects.filter(kind=Mail.Kind.INVITATION_REMINDER).count() == 1


def test_words_that_were_not_seen_are_shown_first(admin_client, invite):
    page = press(admin_client, invite(), confirmed="Send", own_words="Now!", shown="")

    assert "You changed your words since." in page.text
    assert "Now!" in page.text
    assert not InvitationReminder.objects.exists()


def test_analysts_cannot_remind(client, invite):
    client.force_login(factories.officer("Analyst"))

    press(client, invite(), confirmed="Send")

    assert not InvitationReminder.objects.exists()


# The list


@pytest.mark.parametrize(
    ("what_happened", "words"),
    [
        (answered, "Sent on 10 April 2024 Answered: 1 response"),
        (begun, "Sent on 10 April 2024 Begun, not sent"),
        (refused, "Refused Not answered"),
        (came_back, "Came back on 17 April 2024 Not answered"),
        (still_waiting, "Waiting Not answered"),
        (taken_back, "Sent on 10 April 2024 Revoked on 17 April 2024"),
        (reminded, "Sent on 10 April 2024 Reminder: waiting Not answered"),
    ],
)
def test_the_list_tells_what_became_of_mail_and_answer(admin_client, invite, what_happened, words):
    what_happened(invite())

    assert f"Jo jo@example.org {words}" in Page(admin_client.get(LIST)).text


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("unanswered", {"Begun", "Silent", "Lost"}),
        ("begun", {"Begun"}),
        ("responded", {"Answered"}),
        ("undelivered", {"Lost"}),
        ("revoked", {"Revoked"}),
        ("usable", {"Answered", "Begun", "Silent", "Lost"}),
        ("nonsense", set()),
    ],
)
def test_the_list_can_be_filtered(admin_client, invite, state, names):
    answered(invite("Answered"))
    begun(invite("Begun"))
    refused(invite("Lost"))
    taken_back(invite("Revoked"))
    invite("Silent")

    page = admin_client.get(f"{LIST}?state={state}")

    assert {row.name for row in page.context["cl"].result_list} == names


def test_who_withdrew_a_response_has_answered(invite):
    invitation = invite()
    response = factories.sent(invitation.window, at=OPEN, invitation=invitation)

    withdraw(response=response, at=OPEN)

    assert not Invitation.objects.unanswered().exists()


def test_reminding_ten_costs_the_page_no_more_queries_than_one(admin_client, invite):
    def queries(*invitations):
        with CaptureQueriesContext(connection) as captured:
            press(admin_client, *invitations)
        return len(captured)

    first = invite("First")
    press(admin_client, first)
    one = queries(first)

    assert queries(*(invite(f"Name{n}") for n in range(10))) == one
