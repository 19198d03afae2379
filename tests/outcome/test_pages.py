"""What the public reads of the responses, and what it does not."""

import csv
import datetime as dt
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consideration.reviewing.withholding import show_again, withhold
from consultation.models import Flag
from consultation.responding.amendment import begin_change, withdraw
from consultation.responding.submission import submit_response
from tests.conftest import london
from tests.consideration.reviewing import review
from tests.consultation import factories
from tests.outcome.published import CONSULTATION, PUBLISHED_AT, RESPONSES, numbers, page_of, walk

CSV = f"{CONSULTATION}responses.csv"
EVERY_SECRET = {
    "name": "Ada Secret",
    "email": "ada@secret.example",
    "organisation": "Secret Society",
}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _later(set_clock):
    set_clock("2024-05-02T10:00")


def table(client):
    rows = b"".join(client.get(CSV).streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(rows)))


# Before


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2024-03-10T09:00", "Nobody has been asked yet."),
        ("2024-04-10T10:00", "It closes at 11:59pm on Sunday 14 April 2024."),
        ("2024-04-15T00:00", "from Tuesday 16 April 2024 until 11:59pm on Tuesday 23 April 2024."),
        ("2024-04-24T00:00", "due by Friday 2 August 2024"),
        ("2025-04-24T00:00", "We are getting the responses ready."),
    ],
)
def test_until_they_are_published_the_page_says_when_to_expect_them(
    client, set_clock, read, consultation, moment, words
):
    consultation.response_due_on = dt.date(2024, 8, 2)
    consultation.save()
    set_clock(moment)

    assert words in read().text
    assert client.get(CSV).status_code == 404


def test_what_is_published_later_is_not_there_before(read, publish, public_window, set_clock):
    factories.sent(public_window, comments=["Good."])
    publish()
    set_clock("2024-05-01T09:59:59")

    assert "Good." not in read().text


def test_there_is_no_page_of_a_consultation_that_is_not_live(client, edition):
    factories.prepared(edition, slug="next")

    assert client.get("/consultations/next/responses/").status_code == 404
    assert client.get("/consultations/next/responses.csv").status_code == 404


# What stands there


def test_a_comment_stands_with_number_day_part_and_who(read, publish, public_window, edition):
    part = edition.parts.get(key="road-safety")
    factories.sent(
        public_window, part=part, comments=["Slower, please."], at=london("2024-04-11T23:30")
    )
    publish()

    page = read()

    assert "Comment 1" in page.text
    assert "Area of assurance 2.2: Road safety" in page.text or part.label in page.text
    assert f"/editions/consultation-draft/{part.address}" in page.links
    assert "Slower, please." in page.text
    assert "A resident of County Durham, 11 April 2024" in page.text


def test_an_answer_stands_with_its_question_and_choice(read, publish, consultation, public_window):
    question = factories.asked(consultation)
    response = factories.complete(public_window, comments=[])
    factories.answered(response, question, "disagree", "Too vague.")
    submit_response(response=response, at=factories.BEGUN)
    publish()

    page = read()

    assert "How far do you agree with the draft? Disagree Too vague." in page.text


def test_a_name_stands_there_only_if_its_owner_said_so(read, client, publish, public_window):
    factories.sent(public_window, publication="with-name", name="Ada Open", email="a@open.example")
    factories.sent(public_window, **EVERY_SECRET)
    factories.sent(public_window, publication="nothing", comments=["Unheard."], **EVERY_SECRET)
    publish()

    for text in (read().html, b"".join(client.get(CSV).streaming_content).decode()):
        assert "Ada Open" in text
        for secret in ("Secret", "example", "Unheard", "SDP-"):
            assert secret not in text.replace("strategy.example", "")


def test_words_that_look_like_html_are_words(read, publish, public_window):
    factories.sent(public_window, comments=["<script>alert(1)</script>"])
    publish()

    assert "<script>alert" not in read().html


def test_the_page_says_what_came_what_is_published_and_what_is_not(read, publish, public_window):
    factories.sent(public_window, comments=["One.", "Two."])
    factories.sent(public_window, publication="nothing")
    waits = factories.sent(public_window, comments=["Waits."])
    Flag.objects.create(response=waits, kind="links", raised_at=waits.received_at)
    publish()

    text = read().text

    assert "We received 3 responses, containing 4 comments." in text
    assert "2 comments from 1 response are published" in text
    assert (
        "1 comment from 1 response is not published, because the person who sent it asked us not to"
        in text
    )
    assert "1 comment from 1 response is not published yet, because we have to check it" in text


