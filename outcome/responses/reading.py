"""Finds a page of published comments by number, which takes as long among a million.

Among a part and those below it, PostgreSQL reads all comments in order, or those of the parts
alone, whichever is less.
"""

from dataclasses import dataclass, field

from django.db.models import Count

from consideration.models import WhyWithheld, Withholding
from consultation.models import Comment
from outcome.models import PublishedComment, Release
from outcome.responses.words import with_words
from sdp_portal.search import with_marks

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
    words: str  # as the public reads them
    note: str
    marked: str = ""  # its words, in which those are marked that somebody searches for

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


@dataclass(frozen=True)
class Link:
    label: str
    query: str


@dataclass
class Page:
    """There are comments before the number `previous`, and after `following`, unless it is None.

    If `has_all` is false, there may be more comments with the words that somebody searches for.
    """

    comments: list[Listed] = field(default_factory=list)
    previous: int | None = None
    following: int | None = None
    total: int = 0
    newest_first: bool = False
    has_all: bool = True

    @property
    def is_counted_in_full(self):
        return self.total <= COUNTED_TO

    @property
    def back(self) -> Link | None:
        return self._later if self.newest_first else self._earlier

    @property
    def onward(self) -> Link | None:
        return self._earlier if self.newest_first else self._later

    @property
    def _earlier(self):
        return Link("Earlier comments", f"before={self.previous}") if self.previous else None

    @property
    def _later(self):
        return Link("Later comments", f"after={self.following}") if self.following else None


def comments_published(release: Release):
    """The comments that the public can read since `release`, in order."""
    of_consultation = PublishedComment.objects.filter(consultation=release.consultation_id)
    return of_consultation.filter(number__lte=release.last_number).in_order()


def page_of(
    release, *, outline, conditions, words="", newest_first=False, after=None, before=None
) -> Page:
    """The 50 comments after a number, or before one, that meet `conditions` and have `words`."""
    rows, has_all = comments_published(release).filter(**conditions), True
    if words:
        rows, has_all = with_words(rows, words)
    if newest_first and after is None and before is None:
        before = release.last_number + 1
    found, previous, following = _stretch(rows, after or 0, before)
    comments = as_listed(found[::-1] if newest_first else found, outline)
    if words:
        marked = with_marks([listed.words for listed in comments], words)
        for listed, text in zip(comments, marked, strict=True):
            listed.marked = text
    is_part = conditions or words
    total = rows[: COUNTED_TO + 1].count() if is_part else release.last_number
    return Page(comments, previous, following, total, newest_first, has_all)


def _stretch(rows, after, before):
    """The 50 rows after or before a number, in the order of their numbers; the number before which
    there are more, and the one after which there are more, or None."""
    if before is None:
        found = list(rows.for_list().filter(number__gt=after)[: ON_A_PAGE + 1])
        is_last, found = len(found) <= ON_A_PAGE, found[:ON_A_PAGE]
        is_first = not (after and rows.filter(number__lte=after).exists())
        edge = after + 1
    else:
        found = list(rows.for_list().filter(number__lt=before).reverse()[: ON_A_PAGE + 1])
        is_first, found = len(found) <= ON_A_PAGE, found[:ON_A_PAGE][::-1]
        is_last = not rows.filter(number__gte=before).exists()
        edge = before
    first, last = (found[0].number, found[-1].number) if found else (edge, edge - 1)
    return found, None if is_first else first, None if is_last else last


def as_listed(rows, outline) -> list[Listed]:
    """After publication an officer can still withdraw a response at its sender's request, and the
    sender can change it if a window reopens."""
    parts = {part.position: part for part in outline.parts}
    return [
        Listed(
            row.number,
            parts.get(row.place),
            row.comment,
            row.get_choice_display() if row.choice else "",
            row.public_words,
            row.note,
        )
        for row in rows
    ]


def withheld_by_reason(release: Release) -> list[tuple[str, int]]:
    """(reason, number of published comments that are withheld for it)"""
    published = Withholding.objects.in_force().filter(
        comment__published__consultation=release.consultation_id,
        comment__published__number__lte=release.last_number,
    )
    by_reason = published.order_by().values("reason").annotate(number=Count("pk"))
    numbers = dict(by_reason.values_list("reason", "number"))
    return [(why.label, numbers[why]) for why in WhyWithheld if why in numbers]
