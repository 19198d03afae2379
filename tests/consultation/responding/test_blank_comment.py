"""A comment that is refused comes back where it was written, with the error at its box."""

import pytest

from consultation.models import Comment
from tests.consultation.responding.test_responding import COMMENT, GOAL, OVERVIEW
from tests.strategy.reading import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]


def box(answer):
    [attributes] = [attributes for tag, attributes in Page(answer).tags if tag == "textarea"]
    return attributes


@pytest.mark.parametrize("blank", ["", "   ", "\n\r\n\t"])
def test_the_box_of_the_overview_comes_back_on_the_overview(client, blank):
    before = Page(client.get(OVERVIEW))

    answer = client.post(f"{COMMENT}?then=continue", {"text": blank})

    page = Page(answer)
    assert answer.status_code == 422
    assert page.title.startswith("Error: ")
    assert [words for level, words in page.headings if level == 1] == [
        words for level, words in before.headings if level == 1
    ]
    assert "Enter your comment." in page.text
    assert "autofocus" in box(answer)
    assert not Comment.objects.exists()


def test_too_much_comes_back_on_the_overview_with_every_word(client):
    words = "word’s 🙂 " * 1500

    answer = client.post(f"{COMMENT}?then=continue", {"text": words})

    assert answer.status_code == 422
    assert words.strip() in Page(answer).text + " "
    assert "What do you think of the draft?" in Page(answer).text


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "in place"])
def test_a_blank_comment_on_a_part_puts_the_cursor_into_its_box(client, headers):
    answer = client.post(f"{COMMENT}?about={GOAL}", {"text": " "}, headers=headers)

    assert answer.status_code == 422
    assert "autofocus" in box(answer)
    assert f"{box(answer)['id']}_error" in box(answer)["aria-describedby"]


def test_a_box_that_nobody_has_sent_takes_no_cursor(client):
    for address in (OVERVIEW, COMMENT):
        assert "autofocus" not in box(client.get(address))


def test_once_a_response_is_begun_the_box_comes_back_on_its_own_page(client):
    client.post(COMMENT, {"text": "Good."})

    answer = client.post(f"{COMMENT}?then=continue", {"text": ""})

    assert answer.status_code == 422
    assert "Comment on the whole strategy" in Page(answer).text
    assert "autofocus" in box(answer)
