"""Points of a comment: made, changed and removed. Nothing is overwritten.

Two officers who code the same comment wait for each other, and the second is told what the first
did (`seen`).
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Prefetch

from consideration.coding.words import learn
from consideration.models import Code, Coding, Point
from consideration.reviewing.redacting import whole_characters
from consideration.reviewing.review import Step
from consultation.models import Comment


class PointError(ValueError):
    """The message tells the officer why nothing was done."""


class StaleError(PointError):
    """Other officers did something since the page was opened; `meanwhile` tells what."""

    def __init__(self, meanwhile: list[Step]):
        super().__init__("Another officer has coded this comment meanwhile.")
        self.meanwhile = meanwhile


@dataclass(frozen=True)
class Passage:
    start: int
    end: int


@transaction.atomic
def save_point(
    *,
    comment: Comment,
    passage: Passage | None,
    codes: list[Code],
    note: str,
    seen: int,
    by,
    at: dt.datetime,
    instead_of: Point | None = None,
) -> Point:
    """A point of the `passage`, or of the whole comment. `seen` is the number of steps that the
    officer saw.

    Raises StaleError, and PointError if the comment no longer counts, no code is chosen or one was
    merged, or the passage is a point already.
    """
    _lock(comment, seen)
    codes = _locked(codes)
    start, end = 0, len(comment.text)
    if passage:
        start, end = whole_characters(comment.text, passage.start, passage.end)
    before = _codes_of(comment)
    if instead_of:
        _remove(instead_of, by, at)
    if Point.objects.in_force().filter(comment=comment, start=start, end=end).exists():
        raise PointError("These words are a point already. Change that one, or mark other words.")
    point = Point.objects.create(
        comment=comment, start=start, end=end, note=note, made_by=by, made_at=at
    )
    Coding.objects.bulk_create(
        Coding(point=point, code=code, added_at=at, added_by=by) for code in codes
    )
    learn(comment.text, before=before, after=_codes_of(comment))
    return point


@transaction.atomic
def remove_point(*, point: Point, seen: int, by, at: dt.datetime):
    """Raises StaleError, and PointError if the comment no longer counts."""
    _lock(point.comment, seen)
    before = _codes_of(point.comment)
    _remove(point, by, at)
    _locked(Code.objects.filter(pk__in=before))
    learn(point.comment.text, before=before, after=_codes_of(point.comment))


def points_of(comment: Comment) -> list[Point]:
    """In the order of the words, each with its codes in force as `codes`."""
    in_force = Coding.objects.filter(removed_at=None).select_related("code")
    codings = Prefetch("codings", in_force, to_attr="in_force")
    points = list(comment.points.in_force().select_related("made_by").prefetch_related(codings))
    for point in points:
        point.comment = comment
        point.codes = [coding.code for coding in point.in_force]
    return points


def steps_of(comment: Comment) -> list[Step]:
    """Everything that officers did about its points, the first first. Steps are only ever added."""
    steps = []
    codings = Coding.objects.select_related("code")
    points = comment.points.select_related("made_by", "removed_by")
    for point in points.prefetch_related(Prefetch("codings", codings)):
        point.comment = comment
        given = [each.code.name for each in point.codings.all() if each.added_at == point.made_at]
        names = ", ".join(f"“{name}”" for name in given)
        words = f"“{point.words}”"
        steps.append(Step(point.made_at, point.made_by, f"coded {words} as {names}", point.note))
        if point.removed_at:
            steps.append(Step(point.removed_at, point.removed_by, f"removed the point {words}"))
    return sorted(steps, key=lambda step: step.at)


def _lock(comment, seen):
    Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
    if not Comment.objects.counted().filter(pk=comment.pk).exists():
        raise PointError(
            "This response no longer counts as you read it: it was withdrawn, changed, or marked "
            "as entered by mistake."
        )
    steps = steps_of(comment)
    if len(steps) != seen:
        raise StaleError(steps[seen:])


def _locked(codes):
    """Nobody merges them meanwhile."""
    chosen = Code.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    codes = list(chosen.filter(pk__in=[code.pk for code in codes]).select_related("merged_into"))
    if not codes:
        raise PointError("Choose at least one code.")
    for code in codes:
        if code.merged_into:
            raise PointError(
                f"“{code}” was merged into “{code.merged_into}” meanwhile. Choose your codes again."
            )
    return codes


def _remove(point, by, at):
    if not Point.objects.in_force().filter(pk=point.pk).update(removed_at=at, removed_by=by):
        raise PointError("That point was removed already, so nothing was changed.")


def _codes_of(comment) -> set[int]:
    codings = Coding.objects.in_force().filter(point__comment=comment)
    return set(codings.order_by().values_list("code", flat=True))
