"""The public pages: what everyone can read, at the addresses that others link to."""

import datetime as dt
from collections import Counter
from itertools import pairwise
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultation.models import Comment, Consultation, Response, Window
from site_wide.content import read
from site_wide.management.commands.load_strategy import SHIPPED
from strategy.models import (
    Body,
    Document,
    Implication,
    Milestone,
    RelatedPlan,
    Strategy,
    SupportService,
)
from tests.strategy.addresses import FOR_MACHINES, OTHER_PAGES, PAGES
from tests.strategy.factories import LATER, published
from tests.strategy.facts import facts
from tests.strategy.reading import Page, squeezed
from themes.models import Subgroup

AT = dt.datetime(2024, 4, 10, 9, tzinfo=dt.UTC)
RESPOND = "/consultations/draft-strategy-2024-29/respond/"
STRATEGY = "safe-durham-partnership-strategy-2024-29"
TITLE = "Safe Durham Partnership Strategy 2024–29"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]
on_every_page = pytest.mark.parametrize("address", [*PAGES, *OTHER_PAGES])
for_everyone = pytest.mark.parametrize("address", [*PAGES, *OTHER_PAGES, *FOR_MACHINES])


@for_everyone
def test_every_public_address_answers_and_sets_no_cookie(client, address):
    response = client.get(address)

    assert response.status_code == 200
    assert not response.cookies


@pytest.mark.parametrize(("address", "content_type"), FOR_MACHINES.items())
def test_machines_are_told_what_they_get(client, address, content_type):
    assert client.get(address).headers["Content-Type"] == content_type


@for_everyone
def test_the_head_of_a_public_address_can_be_asked_for(client, address):
    response = client.head(address)

    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize("address", [*PAGES, *OTHER_PAGES, *sorted(FOR_MACHINES)])
def test_nothing_can_be_posted_to_a_public_address(client, address):
    assert client.post(address).status_code == 405


@on_every_page
def test_a_page_has_one_heading_of_the_first_level_and_skips_none(client, address):
    levels = [level for level, _ in Page(client.get(address)).headings]

    assert levels.count(1) == 1
    assert [(above, below) for above, below in pairwise(levels) if below > above + 1] == []


@on_every_page
def test_a_page_has_no_identifier_twice(client, address):
    tags = Page(client.get(address)).tags

    identifiers = Counter(attributes["id"] for _, attributes in tags if "id" in attributes)
    assert [name for name, times in identifiers.items() if times > 1] == []


@on_every_page
def test_a_title_ends_with_the_name_of_the_strategy(client, address):
    title = Page(client.get(address)).title

    if address in {"/", f"/strategies/{STRATEGY}/"}:
        assert title.endswith(TITLE)
    else:
        assert title.endswith(f" – {TITLE}")
        assert len(title) > len(f" – {TITLE}")


def test_no_two_pages_have_one_title(client):
    titles = Counter(Page(client.get(address)).title for address in PAGES)

    assert [title for title, times in titles.items() if times > 1] == []


# Everything that the content file says


def pages_for_reading(client):
    return [Page(client.get(address)) for address in [*PAGES, "/search/?q=reoffending"]]


def test_every_fact_of_the_content_file_can_be_read_on_some_page(client):
    pages = pages_for_reading(client)
    words = "\n".join(page.text.replace(" ", "") for page in pages)
    links = {link for page in pages for link in page.links}

    missing = [
        (where, fact)
        for where, fact in facts(read(SHIPPED))
        if "".join(fact.split()) not in words and fact not in links
    ]

    assert missing == []


def test_the_walk_over_the_content_file_leaves_nothing_out():
    said = facts(read(SHIPPED))

    assert len(said) > 200
    for where, fact in {
        "contact.telephone": "03000 267325",
        "edition.published_at": "Monday 4 March 2024",
        "consultation.windows[0].last_minute": "11:59pm",
        "milestones[0].planned": "July 2023",
        "edition.before_themes[0].text": "Durham is a county where everyone can feel and be safe",
        "development_group[2]": "PCC's Office (Police and Crime Commissioner)",
        "equality_impact.text": squeezed(
            """The committee report of 16 April 2024 says in paragraph 31 that an Equality Impact
            Assessment (EIA) will be undertaken alongside the development of the strategy, and in
            its Appendix 1 that a full Equality Impact Assessment is being carried out alongside
            the strategy."""
        ),
    }.items():
        assert (where, fact) in said


