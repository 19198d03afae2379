"""The mailbox that gets reports of bounces is read by the scheduled work."""

import contextlib
import imaplib
from urllib.parse import quote

import pytest
from django.core.exceptions import ImproperlyConfigured

from consultation.models import Mail
from consultation.notifications.bounce_mailbox import read_bounce_mailbox
from sdp_portal.mail_settings import mail_settings
from site_wide.due_work import do_due_work
from tests.conftest import london
from tests.consultation import factories
from tests.consultation.notifications.test_bounces import report
from tests.imap_server import HOST, WORD, Mailbox, imap_server

pytestmark = pytest.mark.django_db

AT = london("2024-04-10T10:00")
REPLY = b"From: jo@example.org\nSubject: Thank you\nContent-Type: text/plain\n\nA reply.\n"
FORGED = report(id="<2@strategy.example>").encode()


@pytest.fixture
def mail():
    return factories.posted(1, to="jo@example.org", state=Mail.State.SENT, tried_at=AT)


@pytest.fixture
def serve(settings):
    @contextlib.contextmanager
    def serve(*messages, word=WORD, **more):
        mailbox = Mailbox(*messages, **more)
        with imap_server(mailbox) as port:
            settings.BOUNCE_MAILBOX = f"imap://portal:{quote(word)}@{HOST}:{port}/Bounces"
            yield mailbox

    return serve


def test_reports_mark_mail_and_are_read_and_other_messages_stay_unread(mail, serve):
    with serve(REPLY, FORGED, report().encode()) as mailbox:
        read_bounce_mailbox(at=AT)

    mail.refresh_from_db()
    assert (mail.state, mail.bounced_at) == (Mail.State.BOUNCED, AT)
    assert mailbox.read == {2, 3}


def test_what_was_read_is_not_read_again(mail, serve):
    with serve(report().encode()):
        read_bounce_mailbox(at=AT)
        Mail.objects.update(state=Mail.State.SENT)
        read_bounce_mailbox(at=AT)

    mail.refresh_from_db()
    assert mail.state == Mail.State.SENT


def test_a_report_that_was_deleted_meanwhile_does_not_stop_the_others(mail, serve):
    with serve(FORGED, report().encode(), deleted={1}) as mailbox:
        read_bounce_mailbox(at=AT)

    mail.refresh_from_db()
    assert mail.state == Mail.State.BOUNCED
    assert mailbox.read == {2}


def test_an_empty_mailbox_is_no_trouble(serve):
    with serve():
        read_bounce_mailbox(at=AT)


def test_a_wrong_password_is_an_error_of_this_step_alone(mail, serve, caplog):
    with serve(report().encode(), word="wrong"):
        with pytest.raises(imaplib.IMAP4.error):
            read_bounce_mailbox(at=AT)
        assert do_due_work(at=AT)

    assert "read_bounce_mailbox failed" in caplog.text
    mail.refresh_from_db()
    assert mail.state == Mail.State.SENT


def test_the_scheduled_work_reads_it(mail, serve):
    with serve(report().encode()):
        do_due_work(at=AT)

    mail.refresh_from_db()
    assert mail.state == Mail.State.BOUNCED


@pytest.mark.parametrize(
    "address", ["imaps://portal:x@mail.example.org/INBOX", "imap://portal:x@localhost"]
)
def test_the_mailbox_is_reached_over_tls_or_on_this_machine(monkeypatch, tmp_path, address):
    monkeypatch.setenv("BOUNCE_MAILBOX", address)

    found = mail_settings(debug=True, data_dir=tmp_path)

    assert found["BOUNCE_MAILBOX"] == address


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOUNCE_MAILBOX", "imap://portal:x@mail.example.org"),
        ("BOUNCE_MAILBOX", "pop3://portal:x@mail.example.org"),
        ("BOUNCE_SECRET", "short"),
    ],
)
def test_other_settings_stop_the_start(monkeypatch, tmp_path, name, value):
    monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match=name):
        mail_settings(debug=True, data_dir=tmp_path)
