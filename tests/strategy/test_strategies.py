"""Several strategies: which text is in front, where each text is read, and what its pages say."""

import pytest

from sdp_portal.addresses.changing import change_address
from strategy.models import Edition
from strategy.reading.published_texts import PublishedTexts
from tests.conftest import london
from tests.consultation.factories import officer
from tests.strategy.factories import draft, published, strategy
from tests.strategy.reading import Page
from themes.drafting.new_draft import start_draft
from themes.publishing.publication import publish_edition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

IN_FORCE = {"standing": Edition.Standing.IN_FORCE}
ADOPTED_AT = london("2024-07-17T14:00")
AFTER = london("2024-08-01T10:00")
FIRST = "safe-durham-partnership-strategy-2024-29"
NEXT = "roads-2029-34"


@pytest.fixture
def first(edition):
    return edition.strategy


@pytest.fixture
def adopted(first, edition):
    """The shipped text, adopted on 17 July 2024."""
    adopted = start_draft(base=edition, slug="adopted", title="Adopted")
    adopted.standing = Edition.Standing.IN_FORCE
    adopted.save()
    return publish_edition(edition=adopted, at=ADOPTED_AT)


@pytest.fixture
def read(client):
    return lambda address: Page(client.get(address))


def front(at):
    return PublishedTexts(at=at).front.slug


# Which text is current, and which is in front


def test_the_current_edition_is_the_newest_in_force_whatever_drafts_follow(first, adopted):
    published(first, slug="revision", at=london("2024-07-20T10:00"))

    assert front(AFTER) == "adopted"


def test_before_any_is_in_force_it_is_the_newest_published(first):
    published(first, slug="second-draft", at=london("2024-04-01T10:00"))

    assert front(AFTER) == "second-draft"


def test_it_is_in_front_from_the_moment_of_its_publication(adopted):
    assert front(london("2024-07-17T13:59")) == "consultation-draft"
    assert front(ADOPTED_AT) == "adopted"


def test_the_draft_of_another_strategy_does_not_take_the_front(adopted):
    published(strategy(), slug="roads", at=london("2024-07-20T10:00"))

    assert front(AFTER) == "adopted"


def test_while_nothing_is_in_force_the_newest_text_of_any_strategy_is_in_front():
    published(strategy(), slug="roads", at=london("2024-07-20T10:00"))

    assert front(AFTER) == "roads"


def test_a_strategy_for_later_years_in_force_takes_the_front(adopted):
    published(strategy(), slug="roads", at=london("2024-07-20T10:00"), **IN_FORCE)

    assert front(AFTER) == "roads"


def test_a_strategy_for_earlier_years_does_not_take_it(adopted):
    old = strategy("roads-2019-24", first_year=2019)
    published(old, slug="roads", at=london("2024-07-20T10:00"), **IN_FORCE)

    assert front(AFTER) == "adopted"


def test_correcting_a_replaced_strategy_does_not_bring_it_back(first, adopted):
    beside = strategy("roads-2024-29", first_year=2024)
    published(beside, slug="roads", at=london("2024-07-18T10:00"), **IN_FORCE)

    published(first, slug="corrected", at=london("2024-07-20T10:00"), **IN_FORCE)

    assert front(AFTER) == "roads"


def test_one_query_tells_the_current_edition_of_each_strategy(adopted, django_assert_num_queries):
    for year in range(2030, 2040):
        published(strategy(f"s-{year}", first_year=year), slug=f"e-{year}", **IN_FORCE)

    with django_assert_num_queries(1):
        current = Edition.objects.current_of_each(at=AFTER)
        names = [edition.strategy.slug for edition in current]

    assert names == [*(f"s-{year}" for year in range(2039, 2029, -1)), FIRST]


# Where each text is read

PAGES = [
    *("", "themes/theme/", "areas-of-focus/focus/", "areas-of-assurance/assured-0/"),
    *("how-we-work/", "timeline/", "subgroups/", "subgroups/riders/", "documents/", "document/"),
    *("search/", "search/?q=goal", "contact/", "timeline.ics", "document.json"),
]


@pytest.fixture
def in_preparation(adopted, set_clock):
    """A draft of the next strategy can be read while the first one is in force."""
    set_clock("2024-08-01T10:00")
    words = {"title": "Roads draft", "section_text": "<p>Bridleways matter.</p>"}
    return published(strategy(), slug="roads", at=london("2024-07-20T10:00"), **words)


