"""Reads the text in force, and drafts and publishes the next one."""

import datetime as dt

from django.db import connection, transaction

from strategy.models import SiteText
from strategy.texts.catalogue import TextKind

LOCK = 2024_04_20  # the portal's key for these texts among the database's advisory locks


class ChangedMeanwhileError(Exception):
    """Somebody changed or published the draft after the officer looked at it."""


def in_force(kind: TextKind, *, at: dt.datetime) -> SiteText:
    """The version that people read at `at`. If officers published none, an unsaved one with the
    default."""
    published = SiteText.objects.in_force(kind.key, at=at)
    if published:
        return published
    subject, text = kind.default()
    return SiteText(key=kind.key, subject=subject, text=text)


def draft_of(kind: TextKind) -> SiteText | None:
    return SiteText.objects.draft().filter(key=kind.key).first()


def take_turns(kind: TextKind):
    """Wait for others who write, publish or throw away this text, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK, kind.key])


def save_draft(*, kind: TextKind, subject: str, text: str, by, at: dt.datetime) -> SiteText:
    changed = {"subject": subject, "text": text, "changed_by": by, "changed_at": at}
    draft, _ = SiteText.objects.draft().update_or_create(key=kind.key, defaults=changed)
    return draft


@transaction.atomic
def publish_draft(*, kind: TextKind, seen: str, by, at: dt.datetime) -> SiteText:
    """Publish the draft that the officer has `seen`. Raises ChangedMeanwhileError."""
    take_turns(kind)
    draft = draft_of(kind)
    if draft is None or fingerprint(draft) != seen:
        raise ChangedMeanwhileError
    draft.published_by, draft.published_at = by, at
    draft.save(update_fields=["published_by", "published_at"])
    return draft


def fingerprint(draft: SiteText) -> str:
    return f"{draft.pk} {draft.changed_at.isoformat()}"
