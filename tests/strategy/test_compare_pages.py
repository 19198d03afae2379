"""What residents see of changes: the comparison, the history, and the way to the newer edition."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from strategy.models import Edition, Milestone, Part
from tests.strategy.factories import draft
from tests.strategy.reading import Page
from themes.drafting.new_draft import start_draft
from themes.models import AreaOfAssurance, AreaOfFocus, Goal, UmbrellaTheme
from themes.publishing.publication import publish_edition

DRAFT = "consultation-draft"
JUNE = dt.datetime(2024, 6, 3, 8, 30, tzinfo=dt.UTC)
JULY = dt.datetime(2024, 7, 1, 8, 30, tzinfo=dt.UTC)
CONFIDENCE = "anti-social-behaviour/goals/confidence-to-report"
PATHWAYS = "anti-social-behaviour/goals/pathways-and-support"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(set_clock):
    set_clock("2024-07-10T10:00")


@pytest.fixture
def final(edition):
    """A draft of the edition after, to be changed by a test and then published."""
    return start_draft(base=edition, slug="final", title="Final")


def publish(edition, at=JUNE):
    return publish_edition(edition=edition, at=at)


def change(model, edition, key, /, **changes):
    item = model.objects.get(edition=edition, key=key)
    for name, value in changes.items():
        setattr(item, name, value)
    item.save()
    return item


def three_changes(final):
    """One goal reworded, one added, one moved to another area."""
    change(Goal, final, CONFIDENCE, title="More people report anti-social behaviour")
    anti_social = AreaOfFocus.objects.get(edition=final, key="anti-social-behaviour")
    hate_crime = AreaOfFocus.objects.get(edition=final, key="hate-crime")
    Goal.objects.create(
        edition=final,
        key="anti-social-behaviour/goals/safe-streets",
        title="Safe streets",
        text="<p>Streets & squares.</p>",
        area_of_focus=anti_social,
        position=99,
    )
    change(Goal, final, PATHWAYS, area_of_focus=hate_crime, position=99)
    return publish(final)


def compare_url(old=DRAFT, new="final"):
    return f"/editions/{old}/compare/{new}/"


def compared(client, old=DRAFT, new="final", **query):
    return Page(client.get(compare_url(old, new), query))


def changes_on(page):
    return {
        attributes["id"]
        for tag, attributes in page.tags
        if tag == "section" and (attributes.get("id", "").startswith("change-"))
    }


# The comparison


def test_exactly_the_three_changes_are_shown(client, final):
    three_changes(final)

    page = compared(client)

    assert "3 changes: 1 added, 1 moved, 1 changed." in page.text
    assert changes_on(page) == {
        "change-anti-social-behaviour--goals--confidence-to-report",
        "change-anti-social-behaviour--goals--safe-streets",
        "change-anti-social-behaviour--goals--pathways-and-support",
    }


def test_each_change_has_its_own_address_and_leads_to_the_part_in_both_editions(client, final):
    three_changes(final)

    page = compared(client)

    anchor = "change-anti-social-behaviour--goals--pathways-and-support"
    part = f"#{PATHWAYS.replace('/', '-')}"
    assert page.links.count(f"#{anchor}") == 2
    assert f"/editions/{DRAFT}/areas-of-focus/anti-social-behaviour/{part}" in page.links
    assert f"/editions/final/areas-of-focus/hate-crime/{part}" in page.links


def test_old_and_new_number_and_place_of_a_moved_part_are_told(client, final):
    three_changes(final)

    words = compared(client).text_of("change-anti-social-behaviour--goals--pathways-and-support")

    old, new = (
        Part.objects.get(edition__slug=slug, key=PATHWAYS).number for slug in (DRAFT, "final")
    )
    assert old != new
    assert f"Before: Goal {old} in “Consultation draft”" in words
    assert f"Now: Goal {new} in “Final”" in words
    assert "Moved from “Area of focus 1.1: Anti-social behaviour” to “Area of focus 2.1" in words
    assert "Its words are the same." in words


def test_marked_words_can_be_understood_without_colour(client, final):
    three_changes(final)

    words = compared(client).text_of("change-anti-social-behaviour--goals--confidence-to-report")

    assert "removed:" in words
    assert "end of removed." in words
    assert "added: More people report" in words
    assert "end of added." in words


@pytest.mark.parametrize("view", [None, "inline", "zebra", "", "SIDE-BY-SIDE"])
def test_the_words_stand_in_one_text_unless_asked_otherwise(client, final, view):
    three_changes(final)

    page = compared(client, **({} if view is None else {"view": view}))

    assert "Before, in “Consultation draft”" not in page.text
    assert current_way(page) == compare_url()


def test_side_by_side_each_edition_has_its_own_words(client, final):
    three_changes(final)

    page = compared(client, view="side-by-side")

    assert "Before, in “Consultation draft”" in page.text
    assert "Now, in “Final”" in page.text
    assert "It was not there." in page.text
    assert current_way(page) == f"{compare_url()}?view=side-by-side"


def current_way(page):
    [here] = [
        attributes["href"]
        for tag, attributes in page.tags
        if tag == "a"
        and attributes.get("aria-current") == "true"
        and "compare" in attributes["href"]
    ]
    return here


def test_both_views_are_plain_links_and_so_is_the_other_direction(client, final):
    publish(final)

    links = compared(client).links

    assert {compare_url(), f"{compare_url()}?view=side-by-side"} <= set(links)
    assert compare_url("final", DRAFT) in links


def test_backwards_what_was_added_is_removed_and_the_page_says_so(client, final):
    three_changes(final)

    page = compared(client, "final", DRAFT)

    assert "3 changes: 1 removed, 1 moved, 1 changed." in page.text
    assert "This goes back in time" in page.text
    assert "This goes back in time" not in compared(client).text


def test_when_nothing_changed_the_page_says_so(client, final):
    publish(final)

    page = compared(client)

    assert "No changes." in page.text
    assert "the same parts in the same order, with the same words" in page.text


@pytest.mark.parametrize("query", [{}, {"view": "side-by-side"}])
def test_an_edition_compared_with_itself_is_a_page_that_says_so(client, query):
    response = client.get(compare_url(DRAFT, DRAFT), query)

    assert response.status_code == 200
    assert "there is nothing to compare" in Page(response).text


@pytest.mark.parametrize(
    ("old", "new"),
    [(DRAFT, "nothing"), ("nothing", DRAFT), ("nothing", "nothing"), (DRAFT, "final")],
)
def test_what_is_not_published_cannot_be_compared(client, final, old, new):
    assert client.get(compare_url(old, new)).status_code == 404


def test_an_edition_of_the_future_cannot_be_compared_before_its_moment(client, final, set_clock):
    publish(final, at=JULY)

    set_clock("2024-07-01T09:29:59")
    assert client.get(compare_url()).status_code == 404
    set_clock("2024-07-01T09:30")
    assert client.get(compare_url()).status_code == 200


def test_the_text_of_a_script_stays_text(client, final):
    change(
        UmbrellaTheme,
        final,
        "hate-crime-and-cohesion",
        title="<script>alert(1)</script> & more",
        text="<p>&lt;script&gt;alert(2)&lt;/script&gt; &amp; more</p>",
    )
    publish(final)

    for view in ("inline", "side-by-side"):
        html = client.get(compare_url(), {"view": view}).content.decode()
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in html
        assert "&lt;script&gt;alert(2)&lt;/script&gt; &amp;" in html


def test_a_change_note_is_told_with_what_it_is_about(client, final):
    final.change_note = "After what you told us."
    final.save()
    publish(final)

    assert "After what you told us." in compared(client).text
    assert "After what you told us." not in compared(client, "final", DRAFT).text


def test_changes_of_sensitive_parts_come_with_a_way_out(client, final):
    exit_link = "https://www.bbc.co.uk/weather"
    change(UmbrellaTheme, final, "sexual-violence-and-violent-crime", title="Another title")
    publish(final)

    assert exit_link in compared(client).links


def test_a_merge_is_told_at_every_part_in_it(client, final):
    goal = change(
        Goal, final, CONFIDENCE, title="Both", origin="merged", came_from=[CONFIDENCE, PATHWAYS]
    )
    Goal.objects.get(edition=final, key=PATHWAYS).delete()
    publish(final)

    page = compared(client)

    assert "Merged from “Goal 1.1.1" in page.text_of("change-" + goal.key.replace("/", "--"))
    assert "Merged into “Goal 1.1.1: Both”" in page.text_of("change-" + PATHWAYS.replace("/", "--"))


def test_backwards_a_merge_is_a_split(client, final):
    change(Goal, final, CONFIDENCE, origin="merged", came_from=[CONFIDENCE, PATHWAYS])
    Goal.objects.get(edition=final, key=PATHWAYS).delete()
    publish(final)

    page = compared(client, "final", DRAFT)

    words = page.text_of("change-" + PATHWAYS.replace("/", "--"))
    assert "Added" in words
    assert "Split from “Goal 1.1.1" in words


def test_backwards_a_split_is_a_merge(client, final):
    area = Goal.objects.get(edition=final, key=CONFIDENCE).area_of_focus
    Goal.objects.get(edition=final, key=CONFIDENCE).delete()
    for key in ("one", "two"):
        Goal.objects.create(
            edition=final,
            key=f"anti-social-behaviour/goals/{key}",
            title=key,
            area_of_focus=area,
            origin="split",
            came_from=[CONFIDENCE],
        )
    publish(final)

    page = compared(client, "final", DRAFT)

    words = page.text_of("change-" + CONFIDENCE.replace("/", "--"))
    assert "Merged from “Goal" in words


@pytest.fixture
def renamed_twice(final):
    """Published as "adopted": what was hate-crime has become "hate" and then "respect"."""
    change(AreaOfFocus, final, "hate-crime", key="hate", origin="moved", came_from=["hate-crime"])
    publish(final)
    adopted = start_draft(base=Edition.objects.get(slug="final"), slug="adopted", title="Adopted")
    change(AreaOfFocus, adopted, "hate", key="respect", origin="moved", came_from=["hate"])
    return publish(adopted, at=JULY)


def test_a_part_is_followed_through_editions_in_between(client, renamed_twice):
    assert "No changes." in compared(client, DRAFT, "adopted").text
    assert "No changes." in compared(client, "adopted", DRAFT).text


def test_a_comparison_costs_the_same_for_one_change_and_for_many(client, edition, final):
    def queries(slug, **query):
        client.get(compare_url(new=slug), query)
        with CaptureQueriesContext(connection) as captured:
            client.get(compare_url(new=slug), query)
        return len(captured)

    publish(final)
    publish(draft(edition.strategy, slug="many", goals=20, sections=20, assured=20), at=JULY)

    assert queries("final") == queries("many") == queries("many", view="side-by-side")


# The history


@pytest.fixture
def decided(final):
    final.change_note = "Goals reworded after the consultation."
    final.decided_by, final.decided_on = "Safe Durham Partnership Board", dt.date(2024, 5, 21)
    final.decision_link = "https://democracy.example/minutes"
    final.milestone = Milestone.objects.first()
    final.save()
    return publish(final)


def test_the_history_tells_when_why_and_who_decided(client, decided):
    page = Page(client.get("/editions/"))

    assert "9:30am on Monday 3 June 2024" in page.text
    assert "Goals reworded after the consultation." in page.text
    assert "Safe Durham Partnership Board, on Tuesday 21 May 2024" in page.text
    assert decided.milestone.title in page.text
    assert {"https://democracy.example/minutes", "/editions/final/", compare_url()} <= set(
        page.links
    )


def test_the_newest_edition_comes_first_and_the_first_is_compared_with_none(client, decided):
    page = Page(client.get("/editions/"))

    assert [words for level, words in page.headings if level == 2] == [
        "Final",
        "Consultation draft",
    ]
    assert [link for link in page.links if "compare" in link] == [compare_url()]


def test_an_edition_based_on_an_older_one_is_compared_with_that(client, edition, final):
    publish(final)
    publish(start_draft(base=edition, slug="other", title="Other"), at=JULY)

    assert compare_url(new="other") in Page(client.get("/editions/")).links


def test_an_edition_based_on_none_is_compared_with_the_one_before(client, edition, final):
    publish(final)
    publish(draft(edition.strategy, slug="other"), at=JULY)

    assert compare_url("final", "other") in Page(client.get("/editions/")).links


def test_an_edition_of_the_future_is_not_in_the_history_before_its_moment(client, final, set_clock):
    publish(final, at=JULY)

    set_clock("2024-07-01T09:29:59")
    assert "Final" not in Page(client.get("/editions/")).text
    set_clock("2024-07-01T09:30")
    assert "Final" in Page(client.get("/editions/")).text


def test_the_history_costs_the_same_for_two_editions_and_for_five(client, edition, decided):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get("/editions/")
        return len(captured)

    two = queries()
    for number in range(3):
        publish(draft(edition.strategy, slug=f"more-{number}"), at=JULY)

    assert queries() == two


# From an earlier edition to the newer one


def banner_of(client, address):
    page = Page(client.get(f"/editions/{DRAFT}/{address}"))
    return page, "It was replaced by" in page.text


@pytest.mark.parametrize("address", ["", "document/", "how-we-work/"])
def test_the_pages_of_an_earlier_edition_lead_to_the_same_page_of_the_newer_one(
    client, final, address
):
    assert not banner_of(client, address)[1]
    publish(final)

    page, is_earlier = banner_of(client, address)

    assert is_earlier
    assert "It was replaced by “Final” on" in page.text
    assert {f"/{address}", compare_url()} <= set(page.links)


@pytest.mark.parametrize(
    "address",
    [
        "themes/hate-crime-and-cohesion/",
        "areas-of-focus/hate-crime/",
        "areas-of-assurance/road-safety/",
    ],
)
def test_a_part_leads_to_itself_in_the_newer_edition(client, final, address):
    publish(final)

    page, is_earlier = banner_of(client, address)

    assert is_earlier
    assert "Read this part in “Final”" in page.text
    assert f"/{address}" in page.links


def test_the_edition_in_force_has_no_such_notice(client, final):
    publish(final)

    for base in ("/", "/editions/final/"):
        assert "replaced by" not in Page(client.get(base)).text
        assert "replaced by" not in Page(client.get(f"{base}areas-of-focus/hate-crime/")).text


def test_before_the_moment_of_the_newer_edition_nothing_is_said_of_it(client, final, set_clock):
    publish(final, at=JULY)
    set_clock("2024-07-01T09:29:59")

    assert not banner_of(client, "areas-of-focus/hate-crime/")[1]


def test_a_part_under_another_key_is_followed_through_all_editions(client, renamed_twice):
    page, _ = banner_of(client, "areas-of-focus/hate-crime/")

    assert "What became of this part: Area of focus 2.1: Hate crime" in page.text
    assert "/areas-of-focus/respect/" in page.links


def test_a_part_that_is_gone_leads_to_the_newer_edition_and_says_so(client, final):
    AreaOfAssurance.objects.get(edition=final, key="road-safety").delete()
    publish(final)

    page, _ = banner_of(client, "areas-of-assurance/road-safety/")

    assert "This part is not in “Final”." in page.text
    assert "/areas-of-assurance/road-safety/" not in page.links


def test_the_way_to_the_newer_edition_costs_the_same_however_much_changed(client, final):
    def queries(address):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    for area in AreaOfAssurance.objects.filter(edition=final):
        area.origin, area.came_from, area.key = "moved", [area.key], f"new-{area.key}"
        area.save()
    publish(final)

    moved, same = (
        queries(f"/editions/{DRAFT}/{page}/")
        for page in ("areas-of-assurance/road-safety", "areas-of-focus/hate-crime")
    )
    assert moved == same + 1  # the history of all parts is one query
