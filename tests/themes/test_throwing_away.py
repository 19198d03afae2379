"""A draft is thrown away: it is kept as it was, and another can be begun."""

import pytest
from django.db import IntegrityError, transaction

from strategy.models import Edition
from tests.conftest import london
from tests.strategy.reading import Page
from themes.drafting import ordering
from themes.drafting.new_draft import start_draft
from themes.drafting.throwing_away import ThrowingAwayError, throw_away
from themes.models import Goal
from themes.publishing.publication import PublicationError, propose

AT = london("2024-04-10T10:00")
WHY = "It was begun from the “wrong” edition – sorry 🙂"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,
]


@pytest.fixture
def draft(edition):
    return start_draft(base=edition, slug="final", title="Final")


@pytest.fixture
def thrown(draft, admin_user):
    return throw_away(edition=draft, because=WHY, by=admin_user, at=AT)


def page_of(edition, name="change"):
    return f"/admin/strategy/edition/{edition.pk}/{name}/"


def test_an_officer_throws_a_draft_away_after_reading_what_that_does(signed_in, draft, edition):
    editor = signed_in("Strategy editor")

    asked = Page(editor.get(page_of(draft, "throw-away")))
    answer = editor.post(page_of(draft, "throw-away"), {"because": WHY}, follow=True)

    draft.refresh_from_db()
    assert "nothing changes for the public. This can’t be undone." in asked.text
    assert (draft.thrown_away_by, draft.thrown_away_because) == (editor.officer, WHY)
    assert f"Thrown away by jo, 10am on Wednesday 10 April 2024 . Why: {WHY}" in Page(answer).text
    assert start_draft(base=edition, slug="final", title="Final").is_frozen is False


@pytest.mark.parametrize("because", ["", " \n", "x" * 1001])
def test_an_officer_says_why(admin_client, draft, because):
    answer = admin_client.post(page_of(draft, "throw-away"), {"because": because})

    assert answer.context["form"].errors["because"]
    assert not Edition.objects.get(pk=draft.pk).is_frozen


def test_whoever_only_publishes_throws_nothing_away(signed_in, draft):
    publisher = signed_in("Publisher")

    assert publisher.get(page_of(draft, "throw-away")).status_code == 403
    assert "Throw this draft away" not in publisher.get(page_of(draft)).content.decode()


def test_it_leaves_the_lists_and_is_found_under_thrown_away(admin_client, thrown):
    goal = f"/admin/themes/goal/{thrown.goal_set.first().pk}/change/"

    def lists(address, link):
        return any(each.startswith(link) for each in Page(admin_client.get(address)).links)

    assert not lists("/admin/strategy/edition/", page_of(thrown))
    assert lists("/admin/strategy/edition/?state=thrown-away", page_of(thrown))
    assert not lists("/admin/themes/goal/", goal)
    assert not lists("/admin/", page_of(thrown))


@pytest.mark.parametrize(
    ("state", "titles"),
    [("draft", ["Final"]), ("agreed", []), ("public", ["Consultation draft"]), ("x", None)],
)
def test_editions_are_filtered_by_their_state(admin_client, draft, state, titles):
    answer = admin_client.get(f"/admin/strategy/edition/?state={state}")

    shown = [edition.title for edition in answer.context["cl"].result_list]
    assert shown == (titles if titles is not None else ["Final", "Consultation draft"])


def test_officers_can_still_read_all_of_it(admin_client, thrown):
    goal = thrown.goal_set.first()

    assert admin_client.get(page_of(thrown)).status_code == 200
    assert admin_client.get(page_of(thrown, "publication")).status_code == 200
    assert admin_client.get(page_of(thrown, "changes")).status_code == 200
    assert goal.title in admin_client.get(f"/admin/themes/goal/{goal.pk}/change/").content.decode()
    assert admin_client.get(f"/admin/themes/goal/{goal.pk}/history/").status_code == 200


def test_nothing_edits_it_any_longer(admin_user, thrown):
    goal = thrown.goal_set.first()

    with pytest.raises(ThrowingAwayError, match="was thrown away and can no longer be changed"):
        throw_away(edition=thrown, because="Again", by=admin_user, at=AT)
    with pytest.raises(PublicationError, match="was thrown away"):
        propose(edition=thrown, by=admin_user, at=AT)
    with pytest.raises(ordering.MoveError, match="was thrown away"):
        ordering.move(item=goal, by=1)


@pytest.mark.parametrize(
    "write",
    [
        lambda thrown: Edition.objects.filter(pk=thrown.pk).update(title="x"),
        lambda thrown: Edition.objects.filter(pk=thrown.pk)._raw_delete("default"),
        lambda thrown: Edition.objects.filter(pk=thrown.pk).update(published_at=AT),
        lambda thrown: thrown.goal_set.update(title="x"),
        lambda thrown: thrown.goal_set.first().delete(),
        lambda thrown: thrown.section_set.create(key="new", title="New"),
        lambda thrown: Goal.objects.exclude(edition=thrown).update(edition=thrown),
    ],
)
def test_the_database_refuses_to_change_it(thrown, write):
    with (
        pytest.raises(IntegrityError, match="can no longer be changed"),
        transaction.atomic(),
    ):
        write(thrown)


def test_old_tabs_are_answered_by_a_sentence(admin_client, thrown):
    goal = thrown.goal_set.first()
    sentence = "was thrown away and can no longer be changed"
    old_tabs = [
        (page_of(thrown), {"title": "Typed for long"}),
        (page_of(thrown, "throw-away"), {"because": "Again"}),
        (page_of(thrown, "move"), {"down": f"goal-{goal.pk}"}),
        (page_of(thrown, "publication"), {"title": "Typed for long", "propose": "x"}),
        (page_of(thrown, "publication/agree"), {"proposed_at": AT.isoformat()}),
        (page_of(thrown, "publication/withdraw"), {}),
        (f"/admin/themes/goal/{goal.pk}/change/", {"title": "Typed for long"}),
    ]

    for address, typed in old_tabs:
        html = admin_client.post(address, typed, follow=True).content.decode()
        assert sentence in html, address
        assert typed.get("title", "") in html, address
    called_off = admin_client.post(page_of(thrown, "publication/call-off"), follow=True)
    assert "there is nothing to call off" in called_off.content.decode()
    preview = admin_client.get(page_of(thrown, "preview"), follow=True)
    assert "Only a text that is not public yet has a preview." in preview.content.decode()


def test_an_edition_is_never_deleted_by_djangos_own_page(admin_client, draft):
    assert admin_client.get(page_of(draft, "delete")).status_code == 403
    assert admin_client.post(page_of(draft, "delete"), {"post": "yes"}).status_code == 403
    assert page_of(draft, "delete") not in admin_client.get(page_of(draft)).content.decode()
