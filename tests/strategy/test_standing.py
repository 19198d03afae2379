"""What an edition is: a draft for consultation, or in force."""

import datetime as dt
import importlib

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from strategy.models import Edition
from tests.strategy.factories import published
from themes.drafting.new_draft import start_draft

SPRING = dt.datetime(2024, 4, 2, 9, tzinfo=dt.UTC)
SUMMER = dt.datetime(2024, 7, 4, 9, tzinfo=dt.UTC)
DECIDED = {"decided_by": "The Partnership", "decided_on": dt.date(2024, 7, 3)}

in_force = Edition.Standing.IN_FORCE


@pytest.fixture
def consulted(db):
    return Edition.objects.get(slug="consultation-draft")


def test_the_shipped_text_is_a_draft_for_consultation(consulted):
    assert consulted.standing == Edition.Standing.FOR_CONSULTATION


def test_a_new_draft_is_what_its_base_is(consulted):
    adopted = published(consulted.strategy, standing=in_force)

    draft = start_draft(base=adopted, slug="corrected", title="Corrected")

    assert draft.standing == in_force


def test_what_a_published_edition_is_can_no_longer_be_changed(consulted):
    with pytest.raises(IntegrityError, match="can no longer be changed"), transaction.atomic():
        Edition.objects.filter(pk=consulted.pk).update(standing=in_force)


@pytest.mark.parametrize(
    ("at", "decision", "expected"),
    [
        (SUMMER, DECIDED, "in-force"),
        (SUMMER, {}, "for-consultation"),
        (SPRING, DECIDED, "for-consultation"),  # a correction while people respond
    ],
)
def test_an_edition_of_an_earlier_version_is_in_force_if_it_was_decided_after_the_consultation(
    consulted, at, decision, expected
):
    earlier = published(consulted.strategy, at=at, **decision)
    migration = importlib.import_module("strategy.migrations.0005_standing_of_earlier_editions")

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(migration.SET_STANDING)

    earlier.refresh_from_db()
    consulted.refresh_from_db()
    assert earlier.standing == expected
    assert consulted.standing == "for-consultation"
