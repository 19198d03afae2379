"""People find published comments by their words, by parts and those below, and in both orders."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consideration.reviewing.withholding import withhold
from consultation.responding.amendment import begin_change, withdraw
from consultation.responding.submission import submit_response
from tests.conftest import london
from tests.consultation import factories
from tests.outcome.published import PUBLISHED_AT, RESPONSES, numbers, walk

pytestmark = pytest.mark.django_db

NOTHING = "We found no comments with these words."
MARKER = "quokkas"


@pytest.fixture(autouse=True)
def _later(set_clock):
    set_clock("2024-05-02T10:00")


# Words


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("light", [1, 3]),  # the public search knows other forms of a word, too
        ("LIGHTS park", [3]),
        ("lights -park", [1]),
        ("park or bench", [2, 3]),
        ("“street lights”", [1]),
        ("neighbour's", [2]),
        ("neighbour’s", [2]),
        ("  lights  ", [1, 3]),
        ("the", []),
        ("tiger", []),
    ],
)
def test_comments_are_found_by_their_words(read, publish, public_window, words, expected):
    for said in (
        "More street lights, please.",
        "My neighbour’s bench – broken 🙂.",
        "A light in the park.",
    ):
        factories.sent(public_window, comments=[said])
    publish()

    page = read(words=words)

    assert numbers(page) == expected
    assert (NOTHING in page.text) == (not expected)


def test_the_words_are_marked_and_all_others_stay_as_they_were_sent(read, publish, public_window):
    said = "<b>Lights</b> & “lights” – 🙂\n\n  well-lit streets, http://example.org/?a=1&b=2 too."
    factories.sent(public_window, comments=[said])
    publish()

    page = read(words="lights")

    assert "&lt;b&gt;<mark>Lights</mark>&lt;/b&gt; &amp; “<mark>lights</mark>”" in page.html
    without_marks = page.html.replace("<mark>", "").replace("</mark>", "")
    for line in ("– 🙂\n\n  well-lit streets,", "http://example.org/?a=1&amp;b=2 too."):
        assert line in without_marks
    assert "<mark>" not in read().html


def test_somebody_who_typed_our_marks_themselves_marks_nothing(read, publish, public_window):
    factories.sent(public_window, comments=["Lights \ue000everywhere."])
    publish()

    page = read(words="lights")

    assert numbers(page) == [1]
    assert "<mark>" not in page.html


def test_withheld_words_are_never_found(read, publish, public_window):
    response = factories.sent(public_window, comments=[f"The {MARKER} did it."])
    publish()
    assert numbers(read(words=MARKER)) == [1]
    said = response.comments.get()
    withhold(comment=said, reason="identifies", by=factories.officer(), at=PUBLISHED_AT)

    assert numbers(read(words=MARKER)) == []
    assert NOTHING in read(words=MARKER).text


def test_withdrawn_words_are_never_found(read, publish, public_window):
    response = factories.sent(public_window, comments=[f"The {MARKER} did it."])
    publish()
    withdraw(response=response, by=factories.officer(), reason="Asked.", at=PUBLISHED_AT)

    assert numbers(read(words=MARKER)) == []


def test_words_are_found_until_a_change_is_sent_and_then_never(read, publish, public_window):
    response = factories.sent(public_window, comments=[f"The {MARKER} did it."])
    publish()
    factories.moved(public_window, closes_at=london("2024-06-01T00:00"), at=PUBLISHED_AT)
    response.refresh_from_db()
    change = begin_change(response=response, at=london("2024-05-01T12:00"))
    change.comments.update(text="The wombats did it.")
    assert numbers(read(words=MARKER)) == [1]
    change.refresh_from_db()
    submit_response(response=change, at=london("2024-05-01T13:00"))

    assert numbers(read(words=MARKER)) == []
    assert numbers(read(words="wombats")) == []  # not published yet


def test_what_is_not_published_is_never_found(read, publish, public_window, set_clock):
    factories.sent(public_window, comments=["Lights."], name="Ada Wombat")
    factories.sent(public_window, comments=[f"The {MARKER}."], publication="nothing")
    publish()
    factories.sent(public_window, comments=[f"Later {MARKER}."])
    factories.sent(public_window, comments=["Numbat."])
    publish(PUBLISHED_AT + dt.timedelta(days=2))

    for words in (MARKER, "Wombat", "Numbat"):
        assert numbers(read(words=words)) == []


@pytest.mark.parametrize(
    "words", ["\0", "lights\0", "&", "|", "!", "-", '"', "(((", "or", "<->", ":*", "🙂", "' OR 1=1"]
)
def test_signs_find_nothing_and_fail_nothing(many, read, words):
    page = read(words=words)

    assert numbers(page) in ([], [1, 2, 3, 4, 5])  # a null character alone asks for nothing
    assert numbers(page) == [] or words == "\0"


@pytest.mark.parametrize("length", [201, 1_000_000])
def test_too_many_words_are_refused_with_a_sentence(many, read, length):
    page = read(words="x" * length)

    assert numbers(page) == []
    assert "Search for fewer words: 200 characters or less." in page.text


def test_two_hundred_characters_are_searched_for(many, read):
    assert "Search for fewer words" not in read(words="x" * 200).text


def test_when_very_many_have_a_word_the_page_says_that_it_shows_some(many, read, monkeypatch):
    assert "we show some of them" not in read(words="word").text
    monkeypatch.setattr("outcome.responses.words.MOST_CANDIDATES", 7)

    page = read(words="word")

    assert "7 comments, oldest first." in page.text
    assert "we show some of them. Add a word to see fewer." in page.text


# Parts and those below them


def test_a_part_can_be_chosen_with_the_parts_below_it(read, publish, public_window, edition):
    of_area = "hate-crime"
    keys = [of_area, f"{of_area}/goals/cohesive-communities", "road-safety", "counter-terrorism"]
    for key in keys:
        factories.sent(public_window, comments=["Said."], part=edition.parts.get(key=key))
    factories.sent(public_window, comments=["On the whole."])
    publish()

    assert numbers(read(part=of_area)) == [1]
    assert numbers(read(part=f"{of_area}.all")) == [1, 2]
    assert numbers(read(part="hate-crime-and-cohesion.all")) == [1, 2, 4]
    assert numbers(read(part=f"{of_area}.all", words="said", kind="resident")) == [1, 2]
    assert numbers(read(part=f"{of_area}.all", kind="other")) == []
    assert "Exit this page" in read(part=f"{of_area}.all").text


def test_the_choices_say_in_words_what_is_below_a_part(read, publish, edition):
    publish()

    page = read()

    area = edition.parts.get(key="hate-crime")
    theme = edition.parts.get(key="hate-crime-and-cohesion")
    assert f"{area.label} and its goals" in page.text
    assert f"{theme.label} and everything in it" in page.text
    assert 'value="road-safety.all"' not in page.html  # nothing is below it


# Order and pages


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, [12, 11, 10, 9, 8]),
        ({"before": "8"}, [7, 6, 5, 4, 3]),
        ({"before": "3"}, [2, 1]),
        ({"after": "7"}, [12, 11, 10, 9, 8]),
        ({"words": "word", "kind": "organisation"}, [12, 9, 6, 3]),
        ({"part": "road-safety"}, [11, 10]),
        ({"words": "tiger"}, []),
    ],
)
def test_the_newest_can_come_first(many, read, query, expected):
    page = read(order="newest", **query)

    assert numbers(page) == expected
    assert ("newest first." in page.text) == bool(expected)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("order=newest", [*range(12, 0, -1)]),
        ("order=newest&words=word&kind=resident", [11, 10, 8, 7, 5, 4, 2, 1]),
        ("words=word&kind=resident", [1, 2, 4, 5, 7, 8, 10, 11]),
        ("words=word+-“word+3”&part=whole", [1, 2, 4, 5, 6, 7, 8, 9, 12]),
    ],
)
def test_the_pages_lead_through_all_that_was_found_and_back(many, client, query, expected):
    assert walk(client, f"{RESPONSES}?{query}", rel="next") == expected

    last = f"before={expected[-2]}" if "newest" in query else f"after={expected[-2]}"
    back = walk(client, f"{RESPONSES}?{query}&{last}", rel="prev")
    assert sorted(back) == sorted(expected)


@pytest.mark.parametrize(
    "query", [{"order": "oldest"}, {"part": "road-safety.all"}, {"part": ".all"}]
)
def test_choices_that_there_are_not_list_nothing(many, read, query):
    page = read(**query)

    assert numbers(page) == []
    assert "There is no such choice." in page.text


@pytest.mark.parametrize(
    "query", [{"words": "said"}, {"part": "hate-crime.all"}, {"words": "said", "order": "newest"}]
)
def test_a_search_costs_the_same_for_ten_as_for_one(client, publish, public_window, edition, query):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert "1 comment" in client.get(RESPONSES, query).content.decode()
        return len(queries)

    part = edition.parts.get(key="hate-crime")
    factories.sent(public_window, comments=["I said."], part=part)
    publish()
    cost()  # a process reads the parts of an edition once
    few = cost()
    factories.sent(public_window, comments=["They said."] * 10, part=part)
    publish(PUBLISHED_AT + dt.timedelta(minutes=1))

    assert cost() == few


# Bars


def test_a_window_in_which_nobody_responded_has_no_bar(read, publish, public_window):
    factories.sent(public_window, comments=["One."])
    publish()

    table = read().html.split("Responses by who was asked")[1].split("</table>")[0]

    assert table.count('<th scope="row"') == 2  # two windows
    assert table.count("sdp-bar__all") == 1
