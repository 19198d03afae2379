"""The first moment at which the clock alone changes a public page."""

import datetime as dt

import pytest

from consultation.models import Window
from site_wide.page_expiry import next_boundary
from strategy.models import Edition
from tests.conftest import london
from tests.consultation import factories
from tests.outcome.publishing import review_and_publish

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("at", "boundary"),
    [
        ("2024-04-10T10:00", "2024-04-11T00:00"),
        ("2024-04-10T23:59:59.999999", "2024-04-11T00:00"),
        ("2024-04-11T00:00", "2024-04-12T00:00"),
        ("2024-03-31T00:30", "2024-04-01T00:00"),  # the clocks go forward at 1am
        ("2024-04-14T10:00", "2024-04-14T11:00"),  # on the last day pages count hours
        ("2024-04-14T10:59:59.999999", "2024-04-14T11:00"),
        ("2024-04-14T23:59:59", "2024-04-15T00:00"),
        ("2024-04-15T00:00", "2024-04-15T00:15"),  # the grace period of the public window
        ("2024-04-15T00:15", "2024-04-16T00:00"),
        ("2030-01-01T12:00", "2030-01-02T00:00"),
    ],
)
def test_a_page_changes_by_itself_at(at, boundary):
    assert next_boundary(at=london(at)) == london(boundary)


@pytest.mark.parametrize("field", ["opens_at", "closes_at"])
def test_a_window_changes_it_at_any_hour(field, public_window):
    Window.objects.filter(pk=public_window.pk).update(**{field: london("2024-04-10T17:00")})

    assert next_boundary(at=london("2024-04-10T16:59:59.999999")) == london("2024-04-10T17:00")


def test_a_publication_ahead_changes_it(edition):
    moment = london("2024-04-10T12:30")
    Edition.objects.create(
        strategy=edition.strategy, slug="ahead", title="Ahead", published_at=moment
    )

    assert next_boundary(at=moment - dt.timedelta(hours=2)) == moment
    assert next_boundary(at=moment) == london("2024-04-11T00:00")


def test_responses_published_by_a_clock_ahead_change_it(consultation):
    release = review_and_publish(
        consultation=consultation, seen=None, by=factories.officer(), at=london("2024-05-01T12:30")
    )

    assert next_boundary(at=london("2024-05-01T12:29:59")) == release.published_at


def test_it_asks_three_times_whatever_there_is(django_assert_num_queries):
    with django_assert_num_queries(3):
        next_boundary(at=london("2024-04-10T10:00"))
