"""Recognises a response that was imported before, from the same file or from another."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable

from consultation.intake.entering import Entry
from consultation.models import Response


def source_keys(found: Iterable[tuple[str, Entry]]) -> Iterable[str]:
    """For each entry a digest of its content and of its identifier in the file.

    The order of the rows in the file does not change the digests. Two entries without identifiers
    may say the same and are still two: the digest counts how often that was said before.
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