def test_agreement_is_told_in_a_bar_and_the_same_figures(
    read, publish, consultation, public_window
):
    question = factories.asked(consultation)
    for choice in ("agree", "agree", "dont-know"):
        response = factories.complete(public_window, publication="nothing", comments=[])
        factories.answered(response, question, choice)
        submit_response(response=response, at=factories.BEGUN)
    publish()

    page = read()

    assert "67% agree or strongly agree and 0% disagree" in page.text
    assert "Agree 2 67%" in page.text
    assert "Total 3" in page.text
    assert 'class="sdp-share sdp-share--agree" x="0" width="2"' in page.html
    assert 'class="sdp-share sdp-share--dont-know" x="2" width="1"' in page.html
    assert "This website 3" in page.text.split("How people responded")[1]


def test_figures_stay_until_responses_are_published_again(read, publish, public_window):
    factories.sent(public_window)
    publish()
    factories.sent(public_window)

    assert "We received 1 response," in read().text
    assert "Total 1" in read(CONSULTATION).text

    publish(PUBLISHED_AT + dt.timedelta(hours=1))

    assert "We received 2 responses," in read().text


def test_the_consultation_leads_there_once_it_has_closed(read, publish, set_clock):
    assert RESPONSES in read(CONSULTATION).links
    assert "The responses are not published yet." in read(CONSULTATION).text
    publish()

    assert "Read what people told us" in read(CONSULTATION).text
    assert RESPONSES in read("/sitemap.xml").html

    set_clock("2024-04-10T10:00")
    assert RESPONSES not in read(CONSULTATION).links


# Taken back


def test_what_is_withheld_stands_there_at_once_without_words_and_name(
    read, client, publish, public_window
):
    response = factories.sent(
        public_window, comments=["My neighbour did it."], publication="with-name", name="Ada Open"
    )
    publish()
    said, by = response.comments.get(), factories.officer()
    withhold(comment=said, reason="identifies", note="Line 1.", by=by, at=PUBLISHED_AT)

    page = read()

    assert "[withheld: it could identify somebody]" in page.text
    assert numbers(page) == [1]
    assert "10 April 2024" in page.text
    assert (
        "left out the words of 1 published comment, because it could identify somebody" in page.text
    )
    [row] = table(client)
    assert (row["comment"], row["text"]) == ("1", "[withheld: it could identify somebody]")
    for text in (page.html, str(row)):
        for gone in ("neighbour", "Ada Open", "Line 1."):
            assert gone not in text

    show_again(comment=said, by=by, at=PUBLISHED_AT)
    assert "My neighbour did it." in read().text
    assert table(client)[0]["text"] == "My neighbour did it."


def test_what_its_sender_changed_since_is_gone_with_the_name(
    read, client, publish, consultation, public_window
):
    """A window that is opened again after publication lets senders change what is public."""
    question = factories.asked(consultation)
    response = factories.complete(
        public_window, comments=["The old words."], name="Ada Old", publication="with-name"
    )
    factories.answered(response, question, text="The old reason.")
    response = submit_response(response=response, at=factories.BEGUN)
    publish()
    factories.moved(public_window, closes_at=london("2024-06-01T00:00"), at=PUBLISHED_AT)
    response.refresh_from_db()
    change = begin_change(response=response, at=london("2024-05-01T12:00"))
    change.comments.update(text="The new words.")
    unsent = read().text
    change.refresh_from_db()
    submit_response(response=change, at=london("2024-05-01T13:00"))

    page = read()

    assert "The old words." in unsent  # they count until the change is sent
    assert page.text.count("[changed since]") == 2
    rows = table(client)
    assert [row["text"] for row in rows] == ["[changed since]"] * 2
    assert [row["name"] + row["from"] for row in rows] == ["", ""]
    for public in (page.html, str(rows)):
        for gone in ("The old words.", "The old reason.", "Ada Old"):
            assert gone not in public


def test_what_is_withdrawn_at_its_senders_request_is_gone(read, client, publish, public_window):
    response = factories.sent(
        public_window, comments=["I regret this."], publication="with-name", name="Ada Open"
    )
    publish()
    withdraw(response=response, by=factories.officer(), reason="Asked.", at=PUBLISHED_AT)

    page = read()

    assert "[withdrawn]" in page.text
    assert table(client)[0]["text"] == "[withdrawn]"
    for text in (page.html, str(table(client))):
        assert "regret" not in text
        assert "Ada" not in text


