"""A page of published comments: found by number, so that it costs the same among a million."""

from dataclasses import dataclass, field

from django.db.models import Count

from consideration.models import WhyWithheld, Withholding
from consultation.models import Comment
from outcome.models import PublishedComment, Release

ON_A_PAGE = 50
COUNTED_TO = 1000


@dataclass
class Listed:
    """What a list shows of a comment. `note` stands in the place of the words, if they are not
    there; then nothing tells who wrote them either."""

    number: int
    part: object
    comment: Comment
    choice: str  # in words: how far its writer agrees, if it answers a question
    note: str

    @property
    def response(self):
        return self.comment.response

    @property
    def question(self):
        return self.comment.question

    @property
    def before(self):
        """After which number a list begins with it."""
        return self.number - 1


@dataclass
class Page:
    """`previous` and `following` are the numbers before and after which the neighbours are."""

    comments: list[Listed] = field(default_factory=list)
    previous: int | None = None
    following: int | None = None
    total: int = 0

    @property
    def is_counted_in_full(self):
        return self.total <= COUNTED_TO


def comments_published(release: Release):
    """What the public can read since `release`, in order."""
    of_consultation = PublishedComment.objects.filter(consultation=release.consultation_id)
    return of_consultation.filter(number__lte=release.last_number).in_order()


def page_of(release: Release, *, outline, conditions, after=None, before=None) -> Page:
    """The comments that meet `conditions`, the 50 after a number or the 50 before one."""
    rows = comments_published(release).filter(**conditions)
    found, previous, following = _around(rows, after or 0, before)
    total = rows[: COUNTED_TO + 1].count() if conditions else release.last_number
    return Page(_with_words(found, outline), previous, following, total)


def _around(rows, after, before):
    """(rows, the number before which there are more, the number after which there are more)"""
    if before is None:
        found = list(rows.with_words().filter(number__gt=after)[: ON_A_PAGE + 1])
        is_last, found = len(found) <= ON_A_PAGE, found[:ON_A_PAGE]
        is_first = not (after and rows.filter(number__lte=after).exists())
        edge = after + 1
    else:
        found = list(rows.with_words().filter(number__lt=before).reverse()[: ON_A_PAGE + 1])
        is_first, found = len(found) <= ON_A_PAGE, found[:ON_A_PAGE][::-1]
        is_last = not rows.filter(number__gte=before).exists()
        edge = before
    first, last = (found[0].number, found[-1].number) if found else (edge, edge - 1)
    return found, None if is_first else first, None if is_last else last


def _with_words(rows, outline):
    parts = {part.position: part for part in outline.parts}
    return [
        Listed(
            row.number,
            parts.get(row.place),
            row.comment,
            row.get_choice_display() if row.choice else "",
            _note(row),
        )
        for row in rows
    ]


def _note(row):
    """Why the words are not there; empty when they are.

    A response can still be withdrawn by an officer whom its sender asked, and changed if a window
    is opened again.
    """
    if row.withheld:
        return f"[withheld: {WhyWithheld(row.withheld).label}]"
    if row.comment.response.is_withdrawn:
        return "[withdrawn]"
    return "[changed since]" if row.comment.response.has_been_replaced else ""


def withheld_by_reason(release: Release) -> list[tuple[str, int]]:
    """(reason, number) of what is published with a note in the place of its words."""
    published = Withholding.objects.in_force().filter(
        comment__published__consultation=release.consultation_id,
        comment__published__number__lte=release.last_number,
    )
    by_reason = published.order_by().values("reason").annotate(number=Count("pk"))
    numbers = dict(by_reason.values_list("reason", "number"))
    return [(why.label, numbers[why]) for why in WhyWithheld if why in numbers]
