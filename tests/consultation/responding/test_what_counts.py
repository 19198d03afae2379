"""While a sent response is changed, every page says the same of which version counts."""

import pytest

from consultation.models import Comment
from consultation.responding.amendment import begin_change
from tests.consultation import factories
from tests.consultation.responding.test_amendment import LATER, NEW_WORDS, RESPOND, WORDS, url
from tests.strategy.reading import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(public_window):
    return factories.sent(public_window)


@pytest.fixture
def change(sent):
    return begin_change(response=sent, at=LATER)


@pytest.fixture
def sender(client, set_clock, sent, change):
    """The browser in which the change was begun."""
    client.post(url(sent, "change/"))
    return client


def in_words(answer):
    return Page(answer).text.replace(" .", ".")


def test_a_change_that_comes_too_late_gives_back_what_is_new_and_says_what_counts(
    sender, sent, change, set_clock
):
    Comment.objects.create(response=change, text=NEW_WORDS, written_at=change.begun_at)
    set_clock("2024-04-15T00:20")

    html = sender.get(RESPOND).content.decode()

    assert "This consultation has closed" in html
    assert NEW_WORDS in html
    assert WORDS not in html  # they were sent
    assert f"counts, under your reference {sent.reference}." in html
    assert url(sent) in html


def test_every_page_says_the_same_of_what_counts_while_it_is_changed(sender, sent):
    sent_at = "What you sent at 10am on Wednesday 10 April 2024 counts"

    for page in (RESPOND, f"{RESPOND}about-you/", f"{RESPOND}check/"):
        assert f"{sent_at} until you send your changes." in in_words(sender.get(page))
    assert f"{sent_at}, under your reference" in in_words(sender.get(f"{RESPOND}leave/"))
    receipt = in_words(sender.get(url(sent)))
    assert "What is on this page counts until you send your changes." in receipt
    forgetting = in_words(sender.get(f"{RESPOND}forget/"))
    assert (
        "Your changes are not sent yet, and what you sent counts until you send them." in forgetting
    )
    assert "Forget your response on this device" in in_words(sender.get(RESPOND))
    for page in (RESPOND, f"{RESPOND}check/"):
        assert "It is not sent yet" not in in_words(sender.get(page))


def test_the_bar_says_that_what_is_changed_was_withdrawn_and_leads_to_the_words(sender, sent):
    assert f"You are changing {sent.reference}" in in_words(sender.get("/timeline/"))

    sender.post(url(sent, "withdraw/"))

    page = in_words(sender.get("/timeline/"))
    assert "You are changing" not in page
    assert (
        f"{sent.reference} was withdrawn. Your changes cannot be sent. See what you can do" in page
    )
    assert WORDS in sender.get(RESPOND).content.decode()
    sender.post(f"{RESPOND}leave/", {"seen": sender.get(RESPOND).context["fingerprint"]})
    assert sent.reference not in in_words(sender.get("/timeline/"))


def test_after_withdrawing_a_new_response_can_be_begun_while_it_is_open(sender, sent, set_clock):
    sender.post(url(sent, "withdraw/"))

    assert "You can send a new response until" in in_words(sender.get(url(sent)))
    set_clock("2024-04-15T00:00")
    assert "You can send a new response" not in in_words(sender.get(url(sent)))
