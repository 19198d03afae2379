"""What a comment is about, and how the words consulted on differ from those that a person read."""

from dataclasses import dataclass

from django.urls import reverse

from strategy.history.edition_diff import Change
from strategy.models import Edition, Part
from strategy.reading.outline import Outline


@dataclass(frozen=True)
class OtherWords:
    """`change` leads from the part consulted on to that of `edition`. One of them may be None."""

    edition: Edition
    change: Change
    compare_url: str


@dataclass(frozen=True)
class Subject:
    """`part` is of the text consulted on; None is the whole strategy.

    `read` is the same part in the text in which the person read it. If only that text has it, the
    comment is about the whole strategy.
    """

    part: Part | None
    read: Part | None = None
    other_words: OtherWords | None = None

    @property
    def shown(self) -> Part | None:
        return self.part or self.read


def subject_of(about: str, *, consulted: Outline, there: Outline) -> Subject | None:
    """The subject of a form about the part with the key `about`, read in `there`.

    Without a key it is the whole strategy. None if neither text has the part.
    """
    if not about:
        return Subject(None)
    part = consulted.find(about)
    made_from_it = (each for each in there.parts if about in each.came_from)
    read = there.find(about) or next(made_from_it, None)
    if part is None and read is None:
        return None
    change = Change(part, read)
    if consulted.edition == there.edition or not change.kind:
        return Subject(part, read)
    compare_url = reverse("strategy:compare", args=[consulted.edition.slug, there.edition.slug])
    return Subject(part, read, OtherWords(there.edition, change, f"{compare_url}#{change.id}"))
