"""Compares new comments with the campaigns that are known, and with those that are in none.

It only adds: what is grouped already, and what an officer put somewhere or took out, stays as it
is.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from itertools import chain
from textwrap import shorten

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from consideration.campaigns.grouping import SAMPLE, Group, Said, common_text, group_texts
from consideration.campaigns.phrases import PHRASE, phrases_of, sketch_of
from consideration.models import Campaign, Fingerprint, Membership, Safeguarding
from consultation.models import Comment, Consultation
from consultation.models.same_words import has_own_words
from strategy.models import Part

AT_ONCE = 2000  # comments in memory
TOO_COMMON = 50  # comments in no campaign: a phrase that more of them have is a common one
SETTLED = 200  # members; what they have in common hardly changes with further ones
LONGEST_TITLE = 60  # characters
ALIKE = 2  # of the phrases in two fingerprints: then the comments are worth comparing
WHO_HAS = """
    SELECT phrase, array_agg(known.comment_id)
    FROM unnest(%s::bigint[]) AS phrase
    JOIN consideration_fingerprint known ON known.phrases @> ARRAY[phrase]
    GROUP BY phrase HAVING count(*) <= %s
"""


def find_campaigns(*, at: dt.datetime):
    for consultation in Consultation.objects.order_by("pk"):
        keys = list(not_compared(consultation).order_by("pk").values_list("pk", flat=True))
        quoted = _words_consulted_on(consultation) if keys else set()
        for start in range(0, len(keys), AT_ONCE):
            _compare(consultation, keys[start : start + AT_ONCE], quoted, at)


def not_compared(consultation: Consultation) -> QuerySet:
    """Comments that count, and are long enough that two people hardly write them by chance. What is
    kept for safeguarding is left alone."""
    known = Fingerprint.objects.filter(comment=OuterRef("pk"))
    comments = Comment.objects.filter(has_own_words(), response__consultation=consultation)
    kept = Safeguarding.objects.kept().values("pk")
    return comments.counted().exclude(Exists(known)).exclude(response__in=kept)


def title_from(text: str) -> str:
    """The first words of what a campaign has in common, until an officer says it better."""
    return shorten(text, LONGEST_TITLE, placeholder="…")


def write_common_text(campaign: Campaign):
    """Anew, from its newest members. With none, it keeps the text that it had."""
    kept = Safeguarding.objects.kept().values("pk")
    texts = campaign.memberships.in_force().counted().exclude(comment__response__in=kept)
    texts = texts.order_by("-pk")
    if text := common_text(texts.values_list("comment__text", flat=True)[:SAMPLE]):
        campaign.text = text
        campaign.save(update_fields=["text"])


@transaction.atomic
def _compare(consultation, keys: list[int], quoted: set[int], at):
    lock(consultation)
    texts = _texts(consultation, keys, quoted)
    sketches = {key: sketch_of(said.phrases) for key, said in texts.items()}
    earlier = _texts(consultation, _near(sketches.values()), quoted)
    campaigns = {each.pk: each for each in consultation.campaigns.all()}
    known = {pk: Said(each.text, quoted) for pk, each in campaigns.items()}
    found = group_texts(texts | earlier, known=known)
    grown = set()
    for pk, members in found.known.items():
        campaign = campaigns[pk].joined_into_id or pk
        _put(campaign, members, at)
        grown.add(campaign)
    for group in found.new:
        _put(_found(consultation, group, at).pk, group.keys, at)
    placed = {key for members in found.known.values() for key in members}
    placed.update(key for group in found.new for key in group.keys)
    Fingerprint.objects.bulk_create(
        Fingerprint(comment_id=key, phrases=[] if key in placed else sketch)
        for key, sketch in sketches.items()
    )
    Fingerprint.objects.filter(comment__in=placed & earlier.keys()).update(phrases=[])
    for pk in grown:
        if not campaigns[pk].memberships.all()[SETTLED:].exists():
            write_common_text(campaigns[pk])


def lock(consultation: Consultation):
    """Officers who change campaigns, and the machine that finds them, wait for each other."""
    Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)


def _texts(consultation, keys: Iterable[int], quoted: set[int]) -> dict[int, Said]:
    """Only of those that count and that nobody ever put into a campaign."""
    comments = Comment.objects.filter(pk__in=keys, response__consultation=consultation)
    comments = comments.filter(memberships=None).counted()
    rows = comments.order_by("pk").values_list("pk", "text")
    return {key: Said(text, quoted) for key, text in rows}


def _near(sketches: Collection[list[int]]) -> set[int]:
    """Comments in no campaign that may be like one of those with the sketches."""
    phrases = list({phrase for sketch in sketches for phrase in sketch})
    with connection.cursor() as cursor:
        cursor.execute(WHO_HAS, [phrases, TOO_COMMON])
        who_has = dict(cursor.fetchall())
    near = set()
    for sketch in sketches:
        shared = Counter(chain.from_iterable(who_has.get(phrase, ()) for phrase in sketch))
        near.update(key for key, number in shared.items() if number >= ALIKE)
    return near


def _found(consultation, group: Group, at) -> Campaign:
    return Campaign.objects.create(
        consultation=consultation,
        title=title_from(group.common_text),
        text=group.common_text,
        found_at=at,
    )


def _put(campaign: int, comments: list[int], at):
    Membership.objects.bulk_create(
        Membership(campaign_id=campaign, comment_id=key, put_at=at) for key in comments
    )


def _words_consulted_on(consultation) -> set[int]:
    """People quote the text that we asked them about. Those words are no campaign's."""
    parts = Part.objects.filter(edition=consultation.edition_id)
    lines = [line for part in parts.order_by() for line in (part.title, part.plain_text)]
    return {n for line in lines if len(line.split()) >= PHRASE for n in phrases_of(line)}
