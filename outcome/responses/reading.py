"""Finds a page of published comments by number, which takes as long among a million."""

from dataclasses import dataclass, field

from django.db.models import Count

from consideration.models import WhyWithheld, Withholding
from consultation.models import Comment
from outcome.models import PublishedComment, Release

ON_A_PAGE = 50
COUNTED_TO = 1000


@dataclass
class Listed:
    """A comment in a list. If its words are not public, `note` replaces them and the writer is not
    shown either."""

    number: int
    part: object
    comment: Comment
    choice: str  # label: how far its writer agrees, if it answers a question
    note: str

    @property
    def response(self):
        return self.comment.response

    @property
    def question(self):
        return self.comment.question

    @property
    def before(self):
        """A list after this number begins with this comment."""
        return self.number - 1


@dataclass
class Page:
    """The page before ends before `previous`; the next page begins after `following`."""

    comments: list[Listed] = field(default_factory=list)
    previous: int | None = None
    following: int | None = None
    total: int = 0

    @property
    def is_counted_in_full(self):
        return self.total <= COUNTED_TO


def comments_published(release: Release):
    """The comments that the public can read since `release`, in order."""
    of_consultation = PublishedComment.objects.filter(consultation=release.consultation_id)
    return of_consultation.filter(number__lte=release.last_number).in_order()


def page_of(release: Release, *, outline, conditions, after=None, before=None) -> Page:
    """The 50 comments after a number, or before one, that meet `conditions`."""
    rows = comments_published(release).filter(**conditions)
    if before is None:
        after = after or 0
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
    return Page(
        comments=as_listed(found, outline),
        previous=None if is_first else first,
        following=None if is_last else last,
        total=rows[: COUNTED_TO + 1].count() if conditions else release.last_number,
    )


def as_listed(rows, outline) -> list[Listed]:
    """After publication an officer can still withdraw a response at its sender's request, and the
    sender can change it if a window reopens."""
    parts = {part.position: part for part in outline.parts}
    listed = []
    for row in rows:
        if row.withheld:
            note = f"[withheld: {WhyWithheld(row.withheld).label}]"
        elif row.comment.response.is_withdrawn:
            note = "[withdrawn]"
        else:
            note = "[changed since]" if row.comment.response.has_been_replaced else ""
        choice = row.get_choice_display() if row.choice else ""
        listed.append(Listed(row.number, parts.get(row.place), row.comment, choice, note))
    return listed


def withheld_by_reason(release: Release) -> list[tuple[str, int]]:
    """(reason, number of published comments that are withheld for it)"""
    published = Withholding.objects.in_force().filter(
        comment__published__consultation=release.consultation_id,
        comment__published__number__lte=release.last_number,
    )
    by_reason = published.order_by().values("reason").annotate(number=Count("pk"))
    numbers = dict(by_reason.values_list("reason", "number"))
    return [(why.label, numbers[why]) for why in WhyWithheld if why in numbers]
