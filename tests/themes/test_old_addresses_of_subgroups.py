"""A subgroup is read below several addresses. Each leads on after it, or its strategy, moved."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from sdp_portal.addresses.changing import change_address
from sdp_portal.addresses.models import OldAddress
from strategy.models import Edition, Strategy
from tests.consultation.factories import BEGUN, officer
from tests.sdp_portal.officers.forms import opened
from tests.strategy.factories import strategy as new_strategy
from themes.models import OldSubgroupSlug, Subgroup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

OLD = "youth-justice"
PLACES = [
    "/",
    "/editions/consultation-draft/",
    "/strategies/safe-durham-partnership-strategy-2024-29/",
]


@pytest.fixture
def strategy(edition):
    return edition.strategy


@pytest.fixture
def group(strategy):
    """One that leads no area, so that it can be deleted."""
    return strategy.subgroups.create(slug=OLD, name="Youth Justice Board")


def move(row, slug):
    row.slug = change_address(
        row=type(row).objects.get(pk=row.pk), slug=slug, by=officer(), at=BEGUN
    ).slug


def arrives(client, address):
    """Every step is for good, and at the end there is a page."""
    answer = client.get(address, follow=True)
    assert {status for _, status in answer.redirect_chain} <= {301}
    assert answer.status_code == 200
    return answer


@pytest.mark.parametrize("place", PLACES)
def test_each_of_its_addresses_leads_on_with_its_query(client, group, place):
    move(group, "young-people")

    answer = client.get(f"{place}subgroups/{OLD}/?via=youth-council")

    assert answer.status_code == 301
    assert answer["Location"] == f"{place}subgroups/young-people/?via=youth-council"
    assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Youth Justice Board" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    "acts",
    [
        ["group b", "strategy b"],
        ["strategy b", "group b"],
        ["group b", "strategy b", "group c"],
        ["strategy b", "group b", "strategy back"],
        ["group b", "strategy b", "group c", "strategy c", "group d", "strategy back"],
        ["group b", "strategy b", "group back"],
        ["group b", "strategy b", "group c", "strategy back", "group back"],
    ],
)
def test_all_that_it_ever_had_lead_on_when_its_strategy_moved_too(client, group, strategy, acts):
    first, had = {group: group.slug, strategy: strategy.slug}, set()
    for act in acts:
        what, slug = act.split()
        row = group if what == "group" else strategy
        move(row, first[row] if slug == "back" else slug)
        had |= {
            f"/subgroups/{group.slug}/",
            f"/editions/consultation-draft/subgroups/{group.slug}/",
            f"/strategies/{strategy.slug}/subgroups/{group.slug}/",
        }
    had |= {f"{place}subgroups/{OLD}/" for place in PLACES}

    for address in had:
        assert arrives(client, address).context["subgroup"] == group, address


def test_no_other_subgroup_of_its_strategy_gets_its_old_name_even_after_a_move(
    admin_client, group, strategy
):
    move(group, "b")
    move(strategy, "moved")
    typed = {"strategy": strategy.pk, "slug": OLD, "name": "Namesake", "position": 0}

    page = admin_client.post("/admin/themes/subgroup/add/", typed)

    assert "still leads there" in page.content.decode()
    with pytest.raises(IntegrityError, match="still leads there"):
        strategy.subgroups.create(slug=OLD, name="Namesake")


def test_a_namesake_beside_another_strategy_does_not_get_its_visitors(client, group):
    move(group, "b")
    other = new_strategy(groups=[OLD])
    publish(other)

    for place in PLACES[1:]:  # the other strategy is in front now
        assert arrives(client, f"{place}subgroups/{OLD}/").context["subgroup"] == group
    assert (
        arrives(client, f"/strategies/{other.slug}/subgroups/{OLD}/").context["subgroup"] != group
    )


def publish(strategy):
    return Edition.objects.create(
        strategy=strategy, slug="other", title="Other", published_at=BEGUN
    )


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("slug", [OLD, "b"])
def test_of_one_that_was_deleted_they_lead_to_the_list(client, group, place, slug):
    move(group, "b")
    Subgroup.objects.get(pk=group.pk).delete()

    answer = client.get(f"{place}subgroups/{slug}/", follow=True)

    assert answer.status_code == 410
    assert f'href="{place}subgroups/"' in answer.content.decode()
    assert "no longer part of the strategy" in answer.content.decode()


def test_the_address_of_one_that_was_deleted_goes_to_nobody(admin_client, group, strategy):
    another = strategy.subgroups.create(slug="another", name="Another")
    Subgroup.objects.get(pk=group.pk).delete()

    address = f"/admin/themes/subgroup/{another.pk}/change-address/"

    page = admin_client.post(address, {"slug": OLD} | opened(admin_client, address))

    assert page.status_code == 422
    assert "still leads there" in str(page.context["form"].errors)


def test_what_was_never_an_address_stays_unknown(client, group):
    move(group, "b")

    for place in PLACES:
        assert client.get(f"{place}subgroups/never-was/").status_code == 404


def test_what_the_public_never_knew_is_not_kept(client):
    unpublished = new_strategy(groups=["riders"])
    unpublished.subgroups.update(slug="cyclists")
    unpublished.subgroups.all().delete()

    assert not OldSubgroupSlug.objects.exists()
    unpublished.delete()
    assert not Strategy.objects.filter(pk=unpublished.pk).exists()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE themes_oldsubgroupslug SET slug = 'x'",
        "UPDATE themes_oldsubgroupslug SET subgroup_id = NULL",
        "DELETE FROM themes_oldsubgroupslug",
        "TRUNCATE themes_oldsubgroupslug",
    ],
)
def test_the_database_keeps_them_whoever_asks(group, sql):
    move(group, "b")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

        refused = pytest.raises(IntegrityError, match=r"leads on|cannot be emptied")
        with refused, transaction.atomic():
            cursor.execute(sql)


def test_the_database_keeps_the_address_also_when_sql_changes_it(client, group):
    Subgroup.objects.filter(pk=group.pk).update(slug="by-sql")

    assert arrives(client, f"/subgroups/{OLD}/").context["subgroup"] == group


def test_subgroups_of_two_strategies_can_move_alike(client, group):
    other = new_strategy(groups=[OLD])
    publish(other)
    for row in [group, other.subgroups.get()]:
        for slug in ["b", OLD, "b"]:
            move(row, slug)

    for strategy in [group.strategy, other]:
        page = arrives(client, f"/strategies/{strategy.slug}/subgroups/{OLD}/")
        assert page.context["subgroup"] == strategy.subgroups.get(slug="b")


def test_officers_see_its_old_addresses(admin_client, group):
    move(group, "b")

    page = admin_client.get(f"/admin/themes/subgroup/{group.pk}/change/").content.decode()

    assert f"/subgroups/{OLD}/" in page


@pytest.fixture
def kept_before(group, strategy):
    """What an installation kept before the migration. It stays as it is. Its first address is
    returned."""
    first = f"/strategies/{strategy.slug}/"
    move(strategy, "moved")
    for old, new in [("a", "b"), ("b", "gone"), ("c", "d"), ("d", OLD)]:
        for place in ["/", first]:
            OldAddress.objects.create(
                path=f"{place}subgroups/{old}/",
                leads_to=f"{place}subgroups/{new}/",
                changed_at=BEGUN,
                changed_by=officer(),
            )
    import_module("themes.migrations.0011_old_addresses_of_subgroups_until_now").keep(apps, None)
    return first


def test_what_was_kept_with_the_address_of_the_strategy_leads_on(client, group, kept_before):
    first = kept_before
    kept = dict(OldSubgroupSlug.objects.values_list("slug", "subgroup"))
    assert kept == {"a": None, "b": None, "gone": None, "c": group.pk, "d": group.pk}
    for slug in "cd":
        for place in ["/", first, "/strategies/moved/", "/editions/consultation-draft/"]:
            assert arrives(client, f"{place}subgroups/{slug}/").context["subgroup"] == group


@pytest.mark.parametrize("slug", ["a", "b", "gone"])
def test_what_was_kept_of_one_that_was_deleted_says_so_everywhere(client, kept_before, slug):
    for place in ["/", "/strategies/moved/", "/editions/consultation-draft/"]:
        answer = client.get(f"{place}subgroups/{slug}/")
        assert answer.status_code == 410, place
        assert "This group has gone" in answer.content.decode()
    answer = client.get(f"{kept_before}subgroups/{slug}/", follow=True)
    assert answer.status_code == 410
    assert "This group has gone" in answer.content.decode()


@pytest.mark.usefixtures("kept_before")
def test_the_last_address_of_one_that_was_deleted_before_goes_to_nobody(strategy):
    with pytest.raises(IntegrityError, match="still leads there"):
        strategy.subgroups.create(slug="gone", name="Namesake")