@pytest.mark.parametrize("base", [f"/strategies/{NEXT}/", "/editions/roads/"])
@pytest.mark.parametrize("below", PAGES)
def test_every_page_of_another_text_answers_and_its_links_stay_there(
    client, in_preparation, base, below
):
    answer = client.get(base + below)

    assert answer.status_code == 200
    if answer.headers["Content-Type"].startswith("text/html"):
        links = set(Page(answer).links)
        assert {base, *(f"{base}{name}/" for name in ("timeline", "documents", "contact"))} <= links
        instead = {f"/{below}", "/subgroups/"}  # the same page of the strategy in force
        to_the_front = {link for link in links if link.startswith(("/themes", "/areas", "/sub"))}
        assert to_the_front <= instead
        assert f'action="{base}search/"' in answer.content.decode()


def test_a_page_has_the_name_and_the_years_of_its_strategy(read, in_preparation):
    page = read(f"/strategies/{NEXT}/timeline/")

    assert page.title == "Timeline – Roads Strategy 2029–34"
    assert "Strategy 2029–34" in page.text
    assert (
        read("/editions/roads/timeline/").title == "Timeline – Roads draft – Roads Strategy 2029–34"
    )
    assert read("/timeline/").title.endswith("Safe Durham Partnership Strategy 2024–29")


def test_search_finds_the_words_of_the_text_that_it_is_beside(read, in_preparation):
    assert "1 result for “bridleways”" in read(f"/strategies/{NEXT}/search/?q=bridleways").text
    assert "Nothing found" in read("/search/?q=bridleways").text


def test_services_and_contact_are_those_of_the_strategy(read, in_preparation):
    in_preparation.strategy.services.create(name="Road line", telephone="0123", everywhere=True)

    assert "Road line" in read(f"/strategies/{NEXT}/contact/").text
    assert "roads@example.org" in read(f"/strategies/{NEXT}/contact/").text
    assert "Road line" not in read("/contact/").text


def test_a_service_of_two_strategies_stands_once_on_a_page(read, in_preparation):
    in_preparation.strategy.services.create(name="Galop", telephone="0123", happened="Hate crime")

    for address in ("/contact/", f"/strategies/{NEXT}/contact/"):
        assert read(address).text.count("Galop") == 1


def test_the_list_of_strategies_says_what_each_is(read, in_preparation):
    page = read("/strategies/")

    assert "In force since Wednesday 17 July 2024" in page.text
    assert "“Roads draft” was published on Saturday 20 July 2024 . It is not in force." in page.text
    assert {"/", f"/strategies/{NEXT}/"} <= set(page.links)


@pytest.mark.parametrize(
    "address",
    [
        *("/strategies/nothing/", "/strategies/nothing/timeline/", "/strategies/%00/"),
        *(f"/strategies/{'x' * 3000}/", "/strategies/roads-2029-34/"),
    ],
)
def test_a_strategy_without_a_published_text_is_not_found(client, address):
    draft(strategy())

    assert client.get(address).status_code == 404


# What a page says of its text


def test_the_pages_in_front_need_no_notice(read, in_preparation):
    text = read("/areas-of-focus/anti-social-behaviour/").text

    assert "In force since" not in text
    assert "replaced" not in text


def test_a_draft_is_called_a_draft_and_names_the_strategy_in_force(read, in_preparation):
    page = read(f"/strategies/{NEXT}/areas-of-focus/focus/")

    assert "Draft for consultation" in page.text
    assert "The strategy in force is the Safe Durham Partnership Strategy 2024–29." in page.text
    assert "This is “Roads draft” of the Roads Strategy 2029–34" in page.text
    assert "This part is not in the Safe Durham Partnership Strategy 2024–29." in page.text


def test_a_replaced_text_says_by_which_and_when_and_leads_to_the_same_part(
    read, adopted, set_clock
):
    set_clock("2024-08-01T10:00")

    page = read("/editions/consultation-draft/areas-of-focus/hate-crime/")

    assert "It was replaced by “Adopted” on 17 July 2024" in page.text
    assert "/areas-of-focus/hate-crime/" in page.links
    assert "/editions/consultation-draft/compare/adopted/" in page.links


def test_the_text_in_force_says_so_at_its_other_addresses(read, adopted, set_clock):
    set_clock("2024-08-01T10:00")

    for address in (f"/strategies/{FIRST}/timeline/", "/editions/adopted/"):
        assert "in force since 17 July 2024" in read(address).text


