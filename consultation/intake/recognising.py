"""Recognising a response that was imported before, in the same file or in another."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable

from consultation.intake.entering import Entry
from consultation.models import Response


def source_keys(found: Iterable[tuple[str, Entry]]) -> Iterable[str]:
    """A digest of what each entry says and of its identifier in the file.

    The same file gives the same, in whatever order its rows are. Without identifiers, two that say
    the same are two: they are told apart by how often that was said before.
    """
    seen = Counter()
    for identifier, entry in found:
        details = [str(entry.details[name] or "") for name in Response.SAID_ABOUT_THEMSELVES]
        comments = sorted([part.key if part else "", text] for part, text in entry.comments)
        answers = sorted([each.question.wording, each.choice, each.text] for each in entry.answers)
        said = _digest(
            [
                entry.received_at.isoformat(),
                entry.channel,
                entry.via.slug if entry.via else "",
                entry.invitation.pk if entry.invitation else None,
                entry.headcount,
                details,
                comments,
                answers,
            ]
        )
        seen[identifier, said] += 1
        yield _digest([identifier, seen[identifier, said], said])


def _digest(value) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()