# Filters and pages


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, [1, 2, 3, 4, 5]),
        ({"after": "5"}, [6, 7, 8, 9, 10]),
        ({"after": "10"}, [11, 12]),
        ({"after": "12"}, []),
        ({"before": "11"}, [6, 7, 8, 9, 10]),
        ({"before": "3"}, [1, 2]),
        ({"before": "2000000000"}, [8, 9, 10, 11, 12]),
        ({"part": "road-safety"}, [10, 11]),
        ({"part": "road-safety", "kind": "organisation"}, []),
        ({"part": "road-safety", "kind": "resident"}, [10, 11]),
        ({"kind": "organisation", "after": "4"}, [6, 9, 12]),
        ({"kind": "other"}, []),
        ({"part": "whole", "after": "8"}, [9, 12]),
        ({"agreement": "agree"}, []),
        ({"part": "", "kind": "", "agreement": "", "after": "", "before": ""}, [1, 2, 3, 4, 5]),
        ({"part": "\0"}, [1, 2, 3, 4, 5]),  # nothing is asked for
    ],
)
def test_a_list_has_what_was_asked_for(many, read, query, expected):
    assert numbers(read(**query)) == expected


@pytest.mark.parametrize(
    "query",
    [
        {"part": "no-such-part"},
        {"part": "no-such\0part"},
        {"kind": "martian"},
        {"agreement": "' OR 1=1 --"},
        {"after": "first"},
        {"after": "-1"},
        {"after": "9" * 40},
        {"after": "2147483648"},
        {"after": "1.5"},
        {"before": "0"},
        {"before": "٣"},
        {"after": "3", "before": "5"},
        {"part": "x" * 5000},
    ],
)
def test_a_value_that_there_is_not_lists_nothing_and_fails_nothing(many, read, query):
    expected = [1, 2] if query == {"before": "٣"} else []  # a number in other digits is a number

    assert numbers(read(**query)) == expected


def test_the_pages_lead_through_all_comments_and_back(many, client):
    there = walk(client, RESPONSES, rel="next")
    back = walk(client, f"{RESPONSES}?after=10", rel="prev")

    assert there == [*range(1, 13)]
    assert sorted(back) == there


def test_the_next_page_keeps_the_filters(many, client):
    seen = walk(client, f"{RESPONSES}?part=whole&kind=resident", rel="next")

    assert seen == [1, 2, 4, 5, 7, 8]


def test_the_heading_of_a_comment_leads_to_a_list_that_begins_with_it(many, read):
    assert "?after=3#comment-4" in read().links
    assert numbers(read(after="3"))[0] == 4


def test_figures_stand_above_the_first_list_only(many, read):
    assert "We received 12 responses" in read().text
    assert "We received" not in read(kind="organisation").text
    assert "4 comments, oldest first" in read(kind="organisation").text
    assert "12 comments, oldest first" in read(after="5").text


def test_more_than_a_thousand_are_not_counted(many, read, monkeypatch):
    monkeypatch.setattr("outcome.responses.reading.COUNTED_TO", 3)

    assert "More than 1,000 comments" in read(kind="organisation").text


@pytest.mark.parametrize("query", [{}, {"kind": "resident"}, {"part": "whole", "after": "1"}])
def test_a_list_costs_the_same_for_ten_as_for_one(client, publish, public_window, query):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(RESPONSES, query).status_code == 200
        return len(queries)

    factories.sent(public_window, comments=["One."])
    factories.sent(public_window, comments=["Two."])
    publish()
    cost()  # a process reads the parts of an edition once
    few = cost()
    for number in range(10):
        factories.sent(public_window, comments=[f"More {number}."])
    publish(PUBLISHED_AT + dt.timedelta(minutes=1))

    assert cost() == few


def test_an_empty_list_costs_the_same_as_a_full_one(many, client):
    def cost(**query):
        with CaptureQueriesContext(connection) as queries:
            client.get(RESPONSES, query)
        return len(queries)

    cost()  # a process reads the parts of an edition once
    assert cost(kind="other") == cost(kind="resident") == cost(part="hate-crime")


# Beside them


def test_a_page_with_comments_about_abuse_has_a_way_out_and_help(
    read, publish, public_window, edition
):
    hate = edition.parts.get(key="hate-crime")
    factories.sent(public_window, comments=["On the whole."])
    factories.sent(public_window, part=hate, comments=["What happened to me."])
    publish()

    for page in (read(), read(part="hate-crime"), read(part="hate-crime", kind="other")):
        assert "Exit this page" in page.text
        assert "Get help" in page.text
    assert "Exit this page" not in read(part="whole").text


