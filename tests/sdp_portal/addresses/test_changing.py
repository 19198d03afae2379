"""An address that is in use changes by an act of its own, and the old one leads on for ever."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from consultation.models import Consultation
from sdp_portal.addresses.changing import change_address
from sdp_portal.addresses.models import OldAddress
from strategy.models import Strategy
from tests.consultation.factories import BEGUN, officer
from themes.models import Subgroup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

FIRST = "draft-strategy-2024-29"


def move(row, slug):
    return change_address(row=row, slug=slug, by=officer(), at=BEGUN)


def leads(path):
    return OldAddress.objects.new_address_of(path)


@pytest.fixture
def another(consultation):
    """A consultation in preparation."""
    return Consultation.objects.create(
        edition=consultation.edition, slug="another", title="Another", email="a@example.org"
    )


def test_the_old_address_is_kept_with_who_changed_it_and_when(consultation):
    move(consultation, "safer-durham")

    kept = OldAddress.objects.get()
    assert (kept.path, kept.leads_to) == (
        f"/consultations/{FIRST}/",
        "/consultations/safer-durham/",
    )
    assert (kept.changed_at, kept.changed_by) == (BEGUN, officer())
    assert Consultation.objects.get(pk=consultation.pk).slug == "safer-durham"


@pytest.mark.parametrize("below", ["", "respond/", "respond/continue/aB-_/", "responses.csv"])
def test_what_lies_below_the_old_address_leads_to_the_same_below_the_new(consultation, below):
    move(consultation, "safer-durham")

    assert leads(f"/consultations/{FIRST}/{below}") == f"/consultations/safer-durham/{below}"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "",
        "//",
        "/consultations/",
        f"/consultations/{FIRST}",
        f"/consultations/{FIRST}s/",
        f"/consultations//{FIRST}/",
        f"/editions/{FIRST}/",
        f"/x/consultations/{FIRST}/",
        f"/consultations/{FIRST}\0/",
        "/a" * 20_000 + "/",
    ],
)
def test_other_addresses_lead_nowhere(consultation, path):
    move(consultation, "safer-durham")

    assert leads(path) is None


def test_after_two_changes_both_old_addresses_lead_to_the_newest(consultation):
    move(consultation, "b")
    move(consultation, "c")

    assert leads(f"/consultations/{FIRST}/") == "/consultations/c/"
    assert leads("/consultations/b/") == "/consultations/c/"


def test_an_address_can_go_back_to_what_it_was(consultation):
    move(consultation, "b")
    move(consultation, "c")
    move(consultation, FIRST)

    assert leads(f"/consultations/{FIRST}/") is None
    assert leads("/consultations/b/") == f"/consultations/{FIRST}/"
    assert leads("/consultations/c/") == f"/consultations/{FIRST}/"


def test_no_address_is_old_and_new_at_once(consultation):
    for slug in ["b", "c", FIRST, "b", "d", "c", "b"]:
        move(consultation, slug)

    old, new = zip(*OldAddress.objects.values_list("path", "leads_to"), strict=True)
    assert not set(old) & set(new)
    assert set(new) == {"/consultations/b/"}


def test_another_row_cannot_take_an_old_address(consultation, another):
    move(consultation, "b")

    with pytest.raises(ValidationError, match="still leads there"):
        move(another, FIRST)

    assert leads(f"/consultations/{FIRST}/") == "/consultations/b/"


def test_an_address_of_another_row_cannot_be_taken(consultation, another):
    with pytest.raises(ValidationError, match="Another consultation has this address"):
        move(another, FIRST)

    assert not OldAddress.objects.exists()


def test_the_same_address_is_no_change(consultation):
    with pytest.raises(ValidationError, match="its address already"):
        move(consultation, FIRST)


def test_the_database_refuses_to_give_an_old_address_to_another_consultation(consultation, another):
    move(consultation, "b")

    another.slug = FIRST
    with pytest.raises(IntegrityError, match="still leads there"), transaction.atomic():
        another.save()
    another.pk = None
    with pytest.raises(IntegrityError, match="still leads there"):
        another.save(force_insert=True)


def test_the_database_refuses_to_lose_the_address_of_a_live_consultation(consultation):
    consultation.slug = "lost"

    with pytest.raises(IntegrityError, match="must lead to the new one"):
        consultation.save()


def test_before_it_is_live_a_consultation_changes_its_address_freely(another):
    another.slug = "yet-another"
    another.save()

    assert not OldAddress.objects.exists()


def test_the_database_refuses_to_give_an_old_address_to_another_strategy(edition):
    old = edition.strategy.slug
    move(edition.strategy, "b")

    with pytest.raises(IntegrityError, match="still leads there"):
        Strategy.objects.create(
            slug=old, title="Next", first_year=2029, last_year=2034, contact_email="a@example.org"
        )


class TestSubgroups:
    @pytest.fixture
    def subgroup(self, edition):
        return edition.strategy.subgroups.get(slug="hate-crime-action-group")

    @pytest.fixture
    def next_strategy(self, db):
        return Strategy.objects.create(
            slug="next", title="Next", first_year=2029, last_year=2034, contact_email="a@b.example"
        )

    def test_a_subgroup_of_another_strategy_can_have_the_same_address(
        self, subgroup, next_strategy
    ):
        old = subgroup.slug
        move(subgroup, "hate-crime")

        Subgroup.objects.create(strategy=next_strategy, slug=old, name="The same group")

        assert next_strategy.subgroups.get().slug == old

    def test_the_database_refuses_it_within_its_strategy(self, subgroup):
        old = subgroup.slug
        move(subgroup, "hate-crime")

        with pytest.raises(IntegrityError, match="still leads there"):
            Subgroup.objects.create(strategy=subgroup.strategy, slug=old, name="Another group")
