"""What is posted, to whom and when: a mail is a row first, and one for each occasion."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.core import mail as django_mail
from django.db import DatabaseError, connection, transaction

from consultation.models import Invitation, LinkRequest, Mail
from consultation.notifications import outbox
from consultation.notifications.composing import compose
from consultation.notifications.sending import send
from consultation.responding.submission import submit_response
from tests.conftest import london
from tests.consultation import factories

pytestmark = pytest.mark.django_db

AT = london("2024-04-10T10:02:31")


def post(**changes):
    details = {
        "kind": Mail.Kind.INVITATION,
        "key": "an-occasion",
        "to": "jo@example.org",
        "at": AT,
    }
    return outbox.post(**details | changes)


@pytest.fixture
def context(invited_window):
    """What an invitation is about."""
    return {"invitation": factories.invited(invited_window, name="A group")}


# One mail for an occasion


def test_an_occasion_has_one_mail(context):
    first = post(**context)
    again = post(to="somebody.else@example.org", **context)

    assert again == first
    assert Mail.objects.get().to == "jo@example.org"


def test_it_waits_to_be_sent_at_once(context):
    mail = post(**context)

    assert mail.state == Mail.State.WAITING
    assert mail.created_at == mail.next_try_at == AT
    assert mail in Mail.objects.due(at=AT)


def test_it_is_sent_after_the_transaction_and_not_before(
    context, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as callbacks:
        post(**context)
        assert django_mail.outbox == []

    for callback in callbacks:
        callback()

    assert [message.to for message in django_mail.outbox] == [["jo@example.org"]]
    assert Mail.objects.get().state == Mail.State.SENT


def test_its_message_id_is_its_own(context):
    assert len({post(key=key, **context).message_id for key in "ab"}) == 2


@pytest.mark.parametrize(
    ("subject", "line"),
    [
        ("A draft\r\nBcc: everybody@example.org", "A draft Bcc: everybody@example.org"),
        ("A\x00 draft\x07 \u2028with\x85 controls", "A draft with controls"),
        ("x" * 300, "x" * 183 + "…"),
        ("Sicher in Durham – 🚔", "Sicher in Durham – 🚔"),
    ],
)
def test_a_subject_is_one_line_of_at_most_200_characters(context, subject, line):
    consultation = context["invitation"].window.consultation
    mail = post(**context)
    mail.invitation.window.consultation = consultation
    consultation.title = subject

    assert compose(mail).subject == f"Please respond: {line}"


# Receipts


def sent(window, *, at=AT, **details):
    return submit_response(response=factories.complete(window, **details), at=at)


def test_whoever_gives_an_address_gets_a_receipt(public_window, settings):
    settings.PORTAL_URL = "https://strategy.example"
    public_window.consultation.response_due_on = dt.date(2024, 7, 16)
    public_window.consultation.save()
    response = sent(public_window, email="jo@example.org")

    mail = Mail.objects.get()

    assert (mail.kind, mail.to) == (Mail.Kind.RECEIPT, "jo@example.org")
    composed = compose(mail)
    assert composed.subject == f"We have received your response {response.reference}"
    for words in (composed.text, composed.html):
        assert response.reference in words
        assert "10:02:31am on Wednesday 10 April 2024" in words
        assert f"https://strategy.example/receipts/{response.token}/" in words
        assert "The outcome of the consultation is due by" in words
        assert "16 July 2024" in words
        assert public_window.consultation.email in words
        assert "late" not in words
        assert "I would report more if I heard back." not in words


def test_a_receipt_promises_no_day_that_nobody_set(public_window):
    sent(public_window, email="jo@example.org")

    mail = compose(Mail.objects.get())
    for words in (mail.text, mail.html):
        assert "What happens next" in words
        assert "due by" not in words


def test_without_an_address_there_is_none(public_window):
    sent(public_window)

    assert not Mail.objects.exists()


def test_a_late_response_is_told_so(public_window):
    public_window.consultation.windows.filter(pk=public_window.pk).update(closes_at=AT)
    response = factories.complete(public_window, email="jo@example.org")

    submit_response(response=response, at=AT)

    assert "It is marked as late." in compose(Mail.objects.get()).text


def test_sending_again_posts_no_second_receipt(public_window):
    response = sent(public_window, email="jo@example.org")

    submit_response(response=response, at=london("2024-04-10T11:00"))

    assert Mail.objects.count() == 1


def test_a_changed_version_has_a_receipt_of_its_own(public_window):
    first = sent(public_window, email="jo@example.org")

    changed = sent(public_window, email="jo@example.org", replaces=first, version=2)

    newest = compose(Mail.objects.get(key=f"receipt-{changed.pk}"))
    assert newest.subject == f"We have received your changed response {first.reference}"
    assert "It takes the place of the one that you sent before." in newest.text
    assert Mail.objects.count() == 2


def test_what_an_officer_entered_has_none(public_window):
    officer = get_user_model().objects.create_user("officer")
    by_officer = {"channel": "paper", "entered_by": officer, "entered_at": AT}

    sent(public_window, email="jo@example.org", **by_officer)

    assert not Mail.objects.exists()


def test_text_is_not_escaped_and_html_is(public_window):
    consultation = public_window.consultation
    consultation.title = "Safe & sound? <b>Tell us</b>"
    consultation.save()

    sent(public_window, email="jo@example.org")

    mail = compose(Mail.objects.get())
    assert "Safe & sound? <b>Tell us</b>" in mail.text
    assert "Safe &amp; sound? &lt;b&gt;Tell us&lt;/b&gt;" in mail.html
    assert "<time" not in mail.text


@pytest.mark.parametrize(
    "details",
    [{"email": "jo@example.org"}, {"email": "jo@example.org", "name": "🚔’“–" * 40}],
)
def test_a_receipt_is_in_the_database_without_a_word_or_a_link(public_window, details):
    response = sent(public_window, **details)

    [mail] = Mail.objects.values()
    kept = "".join(str(value) for value in mail.values())
    assert response.token not in kept
    assert response.reference not in kept


def test_however_badly_the_mail_is_set_up_what_is_sent_is_received(public_window, settings):
    settings.PORTAL_URL = "https://a.host.with\nno.name" + "x" * 300

    response = sent(public_window, email="jo@example.org")

    response.refresh_from_db()
    assert response.is_sent
    assert Mail.objects.get().response == response


def test_an_error_of_the_database_is_not_swallowed(public_window):
    """Or a response would be called received that is not kept."""
    response = factories.complete(public_window, email="jo@example.org")
    refuse_mail("RAISE EXCEPTION 'No mail today'")

    with pytest.raises(DatabaseError), transaction.atomic():
        submit_response(response=response, at=AT)

    response.refresh_from_db()
    assert not response.is_sent


def refuse_mail(statement):
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE FUNCTION refuse_mail() RETURNS trigger LANGUAGE plpgsql AS $$"
            f"BEGIN {statement}; RETURN NEW; END $$;"
            "CREATE TRIGGER refuse_mail BEFORE INSERT ON consultation_mail "
            "FOR EACH ROW EXECUTE FUNCTION refuse_mail()"
        )


@pytest.mark.parametrize("kind", ["link", "reminder"])
def test_what_was_sent_is_not_reminded_of_any_more(public_window, kind, mailoutbox):
    response = factories.complete(public_window)
    other = factories.complete(public_window)
    posts = {"link": outbox.post_link, "reminder": outbox.post_reminder}
    mail = [
        posts[kind](
            asked=LinkRequest.objects.create(response=each, email=email, asked_at=AT), at=AT
        )
        for each, email in ((response, "jo@example.org"), (other, "al@example.org"))
    ]

    submit_response(response=response, at=AT)
    for each in mail:
        send(each.pk, at=AT)

    assert [message.to for message in mailoutbox] == [["al@example.org"]]
    mail[0].refresh_from_db()
    assert mail[0].state == Mail.State.NOT_NEEDED
    assert "has been sent or deleted" in mail[0].problem


# Invitations


@pytest.fixture
def invitation(consultation):
    return Invitation.objects.create(
        window=consultation.windows.get(audience="invited"),
        name="Cllr Sam O’Neil",
        email="sam@example.org",
        invited_at=AT,
        invited_by=get_user_model().objects.create_user("officer"),
    )


def test_an_invitation_brings_its_private_link_and_the_dates(invitation, settings):
    settings.PORTAL_URL = "https://strategy.example"

    mail = outbox.post_invitation(invitation=invitation, at=AT)

    assert (mail.kind, mail.to) == (Mail.Kind.INVITATION, "sam@example.org")
    composed = compose(mail)
    for words in (composed.text, composed.html):
        assert "Cllr Sam O’Neil" in words
        assert f"https://strategy.example/invitations/{invitation.token}/" in words
        assert "11:59pm on Tuesday 23 April 2024" in words


def test_an_invitation_is_posted_once(invitation):
    outbox.post_invitation(invitation=invitation, at=AT)
    outbox.post_invitation(invitation=invitation, at=london("2024-04-11T10:00"))

    assert Mail.objects.count() == 1


def test_an_invitation_without_an_address_is_not_posted(invitation):
    invitation.email = ""

    assert outbox.post_invitation(invitation=invitation, at=AT) is None
    assert not Mail.objects.exists()