def test_the_file_has_the_same_comments_and_runs_nothing(
    client, read, publish, consultation, public_window
):
    question = factories.asked(consultation)
    response = factories.complete(
        public_window,
        comments=["=HYPERLINK(1)", 'Two\nlines, and "marks"'],
        publication="with-name",
        name="@ada",
    )
    factories.answered(response, question, "agree", "Yes.")
    submit_response(response=response, at=factories.BEGUN)
    publish()

    formula, lines, answer = table(client)

    assert formula["text"] == "'=HYPERLINK(1)"
    assert formula["name"] == "'@ada"
    assert lines["text"] == 'Two\nlines, and "marks"'
    assert (answer["question"], answer["answer"]) == (question.wording, "Agree")
    assert [row["comment"] for row in (formula, lines, answer)] == ["1", "2", "3"]
    assert formula["received_on"] == "2024-04-10"
    assert formula["about"] == "The whole strategy"
    assert formula["from"] == "A resident of County Durham"
    assert list(formula) == [
        *("comment", "received_on", "about", "question", "answer", "from", "name", "text")
    ]


def test_a_response_reviewed_later_comes_with_the_next_publication(read, publish, public_window):
    waits = factories.sent(public_window, comments=["Waits."])
    Flag.objects.create(response=waits, kind="links", raised_at=waits.received_at)
    publish()
    review(response=waits, by=factories.officer(), at=PUBLISHED_AT)
    assert "Waits." not in read().text

    publish(PUBLISHED_AT + dt.timedelta(hours=1))

    assert "Waits." in read().text


def test_the_pages_are_for_reading(client, publish):
    publish()

    assert client.post(RESPONSES).status_code == 405
    assert client.post(CSV).status_code == 405
    assert client.head(RESPONSES).status_code == 200
    assert not client.get(RESPONSES).cookies


def test_what_was_added_since_the_release_that_is_read_is_not_there_yet(
    client, read, publish, public_window, set_clock
):
    """Two releases; a reader who has the first sees just that, list, figures and file alike."""
    factories.sent(public_window, comments=["In the first."])
    publish()
    later = factories.sent(public_window, comments=["In the second."])
    publish(PUBLISHED_AT + dt.timedelta(hours=2))
    said, by = later.comments.get(), factories.officer()
    withhold(comment=said, reason="identifies", by=by, at=PUBLISHED_AT + dt.timedelta(hours=2))
    set_clock("2024-05-01T11:00")

    page = read()

    assert numbers(page) == [1]
    assert numbers(read(after="1")) == numbers(read(before="3", kind="organisation")) == []
    assert "1 comment, oldest first" in read(kind="resident").text
    assert "left out the words" not in page.text
    assert [row["comment"] for row in table(client)] == ["1"]


# On the pages of parts


def test_the_page_of_a_part_leads_to_what_people_said_about_it(
    client, publish, public_window, edition
):
    parts = {part.key: part for part in edition.parts.all()}
    goal = parts["hate-crime/goals/cohesive-communities"]
    factories.sent(public_window, comments=["One.", "Two."], part=parts["hate-crime"])
    factories.sent(public_window, comments=["Three."], part=goal)
    factories.sent(public_window, comments=["Elsewhere."], part=parts["road-safety"])
    publish()

    of_area, of_theme = (
        page_of(client.get(address))
        for address in ("/areas-of-focus/hate-crime/", "/themes/hate-crime-and-cohesion/")
    )

    for page in (of_area, of_theme):
        assert "about Area of focus 2.1: Hate crime" in page.text
        assert f"{RESPONSES}?part=hate-crime#comments" in page.links
        assert f"{RESPONSES}?part={goal.key}#comments" in page.links
        assert "part=road-safety" not in "".join(page.links)
    assert re.search(r"2 comments .{0,60} about Area of focus 2\.1: Hate crime", of_area.text)
    assert re.search(r"1 comment .{0,60} about Goal 2\.1\.2", of_area.text)


def test_a_part_that_nobody_spoke_of_has_no_such_place(client, publish, public_window, edition):
    factories.sent(public_window, comments=["One."], part=edition.parts.get(key="hate-crime"))
    assert "What people told us" not in page_of(client.get("/areas-of-focus/hate-crime/")).text
    publish()

    assert "What people told us" not in page_of(client.get("/areas-of-assurance/road-safety/")).text


def test_a_page_asks_as_often_for_one_comment_as_for_ten(client, publish, public_window, edition):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get("/themes/hate-crime-and-cohesion/")
        return len(captured)

    factories.sent(public_window, comments=["One."], part=edition.parts.get(key="hate-crime"))
    publish()
    queries()  # warms up what a process asks once
    for_one = queries()
    for part in edition.parts.filter(key__startswith="hate-crime"):
        factories.sent(public_window, comments=["More."] * 3, part=part)
    publish(at=PUBLISHED_AT + dt.timedelta(hours=1))

    assert queries() == for_one
