"""Two tabs change one comment: the second is told, with both texts, and nothing is lost."""

import re

import pytest

from consultation.models import Comment

COMMENT = "/consultations/draft-strategy-2024-29/respond/comment/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]


@pytest.fixture
def change(client):
    client.post(COMMENT, {"text": "First words."})
    return f"{COMMENT}{Comment.objects.get().pk}/"


def seen(page):
    return re.search(r'name="seen" value="([^"]+)"', page.content.decode())[1]


def test_the_second_save_shows_both_texts_and_changes_nothing(client, change):
    mark = seen(client.get(change))
    client.post(change, {"text": "From the first tab – “kept”.", "seen": mark})

    answer = client.post(change, {"text": "From the second tab 🙂.", "seen": mark})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "You changed this comment in another tab." in page
    assert "From the first tab – “kept”." in page
    assert "From the second tab 🙂." in page
    assert Comment.objects.get().text == "From the first tab – “kept”."


def test_whoever_has_seen_both_texts_can_save(client, change):
    mark = seen(client.get(change))
    client.post(change, {"text": "From the first tab.", "seen": mark})
    told = client.post(change, {"text": "From the second tab.", "seen": mark})

    answer = client.post(change, {"text": "Both together.", "seen": seen(told)})

    assert answer.status_code == 302
    assert Comment.objects.get().text == "Both together."


def test_the_same_words_twice_are_saved_without_a_word(client, change):
    mark = seen(client.get(change))
    client.post(change, {"text": "Changed.", "seen": mark})

    assert client.post(change, {"text": "Changed.", "seen": mark}).status_code == 302
