"""Publishes responses after every window has closed, and again when more have been reviewed.

One release is one transaction. It numbers, in order of receipt, all comments that may be public and
have no number yet, and freezes the figures of that moment. Everything comes from one snapshot of
the responses that count (`at_hand`), so that the figures add up even if other officers make changes
meanwhile. A withheld comment has a number too; the page gives the reason in its place
(`withholding.py`).
"""

import datetime as dt
from dataclasses import dataclass

from django.db import connection, transaction

from consideration.reviewing.review import publishable
from consideration.reviewing.safeguarding import kept_for_safeguarding
from consultation.models import Consultation
from outcome.models import AgreementFigure, ReceivedFigure, Release

# Each response that counts, with its number of comments and whether they can be published.
AT_HAND = """
    SELECT r.id, r.window_id, r.channel, coalesce(held.comments, 0) AS comments,
        CASE
            WHEN held.comments IS NULL THEN 'wordless'
            WHEN publishable.id IS NOT NULL THEN 'published'
            WHEN safeguarded.id IS NOT NULL THEN 'safeguarded'
            WHEN r.publication = 'nothing' THEN 'unwanted'
            ELSE 'waiting'
        END AS standing
    FROM ({counted}) AS counted (id)
    JOIN consultation_response r ON r.id = counted.id
    LEFT JOIN ({publishable}) AS publishable (id) ON publishable.id = r.id
    LEFT JOIN ({safeguarded}) AS safeguarded (id) ON safeguarded.id = r.id
    LEFT JOIN (
        SELECT response_id, count(*) AS comments FROM consultation_comment GROUP BY response_id
    ) AS held ON held.response_id = r.id
"""
STANDINGS = "SELECT standing, count(*), sum(comments) FROM {at_hand} AS h GROUP BY standing"
RECEIVED = "SELECT window_id, channel, count(*) FROM at_hand GROUP BY window_id, channel"
AGREEMENT = """
    SELECT a.question_id, a.choice, count(*)
    FROM at_hand JOIN consultation_answer a ON a.response_id = at_hand.id
    GROUP BY a.question_id, a.choice
"""
NUMBER_NEW_COMMENTS = """
    INSERT INTO outcome_publishedcomment
        (consultation_id, number, comment_id, place, respondent_kind, choice)
    SELECT r.consultation_id,
        %s + row_number() OVER (
            ORDER BY r.received_at, r.id, q.position NULLS FIRST, q.id NULLS FIRST, c.id
        ),
        c.id, coalesce(p.position, 0), r.respondent_kind, coalesce(a.choice, '')
    FROM at_hand
    JOIN consultation_response r ON r.id = at_hand.id
    JOIN consultation_comment c ON c.response_id = r.id
    LEFT JOIN consultation_question q ON q.id = c.question_id
    LEFT JOIN consultation_answer a
        ON a.response_id = c.response_id AND a.question_id = c.question_id
    LEFT JOIN strategy_part p ON p.id = c.part_id
    LEFT JOIN outcome_publishedcomment published ON published.comment_id = c.id
    WHERE at_hand.standing = 'published' AND published.id IS NULL
"""


class NotPublishableError(ValueError):
    """The message tells the officer why the responses cannot be published now."""


@dataclass(frozen=True)
class Standing:
    """The number of responses with one standing, and of their comments."""

    responses: int = 0
    comments: int = 0


def why_not_publish(consultation: Consultation, *, at: dt.datetime) -> str:
    """A sentence why the responses cannot be published at `at`; empty if they can."""
    windows = consultation.windows.all()
    if not consultation.is_live or not windows:
        return "The consultation is not live, so there is nothing to publish."
    open_until = max(window.grace_ends_at for window in windows)
    if at < open_until:
        return "People can still respond, or send what they have begun."
    return ""


def standings(consultation: Consultation) -> dict[str, Standing]:
    """The standing that each counted response would have: "published", "unwanted" by its sender,
    "waiting" for review, "safeguarded" or "wordless"."""
    return _standings(f"({_at_hand(consultation)})")


@transaction.atomic
def publish_responses(
    *, consultation: Consultation, seen: Release | None, by, at: dt.datetime
) -> Release:
    """Publish all comments that may be public and are not yet. `seen` is the last release that the
    officer saw.

    Raises NotPublishableError while a window accepts responses, and if there is a newer release:
    a second click or another officer publishes nothing twice.
    """
    # Without a lock on the key, so that responses and comments can still be saved.
    locked = Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    if why := why_not_publish(locked, at=at):
        raise NotPublishableError(why)
    last = locked.releases.newest_first().first()
    if last != seen:
        raise NotPublishableError("They have been published meanwhile.")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE at_hand AS " + _at_hand(locked))
        cursor.execute("ANALYZE at_hand")
        standing, received, agreement = _standings("at_hand"), _rows(RECEIVED), _rows(AGREEMENT)
        # Last, because its trigger makes other officers wait until this transaction ends.
        cursor.execute(NUMBER_NEW_COMMENTS, [last.last_number if last else 0])
        release = _release(locked, last, cursor.rowcount, standing, by=by, at=at)
        cursor.execute("DROP TABLE at_hand")
    ReceivedFigure.objects.bulk_create(
        ReceivedFigure(release=release, window_id=window, channel=channel, number=number)
        for window, channel, number in received
    )
    AgreementFigure.objects.bulk_create(
        AgreementFigure(release=release, question_id=question, choice=choice, number=number)
        for question, choice, number in agreement
    )
    return release


def _release(consultation, last, added, standing, *, by, at):
    return Release.objects.create(
        consultation=consultation,
        published_at=at,
        published_by=by,
        is_first=last is None,
        added=added,
        last_number=added + (last.last_number if last else 0),
        received=sum(each.responses for each in standing.values()),
        withdrawn=consultation.responses.withdrawn().count(),
        mistaken=consultation.responses.mistaken().count(),
        published_responses=standing["published"].responses,
        published_comments=standing["published"].comments,
        unwanted_responses=standing["unwanted"].responses,
        unwanted_comments=standing["unwanted"].comments,
        waiting_responses=standing["waiting"].responses,
        waiting_comments=standing["waiting"].comments,
        safeguarded_responses=standing["safeguarded"].responses,
        safeguarded_comments=standing["safeguarded"].comments,
        wordless_responses=standing["wordless"].responses,
    )


def _at_hand(consultation):
    responses = consultation.responses.order_by()
    sets = {
        "counted": responses.counted(),
        "publishable": publishable(responses),
        "safeguarded": kept_for_safeguarding(),
    }
    keys = {name: each.values("pk").query.sql_with_params() for name, each in sets.items()}
    return AT_HAND.format(**{name: connection.ops.compose_sql(*key) for name, key in keys.items()})


def _standings(at_hand):
    found = {
        name: Standing(*numbers) for name, *numbers in _rows(STANDINGS.format(at_hand=at_hand))
    }
    names = ("published", "unwanted", "waiting", "safeguarded", "wordless")
    return {name: found.get(name, Standing()) for name in names}


def _rows(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()
