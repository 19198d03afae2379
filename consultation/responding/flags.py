"""Flag responses that a program may have sent, or that repeat the words of another response.

A flag refuses nothing, and the sender does not see it. The response counts like any other, but an
officer reviews it before it is published.
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

TRAP = "website"  # a form field that people can neither see nor reach
LEAST_ON_THE_CHECK_PAGE = dt.timedelta(seconds=2)
LEAST_FOR_A_RESPONSE = dt.timedelta(seconds=10)
RESPONSES_AN_HOUR = 10
MANY_LINKS = 3
LINK = re.compile(r"https?://(?:www\.)?|\bwww\.", re.IGNORECASE)
AGAIN_AND_AGAIN = 5
LARGE_SHARE = 3  # at least a third of all the words
SENTENCE_ENDS = re.compile(r"[.!?\n]+")
SHORTEST_SENTENCE = 20  # characters: people may write "I agree." about every goal
MANY_WORDS = 50
WORDS_A_DIFFERENT_ONE = 10  # ordinary prose has a new word far more often

SENDERS = Senders(limit=RESPONSES_AN_HOUR, span=dt.timedelta(hours=1))

# These are about how it was sent, not about its words, so a new version keeps them.
OF_THE_SENDER = [Kind.TRAP, Kind.TOO_FAST, Kind.SAME_ADDRESS]


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """How a response was sent: signs of a person or of a program."""

    address: str  # network address; empty if unknown
    filled_trap: bool
    opened_at: dt.datetime  # when the page with the button "Send" was made


def circumstances_of(request) -> Circumstances:
    """The circumstances of a posted check page.

    Every check page carries a stamp. A post without one did not come from our page, and counts as
    sent the moment the page was opened, which is too fast.
    """
    return Circumstances(
        address=client_address(request),
        filled_trap=bool(request.POST.get(TRAP)),
        opened_at=draft.begun_at(request.POST.get("opened", ""), at=request.at),
    )


def raise_flags(*, response: Response, circumstances: Circumstances, at: dt.datetime):
    """Flag `response`, which is being sent at `at`. Its comments have been loaded."""
    kinds = set(_kinds_for_sender(response, circumstances, at)) | set(_kinds_for_words(response))
    if response.replaces_id:
        waiting = Flag.objects.waiting().filter(response=response.replaces_id)
        kinds |= set(waiting.filter(kind__in=OF_THE_SENDER).values_list("kind", flat=True))
    Flag.objects.bulk_create(
        [Flag(response=response, kind=kind, raised_at=at) for kind in sorted(kinds)],
        ignore_conflicts=True,
    )


def _kinds_for_sender(response, circumstances, at):
    if circumstances.filled_trap:
        yield Kind.TRAP
    if (
        at - circumstances.opened_at < LEAST_ON_THE_CHECK_PAGE
        or at - response.begun_at < LEAST_FOR_A_RESPONSE
    ):
        yield Kind.TOO_FAST
    if circumstances.address and SENDERS.note(circumstances.address, at=at):
        yield Kind.SAME_ADDRESS


def _kinds_for_words(response):
    texts = [comment.text for comment in response.comments.all()]
    if any(len(LINK.findall(text)) >= MANY_LINKS for text in texts):
        yield Kind.LINKS
    if _is_repetitive(texts):
        yield Kind.REPETITION
    if any(len(text) > TOO_SHORT_TO_TELL for text in texts) and _SAME_WORDS_ELSEWHERE.rows(
        response=response.pk,
        consultation=response.consultation_id,
        reference=response.reference,
    ):
        yield Kind.SAME_WORDS


def _is_repetitive(texts):
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
    """A comment in another counted response, with the same words as a comment in `response`.

    Whether a response counts is a subquery value, so PostgreSQL tests it only for comments with
    the same words. It would test a plain condition first, on all sent responses, while its
    statistics are older than the first response.
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
