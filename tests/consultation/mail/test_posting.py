"""What is posted, to whom and when: a mail is a row first, and one for each occasion."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.core import mail as django_mail

from consultation.mail import posting
from consultation.models import Invitation, LinkRequest, Mail
from consultation.submission import submit_response
from tests.conftest import london
from tests.consultation import factories

pytestmark = pytest.mark.django_db

AT = london("2024-04-10T10:02:31")


def post(**changes):
    details = {
        "kind": Mail.Kind.ALERT,
        "key": "an-occasion",
        "to": "jo@example.org",
        "subject": "A subject",
        "template": "invitation",
        "context": {},
        "at": AT,
    }
    return posting.post(**details | changes)


@pytest.fixture
def context(public_window):
    """Enough for the template of an invitation."""
    return {
        "context": {
            "invitation": Invitation(name="A group"),
            "window": public_window,
            "consultation": public_window.consultation,
            "url": "https://strategy.example/invitations/x/",
        }
    }


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


def test_its_message_id_is_its_own_and_of_this_portal(context, settings):
    settings.PORTAL_URL = "https://strategy.example"

    ids = {post(key=key, **context).message_id for key in "ab"}

    assert len(ids) == 2
    assert all(each.endswith("@strategy.example>") for each in ids)


@pytest.mark.parametrize(
    ("subject", "line"),
    [
        ("A draft\r\nBcc: everybody@example.org", "A draft Bcc: everybody@example.org"),
        ("A\x00 draft\x07 \u2028with\x85 controls", "A draft with controls"),
        ("x" * 300, "x" * 199 + "…"),
        ("Sicher in Durham – 🚔", "Sicher in Durham – 🚔"),
    ],
)
def test_a_subject_is_one_line_of_at_most_200_characters(context, subject, line):
    assert post(subject=subject, **context).subject == line


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
    assert mail.subject == f"We have received your response {response.reference}"
    for words in (mail.text, mail.html):
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

    mail = Mail.objects.get()
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

    assert "It is marked as late." in Mail.objects.get().text


def test_sending_again_posts_no_second_receipt(public_window):
    response = sent(public_window, email="jo@example.org")

    submit_response(response=response, at=london("2024-04-10T11:00"))

    assert Mail.objects.count() == 1


def test_a_changed_version_has_a_receipt_of_its_own(public_window):
    first = sent(public_window, email="jo@example.org")

    changed = sent(public_window, email="jo@example.org", replaces=first, version=2)

    newest = Mail.objects.get(key=f"receipt-{changed.pk}")
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

    mail = Mail.objects.get()
    assert "Safe & sound? <b>Tell us</b>" in mail.text
    assert "Safe &amp; sound? &lt;b&gt;Tell us&lt;/b&gt;" in mail.html
    assert "<time" not in mail.text


def test_a_receipt_that_cannot_be_posted_leaves_the_response_sent(public_window, settings, caplog):
    settings.PORTAL_URL = "https://a.host.with\nno.name" + "x" * 300  # too long for the database

    response = sent(public_window, email="jo@example.org")

    response.refresh_from_db()
    assert response.is_sent
    assert not Mail.objects.exists()
    assert f"No receipt could be posted for response {response.reference}" in caplog.text


def test_what_was_sent_is_not_reminded_of_any_more(public_window):
    response = factories.complete(public_window)
    asked = LinkRequest.objects.create(
        response=response, email="jo@example.org", remind=True, asked_at=AT
    )
    other = LinkRequest.objects.create(
        response=factories.complete(public_window), email="al@example.org", asked_at=AT
    )
    for request in (asked, other):
        Mail.objects.create(
            kind="reminder",
            key=posting.reminder_key(request),
            to=request.email,
            message_id=request.email,
            created_at=AT,
            next_try_at=AT,
        )

    submit_response(response=response, at=AT)

    assert [mail.to for mail in Mail.objects.all()] == ["al@example.org"]


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

    mail = posting.post_invitation(invitation=invitation, at=AT)

    assert (mail.kind, mail.to) == (Mail.Kind.INVITATION, "sam@example.org")
    for words in (mail.text, mail.html):
        assert "Cllr Sam O’Neil" in words
        assert f"https://strategy.example/invitations/{invitation.token}/" in words
        assert "11:59pm on Tuesday 23 April 2024" in words


def test_an_invitation_is_posted_once(invitation):
    posting.post_invitation(invitation=invitation, at=AT)
    posting.post_invitation(invitation=invitation, at=london("2024-04-11T10:00"))

    assert Mail.objects.count() == 1


def test_an_invitation_without_an_address_is_not_posted(invitation):
    invitation.email = ""

    assert posting.post_invitation(invitation=invitation, at=AT) is None
    assert not Mail.objects.exists()