def test_the_state_of_the_equality_impact_assessment_is_told(client):
    assert "Under way" in Page(client.get("/documents/")).text


def test_home_tells_the_ambition_the_edition_and_the_closing_moment(client):
    page = Page(client.get("/"))

    assert page.headings[0] == (1, TITLE)
    assert "Durham is a county where everyone can feel and be safe" in page.text
    assert "Consultation draft" in page.text
    assert "Monday 4 March 2024" in page.text
    assert "11:59pm on Sunday 14 April 2024" in page.text
    assert "/consultations/draft-strategy-2024-29/" in page.links


# Links


def internal_links(page, address):
    """(address, fragment) of each link that stays on this site"""
    for link in page.links:
        parts = urlsplit(urljoin(f"http://testserver{address}", link))
        if parts.netloc == "testserver":
            yield parts._replace(scheme="", netloc="", fragment="").geturl(), parts.fragment


def read_everything(client):
    """Every page that can be reached by links from the public pages, by its address."""
    pages, to_read = {}, list(PAGES)
    while to_read:
        address = to_read.pop()
        if address not in pages:
            response = client.get(address, follow=True)
            is_page = response.headers["Content-Type"].startswith("text/html")
            pages[address] = page = Page(response) if is_page else None
            assert response.status_code == 200, f"{address} is linked to"
            to_read += [target for target, _ in internal_links(page, address)] if page else []
    return pages


@pytest.mark.parametrize(
    "now", ["2024-03-10T09:00", "2024-04-10T10:00", "2024-04-20T12:00", "2026-01-05T12:00"]
)
def test_every_link_leads_to_a_page_and_to_a_place_on_it(client, set_clock, now):
    set_clock(now)

    pages = read_everything(client)

    nowhere = [
        f"{address} → {target}#{fragment}"
        for address, page in pages.items()
        for target, fragment in (internal_links(page, address) if page else ())
        if fragment and fragment not in pages[target].ids
    ]
    assert nowhere == []


# What is not there


@pytest.mark.parametrize(
    "address",
    [
        *("/nothing/", "/themes/nothing/", "/areas-of-focus/road-safety/", "/themes/hate-crime/"),
        *("/areas-of-assurance/hate-crime/", "/subgroups/nothing/", "/consultations/nothing/"),
        *("/editions/nothing/", "/editions/nothing/document/", "/editions/final/document.json"),
        *("/editions/consultation-draft/themes/nothing/", "/document.txt"),
        *("/themes/UPPER/", "/themes/%00/", "/themes/..%2fadmin/", f"/themes/{'x' * 3000}/"),
    ],
)
def test_an_unknown_address_gets_our_page_and_ways_on(client, address):
    response = client.get(address)

    page = Page(response)
    assert response.status_code == 404
    assert page.headings[0] == (1, "Page not found")
    assert {"/", "/consultations/", "/search/", "/contact/"} <= set(page.links)


def test_an_address_without_its_last_slash_leads_on(client):
    response = client.get("/themes/hate-crime-and-cohesion")

    assert response.status_code == 301
    assert response.headers["Location"] == "/themes/hate-crime-and-cohesion/"


def test_before_anything_is_published_the_home_page_says_so(client, set_clock):
    set_clock("2024-03-04T08:59")

    response = client.get("/")

    assert response.status_code == 200
    assert Page(response).headings[0] == (1, "Nothing is published yet")


@pytest.mark.parametrize("address", ["/document/", "/timeline/", "/search/", "/subgroups/"])
def test_before_anything_is_published_the_pages_about_it_say_so(client, set_clock, address):
    set_clock("2024-03-04T08:59")

    assert "Nothing is published yet" in client.get(address).content.decode()


@pytest.mark.parametrize("address", ["/timeline.ics", "/document.json"])
def test_before_anything_is_published_there_is_no_file_about_it(client, set_clock, address):
    set_clock("2024-03-04T08:59")

    assert client.get(address).status_code == 404


def test_a_draft_is_not_linked_to_before_it_is_published(client, set_clock, consultation):
    set_clock("2024-03-04T08:59")

    page = client.get(consultation.get_absolute_url()).content.decode()

    assert "/editions/consultation-draft/document/" not in page


