"""Mail that comes back late: what the mail system reports, and what may not change anything."""

import json
from email import message_from_bytes, message_from_string

import pytest

from consultation.models import Mail
from consultation.notifications.bounces import Bounce, read_report, record_bounce
from consultation.notifications.sending import send
from tests.conftest import london
from tests.consultation import factories
from tests.mail_server import HOST, Postbox, mail_server

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

AT = london("2024-04-10T10:00")
ADDRESS = "/mail/bounces/"
SECRET = "a secret that nobody guesses"
State = Mail.State

REPORT = """\
From: MAILER-DAEMON@mx.example.org
To: portal@strategy.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
Arrival-Date: Wed, 10 Apr 2024 09:00:00 +0000

{recipient}Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <jo@example.org>: Recipient address
    rejected: User unknown ’

--B
{original}
--B--
"""
HEADERS = """\
Content-Type: text/rfc822-headers

From: portal@strategy.example
Message-ID: {id}
Subject: Please respond
"""
WHOLE = """\
Content-Type: message/rfc822

From: portal@strategy.example
Message-ID:
 {id}
Subject: Please respond
Content-Type: text/plain

For Jo
"""
TO_JO = "Original-Recipient: rfc822;jo@example.org\nFinal-Recipient: rfc822; jo@elsewhere.example\n"


def report(*, id="<1@strategy.example>", recipient=TO_JO, action="failed", original=HEADERS):
    return REPORT.format(recipient=recipient, action=action, original=original.format(id=id))


def came_back(text):
    """How many mails a report marks."""
    return sum(record_bounce(each, at=AT) for each in read_report(message_from_string(text)))


@pytest.fixture
def mail():
    return factories.posted(1, to="jo@example.org", state=State.SENT, tried_at=AT)


@pytest.fixture
def tell(client, settings):
    """Post to the webhook as the mail system does."""
    settings.BOUNCE_SECRET = SECRET

    def tell(body, *, kind="application/json", secret=SECRET):
        data = body if isinstance(body, (str, bytes)) else json.dumps(body)
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        return client.post(ADDRESS, data, content_type=kind, headers=headers)

    return tell


BACK = {"message_id": "<1@strategy.example>", "recipient": "jo@example.org", "reason": "550 ’ no"}


# Reports of mail servers (RFC 3464)


@pytest.mark.parametrize("original", [HEADERS, WHOLE])
@pytest.mark.parametrize(
    "recipient",
    [
        TO_JO,
        "Final-Recipient: RFC822; JO@Example.org\n",
        "Final-Recipient: rfc822;<jo@example.org>\n",
    ],
)
def test_a_report_marks_the_mail_that_it_is_about(mail, original, recipient):
    assert came_back(report(original=original, recipient=recipient)) == 1

    mail.refresh_from_db()
    assert (mail.state, mail.bounced_at) == (State.BOUNCED, AT)
    assert mail.problem.startswith("550 5.1.1 <jo@example.org>: Recipient address rejected")


def test_the_mail_that_was_sent_is_found_again(settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "sdp_portal.mail_server.EmailBackend", HOST
    settings.EMAIL_USE_TLS, postbox = False, Postbox()
    mail = factories.posted(1, to="jo@exämple.org", message_id="abc_DEF-123")
    with mail_server(postbox) as settings.EMAIL_PORT:
        send(mail.pk, at=AT)
    [message] = postbox.messages

    to = f"Final-Recipient: rfc822;{message['To']}\n"

    assert came_back(report(id=message["Message-ID"], recipient=to)) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "<2@strategy.example>"},
        {"id": "1"},
        {"id": "<1@a> <1@strategy.example>"},
        {"id": ""},
        {"recipient": ""},
        {"recipient": "Final-Recipient: rfc822;al@example.org\n"},
        {"action": "delayed"},
        {"action": "delivered"},
        {"original": "Content-Type: text/plain\n\nMessage-ID: {id}\n"},
        {"original": "Content-Type: message/rfc822\n\n"},
    ],
)
def test_another_report_changes_nothing(mail, changes):
    assert came_back(report(**changes)) == 0

    mail.refresh_from_db()
    assert (mail.state, mail.problem) == (State.SENT, "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Subject: I am away\n\nUntil Monday.",
        report().replace("multipart/report", "multipart/mixed"),
        report().replace("message/delivery-status", "text/plain"),
        report().replace('boundary="B"', 'boundary="C"'),
        report().replace("Reporting-MTA", "--B\nX"),
        report()[:400],
    ],
)
def test_a_message_that_is_no_report_changes_nothing(mail, text):
    assert came_back(text) == 0


