"""Published comments are found in the words that the public can read, and in no others."""

import pytest

from consideration.reviewing.withholding import withhold
from consultation.responding.amendment import withdraw
from tests.conftest import london
from tests.consultation import factories
from tests.outcome.publishing import review_and_publish
from tests.strategy.reading import Page

pytestmark = pytest.mark.django_db

MARKER = "quokkas"
WORDS = f"The {MARKER} in our street need lights."
PUBLISHED_AT = london("2024-05-01T10:00")


@pytest.fixture(autouse=True)
def _later(set_clock):
    set_clock("2024-05-02T10:00")


@pytest.fixture
def publish(consultation):
    def publish():
        by = factories.officer()
        return review_and_publish(consultation=consultation, seen=None, by=by, at=PUBLISHED_AT)

    return publish


@pytest.fixture
def page(client):
    def page(words=MARKER):
        return Page(client.get("/search/", {"q": words}))

    return page


def test_a_published_comment_is_found_and_leads_to_its_place(publish, page, client, public_window):
    factories.sent(public_window, comments=[WORDS])
    publish()

    address = "/consultations/draft-strategy-2024-29/responses/?after=0#comment-1"
    assert "What people told us" in page().text
    assert "in our street need lights" in page().text
    assert address in page().links
    assert WORDS in Page(client.get(address)).text


def test_before_it_is_published_nobody_finds_it(page, public_window):
    factories.sent(public_window, comments=[WORDS])

    assert "Nothing found for" in page().text
    assert "street need lights" not in page().text


def test_a_withheld_comment_is_never_found(publish, page, public_window):
    response = factories.sent(public_window, comments=[WORDS])
    publish()
    comment = response.comments.get()
    withhold(comment=comment, reason="identifies", by=factories.officer(), at=PUBLISHED_AT)

    assert "Nothing found for" in page().text
    assert "street need lights" not in page().text


def test_a_withdrawn_comment_is_not_found_any_more(publish, page, public_window):
    response = factories.sent(public_window, comments=[WORDS])
    publish()
    withdraw(response=response, by=factories.officer(), reason="Asked.", at=PUBLISHED_AT)

    assert "Nothing found for" in page().text


def test_what_its_sender_keeps_back_is_never_found(publish, page, public_window):
    factories.sent(public_window, comments=["Something else"])
    factories.sent(public_window, comments=[WORDS], publication="nothing")
    publish()

    assert "Nothing found for" in page().text


def test_comments_that_are_not_published_hide_none_that_are(
    publish, page, public_window, monkeypatch
):
    monkeypatch.setattr("outcome.responses.words.MOST_CANDIDATES", 2)
    for _ in range(3):
        factories.sent(public_window, comments=[WORDS], publication="nothing")
    factories.sent(public_window, comments=[WORDS])
    publish()

    assert "in our street need lights" in page().text


def test_the_name_of_somebody_who_stays_unnamed_finds_nothing(publish, page, public_window):
    factories.sent(public_window, comments=[WORDS], name="Ada Wombat")
    publish()

    assert "Nothing found for" in page("Wombat").text


def test_the_partnerships_own_words_come_before_comments(publish, client, public_window):
    factories.sent(public_window, comments=["Road safety road safety road safety"])
    publish()

    found = client.get("/search/", {"q": "road safety"}).context["found"]
    kinds = [hit.entry.kind for hit in found.hits]
    assert kinds[0].startswith("Area of assurance")
    assert kinds[-1] == "What people told us"
