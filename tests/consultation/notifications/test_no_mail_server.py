"""Without a mail server officers read that nothing was sent: before, on and after every sending."""

import pytest
from django.urls import reverse

from consultation.models import Invitation, Mail
from consultation.notifications.sending import send
from consultation.setup.invitations import Person, invite
from sdp_portal.mail_settings import FILES
from sdp_portal.officers.acts import Act
from tests.conftest import london
from tests.consultation import factories
from tests.strategy.reading import Page

AT = london("2024-04-10T09:00")
LIST = reverse("admin:consultation_mail_changelist")
INVITATIONS = reverse("admin:consultation_invitation_changelist")
INVITE = reverse("admin:consultation_invitation_add")
NOTHING = "No mail server is set up"
State = Mail.State

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,
]


@pytest.fixture
def no_server(settings, tmp_path):
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = FILES, tmp_path


def sent(mail):
    send(mail.pk, at=AT)
    mail.refresh_from_db()
    return mail


@pytest.mark.usefixtures("no_server")
def test_a_mail_that_was_only_written_to_a_file_is_not_said_to_be_sent(admin_client, tmp_path):
    mail = sent(factories.posted(1, at=AT))

    text = Page(admin_client.get(LIST)).text

    assert mail.state == State.UNSENT
    assert len(list(tmp_path.iterdir())) == 1
    assert "Not sent: no mail server" in text
    assert "Sent on" not in text


def test_with_a_mail_server_it_is_sent():
    assert sent(factories.posted(1, at=AT)).state == State.SENT


def test_once_there_is_a_server_what_was_not_sent_can_be_sent(
    admin_client, settings, tmp_path, mailoutbox, django_capture_on_commit_callbacks
):
    with_server = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = FILES, tmp_path
    mail = sent(factories.posted(1, at=AT))
    settings.EMAIL_BACKEND = with_server
    chosen = {"action": "send_again", "_selected_action": mail.pk, "confirmed": "Send again"}

    assert "Not sent: no mail server 1" in Page(admin_client.get("/admin/")).text
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(LIST, chosen)

    mail.refresh_from_db()
    assert mail.state == State.SENT
    assert len(mailoutbox) == 1


@pytest.mark.usefixtures("no_server")
def test_sending_again_says_that_nothing_was_sent_and_is_no_act_of_sending(admin_client):
    mail = sent(factories.posted(1, at=AT))
    chosen = {"action": "send_again", "_selected_action": mail.pk}

    asked = Page(admin_client.post(LIST, chosen))
    done = Page(admin_client.post(LIST, chosen | {"confirmed": "Send again"}, follow=True))

    assert NOTHING in asked.text
    assert f"{NOTHING}: nothing was sent." in done.text
    assert "to be sent again" not in done.text
    assert not Act.objects.filter(kind=Act.Kind.SENT).exists()


@pytest.mark.usefixtures("no_server")
def test_inviting_says_so_on_every_page(admin_client, consultation):
    window = consultation.windows.get(audience="invited")
    fields = {"window": window.pk, "people": "Jo <jo@example.org>"}

    checked = Page(admin_client.post(INVITE, fields))
    message = Page(admin_client.post(INVITE, fields | {"preview": "Read the message"}))
    done = Page(admin_client.post(INVITE, fields | {"invite": "Invite and send"}, follow=True))

    assert [NOTHING in page.text for page in (checked, message)] == [True, True]
    assert "You pass the private links on yourself." in checked.text
    assert "by email" not in checked.text
    assert "1 invitation made." in done.text
    assert f"{NOTHING}: nothing was sent." in done.text


@pytest.mark.usefixtures("no_server")
def test_without_addresses_there_is_nothing_to_say(admin_client, consultation):
    window = consultation.windows.get(audience="invited")
    fields = {"window": window.pk, "people": "Youth Council"}

    checked = Page(admin_client.post(INVITE, fields))
    done = Page(admin_client.post(INVITE, fields | {"invite": "Invite"}, follow=True))

    assert NOTHING not in checked.text + done.text


def test_a_reminder_that_was_not_sent_is_not_told_as_one(
    admin_client, consultation, set_clock, settings, tmp_path
):
    window = consultation.windows.get(audience="invited")
    jo = [Person("Jo", "jo@example.org")]
    invite(window=window, people=jo, by=factories.officer(), at=AT)
    Mail.objects.update(state=State.SENT)
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = FILES, tmp_path
    set_clock("2024-04-17T10:00")
    chosen = {"action": "remind", "_selected_action": Invitation.objects.get().pk}

    asked = Page(admin_client.post(INVITATIONS, chosen))
    done = Page(admin_client.post(INVITATIONS, chosen | {"confirmed": "Send"}, follow=True))

    assert NOTHING in asked.text
    assert f"{NOTHING}: nothing was sent." in done.text
    assert "to be sent." not in done.text
    told = Act.objects.values_list("what", flat=True)
    assert "Wrote a reminder. No mail server was set up." in told
    assert "Reminded." not in told


@pytest.mark.usefixtures("no_server")
def test_before_going_live_the_alerts_say_so(admin_client, edition):
    consultation = factories.prepared(edition)
    address = reverse("admin:consultation_consultation_ask", args=[consultation.pk])

    assert NOTHING in Page(admin_client.get(address)).text


@pytest.mark.usefixtures("no_server")
def test_the_first_screen_says_so_and_not_that_each_mail_is_in_trouble(admin_client):
    sent(factories.posted(1, at=AT))

    text = Page(admin_client.get("/admin/")).text

    assert "Emails are not sent No mail server is set up, so no email is sent." in text
    assert "Emails that did not arrive" not in text


@pytest.mark.parametrize("address", ["/admin/", LIST, INVITE])
def test_with_a_mail_server_nothing_of_this_is_said(admin_client, consultation, address):
    assert NOTHING not in Page(admin_client.get(address)).text
