"""What one officer proposes, so that another agrees to exactly that.

A proposal covers everything that the publication page shows: the text, the facts about it, and what
the public reads until then. It is kept as a fingerprint of each thing, so the portal can say what
has changed since.
"""

import datetime as dt
import hashlib

from strategy.models import Edition, Part
from themes.publishing.effect import Effect, groups_of_areas
from themes.publishing.outline import compile_outline

FACTS = {
    "title": "the title",
    "slug": "the address",
    "standing": "what this text is",
    "change_note": "the public note",
    "source_note": "“About this text”",
    "decided_by": "who decided",
    "decided_on": "the day of the decision",
    "decision_link": "the link to minutes or papers",
    "publish_from": "the moment from which it is public",
}
OF_A_PART = [
    field.name
    for field in Part._meta.concrete_fields
    if field.name not in {"id", "edition", "parent", "search"}
]
OTHERS = {
    "text": "the text",
    "leads": "which group leads an area",
    "milestone": "the milestone",
    "consultations": "the consultations that it touches",
    "strategy": "the strategy’s title, years or address",
    "around": "what the public reads until then, or afterwards",
}
WORDS = OTHERS | FACTS


def fingerprints(edition: Edition, *, at: dt.datetime) -> list[str]:
    """One for each thing, as “name fingerprint”."""
    effect, strategy, milestone = Effect(edition, at=at), edition.strategy, edition.milestone
    parts = compile_outline(edition)
    said = {name: str(getattr(edition, name)) for name in FACTS}
    said["text"] = "\0".join(map(_words_of, parts))
    said["leads"] = str(sorted(groups_of_areas(edition).items()))
    said["milestone"] = f"{milestone.pk} {milestone} {milestone.reached_on}" if milestone else ""
    said["consultations"] = str(effect.consultations.get("around"))
    said["strategy"] = f"{strategy.slug} {strategy.full_title}"
    said["around"] = str(effect.editions_around)
    return [f"{name} {hashlib.sha256(words.encode()).hexdigest()}" for name, words in said.items()]


def _words_of(part):
    parent = part.parent.key if part.parent else ""
    return "\0".join([parent, *(str(getattr(part, name)) for name in OF_A_PART)])


def changed_since_proposed(edition: Edition, *, at: dt.datetime) -> list[str]:
    """The names of what is not as it was proposed, in words."""
    proposed = set(edition.proposed_as)
    names = {each.split()[0] for each in fingerprints(edition, at=at) if each not in proposed}
    return [words for name, words in WORDS.items() if name in names]


def why_propose_again(edition: Edition, *, at: dt.datetime) -> str:
    """A sentence for officers; empty if it is not proposed, or still is what was proposed."""
    if edition.proposed_at is None or edition.is_frozen:
        return ""
    changed = changed_since_proposed(edition, at=at)
    if not changed:
        return ""
    *first, last = changed
    names = f"{', '.join(first)} and {last}" if first else last
    return (
        f"Changed since it was proposed: {names}. Withdraw the proposal, look at the page again, "
        "and propose it once more."
    )
