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
        comments=_listed(found, outline),
        previous=None if is_first else first,
        following=None if is_last else last,
        total=rows[: COUNTED_TO + 1].count() if conditions else release.last_number,
    )


def _listed(rows, outline):
    """A response can still be withdrawn by an officer whom its sender asked, and changed if a
    window is opened again."""
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
    """(reason, number) of what is published with a note in the place of its words."""
    published = Withholding.objects.in_force().filter(
        comment__published__consultation=release.consultation_id,
        comment__published__number__lte=release.last_number,
    )
    by_reason = published.order_by().values("reason").annotate(number=Count("pk"))
    numbers = dict(by_reason.values_list("reason", "number"))
    return [(why.label, numbers[why]) for why in WhyWithheld if why in numbers]
