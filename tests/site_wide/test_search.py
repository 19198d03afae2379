"""The search page: what it finds in the text, and how it answers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from strategy.models import Part
from tests.strategy.factories import published
from tests.strategy.reading import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]


@pytest.fixture
def search(client):
    def search(words, **headers):
        return client.get(reverse("site_wide:search"), {"q": words}, headers=headers)

    return search


def found(response):
    """The keys of the parts that were found."""
    return keys_of(response.context["found"])


def keys_of(findings):
    return [hit.entry.about.key for hit in findings.hits if isinstance(hit.entry.about, Part)]


def test_parts_with_the_words_are_found_and_link_to_their_place(search):
    response = search("confidence to report ASB")

    assert found(response)[0] == "anti-social-behaviour/goals/confidence-to-report"
    assert (
        "/areas-of-focus/anti-social-behaviour/#anti-social-behaviour-goals-confidence-to-report"
        in Page(response).links
    )


def test_other_forms_of_a_word_are_found_too(search):
    keys = found(search("community reports"))

    assert "hate-crime/goals/reported-and-not-tolerated" in keys


def test_a_part_that_has_the_word_in_its_title_comes_before_one_that_has_it_in_its_text(search):
    keys = found(search("reoffending"))

    assert keys == ["reducing-reoffending", "anti-social-behaviour-and-crime"]


def test_what_matches_as_well_stays_in_reading_order(search):
    keys = found(search("pathways perpetrators"))

    of_hate, of_violence = (
        keys.index(f"{area}/goals/pathways-and-support")
        for area in ("hate-crime", "sexual-violence")
    )
    assert of_hate < of_violence


def test_the_words_are_marked_in_title_and_text(search):
    page = search("reoffending").content.decode()

    assert "Reducing <mark>reoffending</mark>" in page
    assert "<mark>reducing</mark>" not in page


def test_a_phrase_in_quotes_is_looked_for_as_a_phrase(search):
    assert found(search('"statutory footing"')) == ["how-the-strategy-is-built/area-of-assurance"]
    assert found(search('"footing statutory"')) == []


def test_a_word_with_a_minus_is_left_out(search):
    with_it, without = found(search("pathways")), found(search("pathways -effective"))

    assert set(with_it) - set(without) == {"anti-social-behaviour/goals/pathways-and-support"}


def test_only_the_current_edition_is_searched(search, set_clock):
    set_clock("2024-03-01T00:00")

    assert "Nothing is published yet" in search("report").content.decode()


@pytest.mark.parametrize("words", ["zebra", "the of and", "<", "&", "!!!", "-", '"', "()|&:*"])
def test_when_nothing_is_found_the_page_says_so_and_leads_on(search, words):
    page = Page(search(words))

    assert f"Nothing found for “{words}”" in page.text
    assert {"/document/", "/contact/", "/themes/hate-crime-and-cohesion/"} <= set(page.links)


@pytest.mark.parametrize("words", ["", "   ", "\0"])
def test_an_empty_search_shows_the_form_and_no_verdict(search, words):
    page = Page(search(words))

    assert "What are you looking for?" in page.text
    assert "Nothing found" not in page.text


def test_a_null_character_is_passed_over(search):
    assert found(search("reo\0ffending")) == found(search("reoffending"))


@pytest.mark.parametrize(
    "words", ['"unbalanced', "unbalanced'", "a & | b", "\\", "%", "a:*", "'; DROP TABLE x; --"]
)
def test_no_sign_breaks_the_search(search, words):
    assert search(words).status_code == 200


@pytest.mark.parametrize("length", [201, 10_000])
def test_a_query_that_is_too_long_is_cut_and_the_page_says_so(search, length):
    response = search(("reoffending " * length)[:length])

    page = Page(response)
    assert "We looked for the first 200 characters only." in page.text
    assert "reducing-reoffending" in found(response)
    [field] = [attributes for tag, attributes in page.tags if attributes.get("id") == "q"]
    assert len(field["value"]) <= 200


def test_two_hundred_characters_are_not_too_long(search):
    assert "the first 200" not in Page(search("x" * 200)).text


def test_what_was_typed_is_shown_as_text(search):
    html = search("<script>alert(1)</script>").content.decode()

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_the_text_around_the_words_is_shown_as_text(edition, search):
    published(edition.strategy, title="Final", section_text="<p>Fish &amp; chips</p>")

    html = search("chips").content.decode()
    assert "Fish &amp; <mark>chips</mark>" in html


# Pages and fragments


def is_whole_page(response):
    return "<!DOCTYPE html>" in response.content.decode()


def test_htmx_gets_the_results_alone(search):
    response = search("reoffending", HX_Request="true")

    assert not is_whole_page(response)
    assert response.content.decode().strip().startswith('<div id="results"')
    assert "<mark>reoffending</mark>" in response.content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HX_Request": "true", "HX_Boosted": "true"},
        {"HX_Request": "true", "HX_History_Restore_Request": "true"},
    ],
    ids=["a browser", "a boosted link", "the back button"],
)
def test_everyone_else_gets_the_whole_page(search, headers):
    response = search("reoffending", **headers)

    assert is_whole_page(response)
    assert "<mark>reoffending</mark>" in response.content.decode()


@pytest.mark.parametrize("headers", [{}, {"HX_Request": "true"}], ids=["page", "fragment"])
def test_a_cache_keeps_page_and_fragment_apart(search, headers):
    assert "HX-Request" in search("reoffending", **headers).headers["Vary"]


def test_a_search_costs_the_same_however_much_is_found(search):
    def queries(words):
        search(words)  # the edition's parts are remembered from here on
        with CaptureQueriesContext(connection) as captured:
            search(words)
        return len(captured)

    assert queries("reoffending") == queries("partnership") == queries("committee")
    assert queries("zebra") <= queries("reoffending") + 6  # it also looks for what was meant


# As people type


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("umbrella", "how-the-strategy-is-built"),
        ("counter-terrorism", "counter-terrorism"),
        ("counter terrorism", "counter-terrorism"),
        ("hate-crime", "hate-crime"),
        ("night-time", "sexual-violence/goals/nighttime-economy"),
        ("co-ordinated", "anti-social-behaviour/goals/coordinated-partnership"),
        ("antisocial behaviour", "anti-social-behaviour"),
        ("anti\u2011social", "anti-social-behaviour"),
        ("“statutory footing”", "how-the-strategy-is-built/area-of-assurance"),
    ],
)
def test_signs_and_hyphens_are_typed_as_people_do(search, words, key):
    assert key in found(search(words))


def test_both_apostrophes_find_the_same(search):
    plain, curly = found(search("victims'")), found(search("victims’"))

    assert plain == curly == found(search("victims"))
    assert plain


def test_thirty_six_dashes_find_nothing_and_say_so(search):
    assert "Nothing found" in Page(search("-" * 36)).text
