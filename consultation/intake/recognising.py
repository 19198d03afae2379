"""Recognises a response that was imported before, from the same file or from another."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable

from consultation.intake.entering import Entry
from consultation.models import Consultation, Response


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


def keys_to_use(consultation: Consultation, keys: Iterable[str]) -> list[str | None]:
    """The key to enter each response with; None if it is known.

    If the import that added it was undone, it is not known, and can be imported again. The old row
    keeps its key for ever, so the new one gets another.
    """
    chosen = list(keys)
    to_look_up = range(len(chosen))
    while to_look_up:
        looked_up = [chosen[place] for place in to_look_up]
        rows = consultation.responses.filter(source_key__in=looked_up)
        references = dict(rows.values_list("source_key", "reference"))
        undone = consultation.responses.undone().filter(reference__in=references.values())
        undone = set(undone.values_list("reference", flat=True))
        again = []
        for place in to_look_up:
            key = chosen[place]
            if references.get(key) in undone:
                chosen[place] = _digest([key, "again"])
                again.append(place)
            elif key in references:
                chosen[place] = None
        to_look_up = again
    return chosen


def _digest(value) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()
