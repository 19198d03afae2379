"""Flags for officers on responses that a program may have sent, or that say what others say.

A flag refuses nothing and the sender sees nothing of it. The response counts like any other; it
only waits for an officer to review it before it is published.
"""

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from consultation.models import Comment, Flag, Response
from consultation.models.same_words import TOO_SHORT_TO_TELL, digest_of_words, has_own_words
from consultation.responding import draft
from consultation.responding.senders import Senders
from sdp_portal.network import client_address
from sdp_portal.prepared_queries import Prepared

Kind = Flag.Kind

TRAP = "website"  # the form's field that people neither see nor reach
LEAST_ON_THE_CHECK_PAGE = dt.timedelta(seconds=2)
LEAST_FOR_A_RESPONSE = dt.timedelta(seconds=10)
RESPONSES_AN_HOUR = 10
MANY_LINKS = 3
LINK = re.compile(r"https?://(?:www\.)?|\bwww\.", re.IGNORECASE)
AGAIN_AND_AGAIN = 5
LARGE_SHARE = 3  # at least a third of all that is said
SENTENCE_ENDS = re.compile(r"[.!?\n]+")
SHORTEST_SENTENCE = 20  # characters: "I agree." may well stand below every goal
MANY_WORDS = 50
WORDS_A_DIFFERENT_ONE = 10  # prose of any length has a new word far more often

SENDERS = Senders(limit=RESPONSES_AN_HOUR, span=dt.timedelta(hours=1))

# By how it was sent, not by what it says: another version does not take these away.
OF_THE_SENDER = [Kind.TRAP, Kind.TOO_FAST, Kind.SAME_ADDRESS]


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """How a response was sent, as far as that tells a person from a program."""

    address: str  # of the network; empty when it is not known
    filled_trap: bool
    opened_at: dt.datetime  # when the page with the button "Send" was drawn


def circumstances_of(request) -> Circumstances:
    """Of a posted check page. Without a stamp of ours it counts as sent when it was opened: every
    page that we draw carries one, so it was not our page that sent it."""
    return Circumstances(
        address=client_address(request),
        filled_trap=bool(request.POST.get(TRAP)),
        opened_at=draft.begun_at(request.POST.get("opened", ""), at=request.at),
    )


def raise_flags(*, response: Response, circumstances: Circumstances, at: dt.datetime):
    """Flag `response`, which is being sent at `at` with its comments read already."""
    kinds = set(_of_the_sender(response, circumstances, at)) | set(_of_the_words(response))
    if response.replaces_id:
        waiting = Flag.objects.waiting().filter(response=response.replaces_id)
        kinds |= set(waiting.filter(kind__in=OF_THE_SENDER).values_list("kind", flat=True))
    Flag.objects.bulk_create(
        [Flag(response=response, kind=kind, raised_at=at) for kind in sorted(kinds)],
        ignore_conflicts=True,
    )


def _of_the_sender(response, circumstances, at):
    if circumstances.filled_trap:
        yield Kind.TRAP
    if (
        at - circumstances.opened_at < LEAST_ON_THE_CHECK_PAGE
        or at - response.begun_at < LEAST_FOR_A_RESPONSE
    ):
        yield Kind.TOO_FAST
    if circumstances.address and SENDERS.note(circumstances.address, at=at):
        yield Kind.SAME_ADDRESS


def _of_the_words(response):
    texts = [comment.text for comment in response.comments.all()]
    if any(len(LINK.findall(text)) >= MANY_LINKS for text in texts):
        yield Kind.LINKS
    if _says_the_same_again_and_again(texts):
        yield Kind.REPETITION
    if any(len(text) > TOO_SHORT_TO_TELL for text in texts) and _SAME_WORDS_ELSEWHERE.rows(
        response=response.pk,
        consultation=response.consultation_id,
        reference=response.reference,
    ):
        yield Kind.SAME_WORDS


def _says_the_same_again_and_again(texts):
    sentences = Counter(
        sentence
        for text in texts
        for part in SENTENCE_ENDS.split(text.casefold())
        if len(sentence := " ".join(part.split())) >= SHORTEST_SENTENCE
    )
    length = sum(map(len, texts))
    if any(
        times >= AGAIN_AND_AGAIN and times * len(sentence) * LARGE_SHARE > length
        for sentence, times in sentences.items()
    ):
        return True
    words = [text.casefold().split() for text in texts]
    return any(
        len(said) >= MANY_WORDS and len(set(said)) * WORDS_A_DIFFERENT_ONE < len(said)
        for said in words
    )


def _same_words_elsewhere(response, consultation, reference):
    """A comment with the words of one in `response`, in another response that counts.

    Whether a response counts is asked as a value, and so only of those that have the words. As a
    condition PostgreSQL asks it first, of all that were sent, while its statistics are from before
    the first of them.
    """
    counts = (
        Response.objects.counted()
        .filter(consultation=consultation, pk=OuterRef("response"))
        .exclude(reference=reference)
    )
    long_ones = Comment.objects.filter(has_own_words()).annotate(words=digest_of_words())
    return (
        long_ones.filter(words__in=long_ones.filter(response=response).values("words"))
        .exclude(response=response)
        .alias(counts=Subquery(counts.values("pk")))
        .filter(counts__isnull=False)
        .order_by()
        .only("pk")[:1]
    )


_SAME_WORDS_ELSEWHERE = Prepared(
    _same_words_elsewhere, response=-1, consultation=-2, reference="REFERENCE"
)
