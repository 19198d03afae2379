"""Withdrawing a response: by its sender until closing, by an officer because the sender asked."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from consultation.models import Response, Withdrawal
from consultation.responding.amendment import NotPossibleError, WhyNot, begin_change, withdraw
from consultation.responding.submission import submit_response
from tests.conftest import london
from tests.consultation import factories

pytestmark = pytest.mark.django_db

AT = london("2024-04-10T10:00")
CLOSES = london("2024-04-15T00:00")
MICROSECOND = dt.timedelta(microseconds=1)


@pytest.fixture
def sent(public_window):
    return factories.sent(public_window)


@pytest.fixture
def sender(client, set_clock):
    return client


def url(response, what=""):
    return f"{response.receipt_url()}{what}"


def test_what_was_withdrawn_no_longer_counts_and_stays_on_the_record(sent):
    withdrawal = withdraw(response=sent, at=AT)

    assert (withdrawal.withdrawn_at, withdrawal.withdrawn_by) == (AT, None)
    assert not Response.objects.counted().exists()
    assert Response.objects.withdrawn().get() == sent
    assert sent.comments.exists()


def test_withdrawing_again_changes_nothing(sent):
    first = withdraw(response=sent, at=AT)

    again = withdraw(response=sent, at=CLOSES + dt.timedelta(days=9))

    assert again == first
    assert again.withdrawn_at == AT


def test_of_several_versions_the_last_one_is_withdrawn_and_none_counts(sent):
    latest = submit_response(response=begin_change(response=sent, at=AT), at=AT)

    withdrawal = withdraw(response=sent, at=AT)

    assert withdrawal.response == latest
    assert not Response.objects.counted().exists()


@pytest.mark.parametrize(
    ("at", "why"),
    [
        (CLOSES - MICROSECOND, None),
        (CLOSES, WhyNot.CLOSED),
        (london("2024-03-17T10:00"), WhyNot.NOT_YET),
    ],
)
def test_the_sender_can_withdraw_only_while_the_window_is_open(sent, at, why):
    if why is None:
        assert withdraw(response=sent, at=at)
        return

    with pytest.raises(NotPossibleError) as refusal:
        withdraw(response=sent, at=at)

    assert refusal.value.why == why
    assert Response.objects.counted().exists()


def test_an_officer_can_withdraw_after_closing_because_the_sender_asked(sent):
    officer = factories.officer()

    withdrawal = withdraw(response=sent, by=officer, reason="Asked by telephone.", at=CLOSES)

    assert (withdrawal.withdrawn_by, withdrawal.reason) == (officer, "Asked by telephone.")


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_an_officer_says_why(sent, reason):
    with pytest.raises(ValidationError, match="Say why the response is withdrawn"):
        withdraw(response=sent, by=factories.officer(), reason=reason, at=AT)

    assert Response.objects.counted().exists()


def test_what_was_not_sent_cannot_be_withdrawn(public_window):
    with pytest.raises(Response.DoesNotExist):
        withdraw(response=factories.complete(public_window), at=AT)


def test_the_database_keeps_a_withdrawal(sent):
    withdrawal = withdraw(response=sent, at=AT)

    with pytest.raises(IntegrityError), transaction.atomic():
        withdrawal.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Withdrawal.objects.update(withdrawn_at=CLOSES)


# On the site


def test_the_page_says_what_withdrawing_means_before_it_is_done(sender, sent):
    page = sender.get(url(sent, "withdraw/"))

    assert "no longer be counted" in page.content.decode()
    assert "We keep a record that you sent and withdrew it." in page.content.decode()
    assert not Withdrawal.objects.exists()
    assert page["X-Robots-Tag"] == "noindex"
    assert "no-store" in page["Cache-Control"]


def test_after_withdrawing_the_private_page_says_so(sender, sent):
    answer = sender.post(url(sent, "withdraw/"), follow=True)

    html = answer.content.decode()
    assert answer.redirect_chain[-1][0] == url(sent)
    assert "This response was withdrawn using its private link at" in html
    assert "We do not count it or publish it." in html
    assert "What will be public" not in html
    assert "Change your response" not in html
    assert sent.comments.get().text in html
    assert (
        "Withdrawn using its private link at 10am"
        in sender.get(url(sent, "copy.txt")).content.decode()
    )


def test_a_double_click_withdraws_once(sender, sent):
    for _ in range(2):
        assert sender.post(url(sent, "withdraw/")).url == url(sent)

    assert Withdrawal.objects.count() == 1


def test_after_closing_the_site_withdraws_nothing(sender, sent, set_clock):
    set_clock("2024-04-15T00:00")

    for method in (sender.get, sender.post):
        assert method(url(sent, "withdraw/")).url == url(sent)

    assert not Withdrawal.objects.exists()


def test_what_is_withdrawn_is_not_changed(sender, sent):
    sender.post(url(sent, "withdraw/"))

    assert sender.post(url(sent, "change/")).url == url(sent)

    assert Response.objects.count() == 1


def test_the_sender_is_told_when_an_officer_withdrew_it(sender, sent):
    withdraw(response=sent, by=factories.officer(), reason="Asked by telephone.", at=AT)

    html = sender.get(url(sent)).content.decode()

    assert "The partnership withdrew this response at your request" in html
    assert "the-officer" not in html


@pytest.mark.ignore_template_errors
def test_a_withdrawn_response_and_earlier_versions_are_not_in_the_officers_numbers(
    admin_client, sent, public_window, set_clock
):
    other = factories.sent(public_window)
    submit_response(response=begin_change(response=other, at=AT), at=AT)
    withdraw(response=sent, at=AT)
    begin_change(response=other, at=AT)

    [strategy] = admin_client.get("/admin/").context["strategies"]
    [of_draft] = strategy["consultations"]

    assert (of_draft.numbers["today"], of_draft.numbers["sent"]) == (1, 1)


def test_a_withdrawn_response_is_not_in_the_public_numbers(sender, sent, public_window, set_clock):
    factories.sent(public_window)
    withdraw(response=sent, at=AT)
    set_clock("2024-04-16T10:00")

    page = sender.get(sent.consultation.get_absolute_url())

    assert "Total" in page.content.decode()
    assert page.context["received"]["total"] == 1
