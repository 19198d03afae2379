"""The dates of a consultation change in the open: with a reason, and never back on a promise."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from consultation.models import Window, WindowChange
from consultation.setup.window_dates import change_dates
from tests.conftest import london
from tests.consultation import factories
from tests.strategy.reading import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

AT = london("2024-04-10T10:00")
OPENS = london("2024-03-18T00:00")
CLOSES = london("2024-04-15T00:00")
WEEK = dt.timedelta(weeks=1)
MICROSECOND = dt.timedelta(microseconds=1)
PUBLIC_PAGE = "/consultations/draft-strategy-2024-29/"


def dates_of(window):
    stored = Window.objects.get(pk=window.pk)
    return stored.opens_at, stored.closes_at


def told(client):
    return (
        Page(client.get(PUBLIC_PAGE)).text.replace(" .", ".").replace(" ;", ";").replace(" :", ":")
    )


# The operation


def test_a_change_is_kept_with_before_after_who_when_and_why(public_window, admin_user):
    change = change_dates(
        window=public_window,
        opens_at=OPENS,
        closes_at=CLOSES + WEEK,
        reason="  A leaflet came late. ",
        by=admin_user,
        at=AT,
    )

    assert dates_of(public_window) == (OPENS, CLOSES + WEEK)
    change.refresh_from_db()
    assert (change.opened_at, change.closed_at) == (OPENS, CLOSES)
    assert (change.opens_at, change.closes_at) == (OPENS, CLOSES + WEEK)
    assert (change.changed_by, change.changed_at) == (admin_user, AT)
    assert change.reason == "A leaflet came late."


def test_dates_as_they_were_are_no_change(public_window):
    assert factories.moved(public_window, closes_at=CLOSES) is None
    assert not WindowChange.objects.exists()


def test_before_is_what_the_database_holds_not_what_an_old_form_showed(public_window):
    old = Window.objects.get(pk=public_window.pk)
    factories.moved(public_window, closes_at=CLOSES + WEEK)

    change = factories.moved(old, closes_at=CLOSES + 2 * WEEK)

    assert change.closed_at == CLOSES + WEEK


@pytest.mark.parametrize("reason", ["", " ", "\n\t", "\u00a0"])
def test_without_a_reason_nothing_changes(public_window, reason):
    with pytest.raises(ValidationError), transaction.atomic():
        factories.moved(public_window, reason=reason)

    assert dates_of(public_window) == (OPENS, CLOSES)
    assert not WindowChange.objects.exists()


def test_the_database_refuses_a_change_without_a_reason(public_window):
    change = factories.moved(public_window)

    with pytest.raises(IntegrityError, match="window_change_has_a_reason"), transaction.atomic():
        WindowChange.objects.filter(pk=change.pk).update(reason=" ")


def test_dates_that_cannot_be_are_refused_in_words(public_window):
    with pytest.raises(ValidationError, match="A window must close after it opens"):
        factories.moved(public_window, closes_at=OPENS)


def test_a_window_must_not_be_moved_over_another_for_everyone(public_window):
    Window.objects.create(
        consultation=public_window.consultation,
        title="Again",
        audience="everyone",
        opens_at=CLOSES + WEEK,
        closes_at=CLOSES + 2 * WEEK,
    )

    with pytest.raises(ValidationError, match="must not overlap"):
        factories.moved(public_window, closes_at=CLOSES + WEEK + MICROSECOND)


# What people were promised


@pytest.mark.parametrize(
    ("at", "refused"), [(OPENS - MICROSECOND, False), (OPENS, True), (CLOSES + WEEK, True)]
)
def test_an_opening_can_be_moved_later_only_until_it_has_come(public_window, at, refused):
    try:
        factories.moved(public_window, opens_at=OPENS + dt.timedelta(days=1), at=at)
    except ValidationError as error:
        (sentence,) = error.message_dict["opens_at"]
        assert sentence == (
            "This window has been open since Monday 18 March 2024, "
            "so its opening cannot be moved later."
        )
        assert refused
    else:
        assert not refused


@pytest.mark.parametrize(
    ("closes_at", "refused"),
    [
        ("2024-04-10T08:59", True),
        ("2024-04-10T09:59:59.999999", True),
        ("2024-04-10T10:00", True),  # the first moment of being closed: 10:00 is not in time
        ("2024-04-10T10:00:00.000001", False),
        ("2024-04-10T10:01", False),
    ],
)
def test_a_window_cannot_close_before_a_response_that_was_in_time(
    public_window, closes_at, refused
):
    factories.sent(public_window, at=london("2024-04-09T10:00"))
    factories.sent(public_window, at=london("2024-04-10T10:00"))
    at = london("2024-04-10T12:00")
    try:
        factories.moved(public_window, closes_at=london(closes_at), at=at)
    except ValidationError as error:
        (sentence,) = error.message_dict["closes_at"]
        assert "A response was received at 10:00:00am on Wednesday 10 April 2024" in sentence
        assert refused
    else:
        assert not refused


def test_a_window_nobody_responded_in_can_be_closed_early(public_window):
    factories.unsent(public_window)

    factories.moved(public_window, closes_at=london("2024-04-09T00:00"))

    assert dates_of(public_window)[1] == london("2024-04-09T00:00")


def test_an_extension_can_be_taken_back_although_a_response_came_late(public_window):
    factories.sent(public_window, at=CLOSES + dt.timedelta(minutes=5))
    at = CLOSES + dt.timedelta(minutes=10)
    factories.moved(public_window, at=at)

    factories.moved(public_window, closes_at=CLOSES, at=at)

    assert dates_of(public_window)[1] == CLOSES


def test_a_closed_window_can_be_opened_again_for_longer(public_window):
    at = CLOSES + dt.timedelta(days=1)

    factories.moved(public_window, at=at)

    public_window.refresh_from_db()
    assert public_window.is_open(at=at)


# The public page


def test_the_public_reads_what_moved_from_when_to_when_and_why(client, public_window):
    factories.moved(public_window, closes_at=CLOSES + WEEK)

    text = told(client)

    assert "Changes to the dates" in text
    assert (
        "10 April 2024: closing moved from 11:59pm on Sunday 14 April 2024 "
        "to 11:59pm on Sunday 21 April 2024. Reason: A leaflet came late."
    ) in text
    assert "opening moved" not in text
    assert "the-officer-who-moved-it" not in text


def test_an_opening_that_moved_is_told_alone(client, consultation):
    committee = consultation.windows.get(audience="invited")
    factories.moved(committee, opens_at=london("2024-04-16T09:30"))

    text = told(client)

    assert (
        "opening moved from Tuesday 16 April 2024 to 9:30am on Tuesday 16 April 2024. Reason"
    ) in text
    assert "closing moved" not in text


def test_both_are_told_when_both_moved(client, consultation):
    committee = consultation.windows.get(audience="invited")
    factories.moved(
        committee, opens_at=london("2024-04-17T00:00"), closes_at=london("2024-04-25T00:00")
    )

    assert (
        "opening moved from Tuesday 16 April 2024 to Wednesday 17 April 2024; "
        "closing moved from 11:59pm on Tuesday 23 April 2024 to 11:59pm on Wednesday 24 April 2024."
    ) in told(client)


def test_the_newest_change_is_told_first(client, set_clock, public_window):
    factories.moved(public_window, reason="The first reason.", at=AT)
    factories.moved(public_window, reason="The second reason.", at=AT + dt.timedelta(days=1))
    set_clock("2024-04-12T10:00")

    text = told(client)

    assert text.index("The second reason.") < text.index("The first reason.")


def test_a_change_is_not_told_before_it_was_made(client, public_window):
    factories.moved(public_window, at=AT + dt.timedelta(days=1))

    assert "Changes to the dates" not in told(client)


def test_a_window_nobody_has_changed_needs_no_entry(client):
    assert "Changes to the dates" not in told(client)


def test_a_hostile_reason_is_shown_as_it_was_typed(client, public_window):
    factories.moved(public_window, reason="<script>alert(1)</script> & more")

    page = client.get(PUBLIC_PAGE).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page


def test_the_public_page_costs_the_same_queries_with_ten_changes(client, public_window):
    factories.moved(public_window)
    with CaptureQueriesContext(connection) as few:
        client.get(PUBLIC_PAGE)
    for _ in range(9):
        factories.moved(public_window)

    with CaptureQueriesContext(connection) as many:
        client.get(PUBLIC_PAGE)

    assert len(many) == len(few)