def test_only_drafts_are_called_drafts(read, first, adopted, set_clock):
    set_clock("2024-08-01T10:00")
    published(first, slug="corrected", at=london("2024-07-20T10:00"), **IN_FORCE)

    page = read("/editions/adopted/documents/")

    assert "in force from 17 July 2024 to 20 July 2024" in page.text
    assert "Earlier text" in page.text
    assert "Draft for consultation" not in page.text


# Addresses of parts that the text in front no longer has


@pytest.fixture
def next_in_force(adopted, set_clock):
    """The next strategy has taken the front. It has other themes, areas and subgroups."""
    set_clock("2024-08-01T10:00")
    text = published(strategy(), slug="roads", at=london("2024-07-20T10:00"), **IN_FORCE)
    assert front(AFTER) == "roads"
    return text


@pytest.mark.parametrize(
    "page",
    [
        "areas-of-focus/anti-social-behaviour/",
        "themes/hate-crime-and-cohesion/",
        "areas-of-assurance/road-safety/",
        "subgroups/hate-crime-action-group/",
    ],
)
def test_an_address_leads_on_to_the_strategy_that_was_in_front(client, next_in_force, page):
    answer = client.get(f"/{page}")

    assert (answer.status_code, answer["Location"]) == (302, f"/strategies/{FIRST}/{page}")
    text = Page(client.get(answer["Location"])).text
    assert "Earlier strategy" in text or "In force from" in text


@pytest.mark.parametrize("query", ["", "?via=youth-council"])
def test_a_changed_address_of_a_subgroup_leads_to_the_subgroup_and_not_to_its_namesake(
    client, adopted, set_clock, query
):
    set_clock("2024-08-01T10:00")
    old = "hate-crime-action-group"
    published(strategy(groups=[old]), slug="roads", at=london("2024-07-20T10:00"))
    group = adopted.strategy.subgroups.get(slug=old)
    change_address(row=group, slug="hate-crime", by=officer(), at=AFTER)

    answer = client.get(f"/subgroups/{old}/{query}")

    assert (answer.status_code, answer["Location"]) == (301, f"/subgroups/hate-crime/{query}")


def test_the_years_of_a_strategy_in_force_are_not_still_to_come(read, adopted, set_clock):
    set_clock("2024-08-01T10:00")
    assert adopted.strategy.milestones.get(key="full-council").reached_on is None

    assert "Next The strategy’s five years" not in read("/").text
    assert "to come" not in read("/timeline/").text_of("in-force").lower()


def test_the_earlier_strategy_says_until_when_it_was_in_force(read, next_in_force):
    page = read(f"/strategies/{FIRST}/")

    assert "in force from 17 July 2024 to 20 July 2024" in page.text
    assert "It was replaced by the Roads Strategy 2029–34 on 20 July 2024" in page.text


def test_a_part_that_no_current_text_has_leads_to_the_newest_edition_with_it(client, first):
    published(first, slug="other-words", title="Other", at=london("2024-04-01T10:00"))

    answer = client.get("/areas-of-focus/hate-crime/")

    assert answer["Location"] == "/editions/consultation-draft/areas-of-focus/hate-crime/"


def test_a_part_with_a_new_key_or_kind_is_found_in_the_current_text(client, edition):
    changed = start_draft(base=edition, slug="changed", title="Changed")
    area = changed.areaoffocus_set.get(key="hate-crime")
    area.key, area.origin, area.came_from = "hatred", "moved", ["hate-crime"]
    area.save()
    publish_edition(edition=changed, at=london("2024-04-05T10:00"))

    answer = client.get("/areas-of-focus/hate-crime/")

    assert answer["Location"] == "/areas-of-focus/hatred/"


def test_an_edition_leads_nowhere_else(client, next_in_force):
    address = "/editions/roads/areas-of-focus/anti-social-behaviour/"

    assert client.get(address).status_code == 404


def test_leading_on_costs_the_same_for_many_editions(
    client, first, next_in_force, django_assert_max_num_queries
):
    for number in range(10):
        published(first, slug=f"e-{number}", at=london(f"2024-03-{10 + number}T10:00"), **IN_FORCE)

    with django_assert_max_num_queries(6):
        client.get("/areas-of-focus/anti-social-behaviour/")
