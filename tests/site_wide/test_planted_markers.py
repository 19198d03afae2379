"""No word that the public must not read stands on any public page, in any file or behind any
search."""

import gzip

import pytest

from consideration.reviewing.redacting import redact
from consideration.reviewing.review import decide
from consideration.reviewing.withholding import withhold
from consultation.responding.amendment import withdraw
from tests.conftest import london
from tests.consultation import factories
from tests.outcome.publishing import review_and_publish
from tests.strategy import addresses

pytestmark = pytest.mark.django_db

RESPONSES = "/consultations/draft-strategy-2024-29/responses/"
AT = london("2024-05-01T10:00")
PLANTED = [
    *("redactedquokka", "withheldquokka", "unwantedquokka", "withdrawnquokka", "waitingquokka"),
    *("namequokka", "organisationquokka", "emailquokka", "notequokka", "reviewquokka"),
]
PUBLIC = "Publicquokka is here."


@pytest.fixture
def planted(consultation, public_window, edition, set_clock):
    """Markers in every field and layer of responses, of which one is published whole."""
    officer = {"by": factories.officer(), "at": AT}
    part = edition.parts.get(key="hate-crime")
    hidden = {
        "name": "namequokka",
        "organisation": "organisationquokka",
        "email": "emailquokka@example.org",
        "respondent_kind": "organisation",
    }

    def sent(*comments, **details):
        return factories.sent(public_window, comments=comments, part=part, **details)

    redacted = sent("Ask redactedquokka – “now”.", "The withheldquokka did it.", **hidden)
    first, second = redacted.comments.all()
    redact(comment=first, passages=[(4, 18)], reason="identifies", **officer)
    withhold(comment=second, reason="unlawful", note="notequokka", **officer)
    decide(response=redacted, seen=2, note="reviewquokka", **officer)
    sent("The unwantedquokka.", publication="nothing")
    withdraw(response=sent("The withdrawnquokka."), reason="notequokka", **officer)
    sent(PUBLIC)
    review_and_publish(consultation=consultation, seen=None, **officer)
    sent("The waitingquokka.")
    set_clock("2024-05-02T10:00")


def bodies(client, address):
    answer = client.get(address, follow=True)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body


def public_addresses():
    every = [*addresses.PAGES, *addresses.OTHER_PAGES, *addresses.FOR_MACHINES]
    every += [RESPONSES, "/consultations/draft-strategy-2024-29/responses.csv"]
    every += [f"{RESPONSES}?part=hate-crime", f"{RESPONSES}?words=public", f"{RESPONSES}?after=0"]
    return [address for address in every if not address.endswith(".pdf")]


def test_the_planted_words_stand_nowhere(client, planted):
    pages = {address: bodies(client, address).lower() for address in public_addresses()}

    assert PUBLIC.lower().encode() in pages[RESPONSES]
    assert b"[redacted: it could identify somebody]" in pages[RESPONSES]
    found = [(word, page) for page in pages for word in PLANTED if word.encode() in pages[page]]
    assert found == []


@pytest.mark.parametrize("word", PLANTED)
@pytest.mark.parametrize("search", [f"{RESPONSES}?words=", "/search/?q="])
def test_no_search_finds_them(client, planted, search, word):
    page = client.get(f"{search}{word}").content.decode()

    assert 'id="comment-' not in page
    assert "#comment-" not in page


def test_what_is_left_of_a_redacted_comment_is_found(client, planted):
    assert 'id="comment-1"' in client.get(f"{RESPONSES}?words=ask").content.decode()
