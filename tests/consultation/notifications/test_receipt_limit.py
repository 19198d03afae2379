"""Whoever sends responses can give anybody's address: it gets only so many receipts a day."""

import datetime as dt

import pytest

from consultation.models import Mail, Response
from consultation.notifications.receipt_limit import RECEIPTS_TO_AN_ADDRESS
from consultation.responding.submission import submit_response
from tests.conftest import london
from tests.consultation import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

AT = london("2024-04-10T10:00")
NOT_MAILED = "We have not emailed you a copy"
NUMBER, SPAN = RECEIPTS_TO_AN_ADDRESS


def sent(window, *, at=AT, email="jo@example.org", **details):
    return submit_response(response=factories.complete(window, email=email, **details), at=at)


def receipts():
    return Mail.objects.filter(kind=Mail.Kind.RECEIPT).count()


def page_of(client, response):
    return client.get(response.receipt_url()).content.decode()


def test_one_address_gets_ten_receipts_a_day_and_every_response_is_kept(client, public_window):
    responses = [sent(public_window) for _ in range(NUMBER + 3)]

    assert receipts() == NUMBER == 10
    assert Response.objects.counted().count() == NUMBER + 3
    assert NOT_MAILED not in page_of(client, responses[NUMBER - 1])
    for response in responses[NUMBER:]:
        assert NOT_MAILED in page_of(client, response)


@pytest.mark.parametrize(
    ("since", "is_mailed"), [(SPAN - dt.timedelta(microseconds=1), False), (SPAN, True)]
)
def test_a_day_later_it_gets_more(public_window, since, is_mailed):
    for _ in range(NUMBER):
        sent(public_window)

    sent(public_window, at=AT + since)

    assert receipts() == NUMBER + is_mailed


def test_capitals_make_no_other_address_and_other_addresses_get_theirs(client, public_window):
    for _ in range(NUMBER):
        sent(public_window)

    in_capitals = sent(public_window, email="JO@Example.org")
    other = sent(public_window, email="al@example.org")

    assert NOT_MAILED in page_of(client, in_capitals)
    assert NOT_MAILED not in page_of(client, other)
    assert receipts() == NUMBER + 1


def test_other_mail_to_the_address_does_not_count(public_window):
    for n in range(NUMBER):
        Mail.objects.create(
            kind=Mail.Kind.ALERT,
            key=f"alert-{n}",
            to="jo@example.org",
            message_id=f"<{n}@strategy.example>",
            created_at=AT,
            next_try_at=AT,
        )

    sent(public_window)

    assert receipts() == 1


def test_sending_again_what_was_mailed_says_nothing_else(client, public_window):
    responses = [sent(public_window) for _ in range(NUMBER)]

    submit_response(response=responses[0], at=AT)

    assert receipts() == NUMBER
    assert NOT_MAILED not in page_of(client, responses[0])


def test_who_gave_no_address_or_did_not_send_it_here_is_told_nothing(client, public_window):
    by_officer = {"channel": "paper", "entered_by": factories.officer(), "entered_at": AT}
    for response in (sent(public_window, email=""), sent(public_window, **by_officer)):
        assert NOT_MAILED not in page_of(client, response)


def test_a_changed_version_beyond_the_limit_is_told_so(client, public_window):
    first = sent(public_window)
    for _ in range(NUMBER - 1):
        sent(public_window)

    sent(public_window, replaces=first, version=2)

    assert NOT_MAILED in page_of(client, first)