@pytest.mark.parametrize(
    "address", ["/contact/", "/accessibility/", "/privacy/", "/cookies/", "/editions/"]
)
def test_before_anything_is_published_what_does_not_need_it_is_there(client, set_clock, address):
    set_clock("2024-03-04T08:59")

    page = Page(client.get(address))

    assert len(page.headings) >= 1
    assert page.title.endswith(" – Safe Durham Partnership")


def test_an_earlier_edition_says_so_and_leads_to_the_current_one(client, edition):
    published(edition.strategy, title="Final", at=LATER)

    page = Page(client.get("/editions/consultation-draft/how-we-work/"))

    assert "It was replaced by “Final” on 1 April 2024" in page.text
    assert "/how-we-work/" in page.links
    assert "replaced" not in Page(client.get("/how-we-work/")).text


# How much a page asks of the database


def queries(client, address):
    client.get(address)  # the edition's parts are remembered from here on
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return len(captured)


def add_ten_of_everything(strategy):
    edition = strategy.editions.first()
    for number in range(10):
        day = dt.date(2025, 1, 1 + number)
        name, key = f"Name {number}", f"key-{number}"
        Milestone.objects.create(
            strategy=strategy, key=key, title=name, planned_from=day, planned_to=day
        )
        Document.objects.create(strategy=strategy, key=key, title=name, dated_on=day)
        Body.objects.create(strategy=strategy, name=name)
        RelatedPlan.objects.create(strategy=strategy, title=name)
        Implication.objects.create(strategy=strategy, heading=name, text="None.")
        Subgroup.objects.create(strategy=strategy, slug=key, name=name)
        SupportService.objects.create(
            strategy=strategy,
            name=name,
            telephone="101",
            everywhere=True,
            shown_on=["hate-crime", "hate-crime-and-cohesion", "road-safety"],
        )
        consultation = Consultation.objects.create(
            edition=edition, slug=key, title=name, email="officer@example.org"
        )
        Window.objects.create(
            consultation=consultation,
            title=name,
            audience="everyone",
            opens_at=AT + dt.timedelta(days=1),
            closes_at=AT + dt.timedelta(days=2),
        )
        published(strategy, slug=key, title=name, at=dt.datetime(2024, 2, 1, tzinfo=dt.UTC))


def test_a_page_costs_the_same_for_one_and_for_ten_of_everything(client):
    addresses = [*PAGES, *OTHER_PAGES, *FOR_MACHINES]
    before = {address: queries(client, address) for address in addresses}
    add_ten_of_everything(Strategy.objects.get())

    after = {address: queries(client, address) for address in addresses}

    assert after == before
    dear = {address for address, number in after.items() if number > 12}
    assert {address for address in dear if "search/?q=" not in address} == set()
    assert max(after.values()) <= 28  # search reads what every app has


@pytest.mark.parametrize(
    "below", ["", "how-we-work/", "document/", "document.json", "themes/theme/"]
)
def test_a_text_costs_the_same_however_long_it_is(client, below):
    strategy = Strategy.objects.get()
    published(strategy, slug="short")
    published(strategy, slug="long", sections=30, goals=30, assured=30)
    published(strategy, slug="newest", at=LATER + dt.timedelta(days=1))

    costs = {slug: queries(client, f"/editions/{slug}/{below}") for slug in ("short", "long")}

    assert costs["short"] == costs["long"]


def comment_on_everything(window, edition, *, response=None):
    response = response or Response.objects.create(
        consultation=window.consultation, window=window, begun_at=AT
    )
    for part in edition.parts.all()[:30]:
        Comment.objects.create(response=response, part=part, text="A comment.", written_at=AT)


def test_the_whole_document_costs_the_same_without_comments_and_with_thirty(
    client, edition, public_window
):
    before = queries(client, "/document/")
    comment_on_everything(public_window, edition)

    after = queries(client, "/document/")

    assert Comment.objects.count() == 30
    assert after == before


def test_the_whole_document_costs_the_same_however_many_comments_its_reader_has_made(
    client, edition, public_window
):
    client.post(f"{RESPOND}comment/", {"text": "The first of many."})
    before = queries(client, "/document/")
    comment_on_everything(public_window, edition, response=Response.objects.get())

    after = queries(client, "/document/")

    assert Comment.objects.count() == 31
    assert after == before