@pytest.mark.parametrize("junk", [b"\xff\x00\n\n" * 50, b"Content-Type: multipart/report\n\n\xff"])
def test_bytes_that_are_no_message_are_no_trouble(junk):
    assert read_report(message_from_bytes(junk)) == []


@pytest.mark.parametrize("state", sorted(set(State) - {State.SENT, State.UNCERTAIN, State.BOUNCED}))
def test_only_mail_that_was_sent_comes_back(state):
    mail = factories.posted(1, to="jo@example.org", state=state)

    assert came_back(report()) == 0
    mail.refresh_from_db()
    assert mail.state == state


def test_a_second_report_does_not_change_the_first(mail):
    came_back(report())

    assert not record_bounce(Bounce("<1@x>", ["jo@example.org"], "Other words"), at=AT)
    mail.refresh_from_db()
    assert mail.problem.startswith("550")


def test_whatever_the_server_said_can_be_kept(mail):
    assert record_bounce(Bounce("<1@x>", ["jo@example.org"], "\0’\n" + "x" * 5_000), at=AT)


# The webhook


def test_the_mail_system_tells_it_by_json(mail, tell):
    answer = tell(BACK)

    mail.refresh_from_db()
    assert answer.json() == {"marked": 1}
    assert (mail.state, mail.problem) == (State.BOUNCED, "550 ’ no")
    assert answer["Cache-Control"] == "private, no-store"


def test_or_passes_the_report_on_as_it_came(mail, tell):
    assert tell(report(), kind="message/rfc822").json() == {"marked": 1}


@pytest.mark.parametrize("secret", ["", "wrong", SECRET + "x", "ä"])
def test_without_the_secret_it_changes_nothing(mail, tell, secret):
    assert tell(BACK, secret=secret).status_code == 403

    mail.refresh_from_db()
    assert mail.state == State.SENT


@pytest.mark.parametrize("secret", ["", SECRET])
def test_where_no_secret_is_set_there_is_no_such_page(mail, tell, settings, secret):
    settings.BOUNCE_SECRET = ""

    assert tell(BACK, secret=secret).status_code == 404


@pytest.mark.parametrize("changes", [{"message_id": "<2@x>"}, {"recipient": "al@example.org"}])
def test_mail_that_is_not_ours_is_no_mistake_and_changes_nothing(mail, tell, changes):
    assert tell(BACK | changes).json() == {"marked": 0}


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[]",
        "null",
        '"x"',
        "[" * 100_000,
        {},
        BACK | {"reason": 5},
        {"message_id": "<1@x>"},
        b"\xff",
    ],
)
def test_what_is_no_such_json_gets_a_sentence(mail, tell, body):
    answer = tell(body)

    assert answer.status_code == 400
    assert "message_id, recipient, reason" in answer.content.decode()


def test_nulls_are_no_trouble(mail, tell):
    assert tell(BACK | {"message_id": "<1\0@x>"}).json() == {"marked": 0}
    assert tell(BACK | {"reason": "\0"}).json() == {"marked": 1}


def test_half_a_character_is_no_trouble(mail, tell):
    assert tell(BACK | {"reason": "\ud800 bad"}).json() == {"marked": 1}

    mail.refresh_from_db()
    assert mail.problem == "? bad"


def test_other_kinds_and_methods_are_refused(tell, client):
    assert tell("x", kind="text/plain").status_code == 415
    assert client.get(ADDRESS).status_code == 405


# What officers see


def test_the_list_of_mail_says_in_plain_words_why_it_came_back(mail, admin_client):
    came_back(report())

    page = admin_client.get("/admin/consultation/mail/").content.decode()

    assert "Came back on 10 April 2024. There is no such mailbox." in page
    assert "Came back" in admin_client.get("/admin/").content.decode()
