"""What the database holds of old addresses, whoever asks it."""

from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from sdp_portal.addresses.models import OldAddress
from sdp_portal.database.base import connect_directly
from strategy.models import Strategy
from tests.consultation.factories import BEGUN, officer
from tests.sdp_portal.addresses.test_changing import leads, move
from themes.models import Subgroup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]
LOCK = "SELECT pg_try_advisory_xact_lock(20240421)"


@contextmanager
def refused(words):
    check_at_once()
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        yield


def check_at_once():
    """Also what the database would check at the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def new_strategy(slug):
    return Strategy.objects.create(
        slug=slug, title="Next", first_year=2029, last_year=2034, contact_email="a@example.org"
    )


@pytest.fixture
def gone(db):
    """The address that the old one of a deleted strategy leads to."""
    strategy = new_strategy("next")
    move(strategy, "next-one")
    Strategy.objects.get(pk=strategy.pk).delete()
    return "/strategies/next-one/"


def test_an_old_address_is_not_deleted(consultation):
    move(consultation, "b")

    with refused("so it leads on"):
        OldAddress.objects.all().delete()


@pytest.mark.parametrize("field", ["path", "leads_to"])
def test_an_old_address_does_not_lead_elsewhere(consultation, field):
    move(consultation, "b")

    with refused("so it leads on"):
        OldAddress.objects.update(**{field: "/consultations/elsewhere/"})


def test_old_addresses_are_not_emptied(consultation):
    move(consultation, "b")

    with refused("cannot be emptied"), connection.cursor() as cursor:
        cursor.execute("TRUNCATE sdp_portal_oldaddress")


def test_changes_to_and_fro_are_no_loss(consultation):
    for slug in ["b", "c", consultation.slug, "b", "d", "c", "b"]:
        move(consultation, slug)

    check_at_once()
    assert leads("/consultations/d/") == "/consultations/b/"


def test_what_a_deleted_rows_old_address_leads_to_is_given_to_nobody(gone, edition):
    with refused("still leads there"):
        new_strategy("next-one")
    with refused("still leads there"):
        new_strategy("next")
    with pytest.raises(ValidationError, match="was deleted"):
        move(edition.strategy, "next-one")
    assert leads("/strategies/next/") == gone


def test_nor_by_giving_it_an_old_address_of_ones_own(gone, edition):
    with refused("Old addresses of something else lead to"):
        OldAddress.objects.create(
            path="/strategies/mine/", leads_to=gone, changed_at=BEGUN, changed_by=officer()
        )


def test_nor_to_another_subgroup(edition):
    strategy = edition.strategy
    subgroup = Subgroup.objects.create(strategy=strategy, slug="a", name="A")
    other = Subgroup.objects.create(strategy=strategy, slug="c", name="C")
    move(subgroup, "b")
    Subgroup.objects.get(pk=subgroup.pk).delete()

    other.slug = "b"
    with refused("still leads there"):
        other.save()


# Two at once: each waits until the other's transaction has ended


def test_who_changes_an_address_lets_nobody_take_it_meanwhile(consultation):
    move(consultation, "b")

    with connect_directly(connection) as other:
        assert other.execute(LOCK).fetchone() == (False,)


@pytest.mark.parametrize("table", ["strategy_strategy", "themes_subgroup"])
def test_who_takes_an_address_lets_nobody_change_it_meanwhile(db, table):
    with connect_directly(connection) as other:
        other.autocommit = False
        other.execute(f"UPDATE {table} SET slug = slug || '-new'")  # noqa: S608 a name of ours

        with connection.cursor() as cursor:
            cursor.execute(LOCK)
            is_free = cursor.fetchone()[0]
        other.rollback()

    assert not is_free
