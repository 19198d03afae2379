"""The next strategy begins as a copy of an earlier one."""

import pytest
from django.contrib.auth import get_user_model

from strategy.models import Edition, Strategy
from themes.drafting.copied_strategy import TextToCopy, copy_strategy, leads_missing
from themes.models import AreaOfFocus, Goal, UmbrellaTheme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]


def copied(edition, text=TextToCopy.EVERYTHING, **details):
    source = edition.strategy
    given = {
        "strategy": Strategy(
            title="Safer – together", slug="safer-2029-34", first_year=2029, last_year=2034
        ),
        "subgroups": list(source.subgroups.all()),
        "services": list(source.services.all()),
        "draft_title": "First draft",
        "draft_slug": "first-draft",
    }
    return copy_strategy(base=edition, text=text, **given | details)


def titles(rows):
    return [row.title for row in rows]


def test_the_draft_has_the_whole_text_under_the_same_keys(edition):
    draft = copied(edition)

    assert draft.strategy.full_title == "Safer – together 2029–34"
    assert draft.published_at is None
    for model in (UmbrellaTheme, AreaOfFocus, Goal):
        keys = list(model.objects.filter(edition=edition).values_list("key", flat=True))
        assert keys == list(model.objects.filter(edition=draft).values_list("key", flat=True))
    assert sorted(titles(draft.section_set.all())) == sorted(titles(edition.section_set.all()))


def test_its_areas_are_led_by_its_own_subgroups(edition):
    draft = copied(edition)

    for area in AreaOfFocus.objects.filter(edition=draft):
        assert area.lead.strategy == draft.strategy
    for area in draft.areaofassurance_set.exclude(arrangement=None):
        assert area.arrangement.strategy == draft.strategy


def test_only_what_is_chosen_is_copied(edition):
    source = edition.strategy
    kept, service = source.subgroups.first(), source.services.first()

    draft = copied(edition, TextToCopy.SECTIONS, subgroups=[kept], services=[service])

    assert [subgroup.name for subgroup in draft.strategy.subgroups.all()] == [kept.name]
    assert [each.name for each in draft.strategy.services.all()] == [service.name]
    assert draft.section_set.exists()
    assert not UmbrellaTheme.objects.filter(edition=draft).exists()


def test_it_can_begin_empty(edition):
    draft = copied(edition, TextToCopy.NOTHING, subgroups=[], services=[])

    assert not draft.section_set.exists()
    assert not draft.strategy.subgroups.exists()


def test_leads_of_subgroups_keep_their_right_in_the_copy(edition):
    subgroup = edition.strategy.subgroups.first()
    lead = get_user_model().objects.create_user("lead")
    subgroup.leads.add(lead)

    draft = copied(edition)

    assert list(draft.strategy.subgroups.get(slug=subgroup.slug).leads.all()) == [lead]
    assert list(subgroup.leads.all()) == [lead]


def test_no_area_of_focus_is_left_without_a_lead(edition):
    others = edition.strategy.subgroups.exclude(slug="hate-crime-action-group")

    assert [lead.slug for lead in leads_missing(edition, others)] == ["hate-crime-action-group"]
    with pytest.raises(ValueError, match="no subgroup"):
        copied(edition, subgroups=list(others))
    assert Strategy.objects.count() == 1


def test_the_strategy_that_is_copied_stays_as_it_was(edition):
    def of(strategy):
        return [
            strategy.subgroups.count(),
            strategy.services.count(),
            strategy.related_plans.count(),
            strategy.editions.count(),
        ]

    before = of(edition.strategy)

    copied(edition)

    assert of(edition.strategy) == before


@pytest.fixture
def form(edition):
    source = edition.strategy
    return {
        "title": "Safer – together",
        "slug": "safer-2029-34",
        "first_year": "2029",
        "last_year": "2034",
        "draft_title": "First draft",
        "draft_slug": "first-draft",
        "base": edition.pk,
        "text": "everything",
        "subgroups": [subgroup.pk for subgroup in source.subgroups.all()],
        "services": [],
    }


@pytest.fixture
def page(edition):
    return f"/admin/strategy/strategy/{edition.strategy_id}/copy/"


def test_what_is_said_about_the_text_is_asked_and_not_copied_silently(
    admin_client, page, form, edition
):
    shown = admin_client.get(page).content.decode()

    admin_client.post(page, form | {"source_note": "The partnership’s own."})

    assert edition.source_note in shown
    assert "is it still true?" in " ".join(shown.split())
    assert Edition.objects.get(slug="first-draft").source_note == "The partnership’s own."


def test_addresses_are_suggested_that_nobody_has(admin_client, page, edition):
    Strategy.objects.create(
        slug="safe-durham-partnership-strategy-2029",
        title="Taken",
        first_year=2029,
        last_year=2034,
        contact_email="a@example.org",
    )

    form = admin_client.get(page).context["form"]

    assert form["slug"].value() == "safe-durham-partnership-strategy-2029-2"
    assert form["draft_slug"].value() == "consultation-draft-2029"


def test_an_editor_begins_the_next_strategy_and_lands_on_its_draft(
    client, signed_in, page, form, edition
):
    answer = signed_in("Strategy editor").post(page, form, follow=True)

    draft = Edition.objects.get(slug="first-draft")
    assert answer.redirect_chain[-1][0].endswith(f"/edition/{draft.pk}/change/")
    assert "The strategy and its first draft are there." in answer.content.decode()
    assert client.get("/editions/first-draft/").status_code == 404
    assert edition.title in client.get("/editions/").content.decode()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "This field is required."),
        ("slug", "safe-durham-partnership-strategy-2024-29", "Another strategy has this address."),
        ("draft_slug", "consultation-draft", "Another edition has this address."),
        ("draft_slug", "a b “c”", "For instance: a-b-c"),
        ("draft_title", "\u200b\u2060", "Nobody can see these characters."),
        ("title", "Safe\u202er", "turns text around"),
        ("last_year", "2028", "The last year must not be before the first year."),
        ("base", "0", "Select a valid choice."),
        ("text", "some", "Select a valid choice."),
        ("subgroups", ["0"], "Select a valid choice."),
        ("subgroups", [], "because it leads an area of focus"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_copied(
    signed_in, edition, page, form, field, value, sentence
):
    if field == "slug":
        value = edition.strategy.slug

    told = signed_in("Strategy editor").post(page, form | {field: value}).content.decode()

    assert sentence in told
    assert Strategy.objects.count() == 1


def test_a_publisher_begins_none(signed_in, page):
    assert signed_in("Publisher").get(page).status_code == 403
