"""How many comments and responses have a code. A comment counts once for a code and those under
it, however many of its points have them."""

from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from consideration.models import Code, Coding
from consultation.models import Comment, Consultation


def with_code(comments: QuerySet, code: int) -> QuerySet:
    """Those with a point that has the code, or one under it."""
    codings = Coding.objects.in_force().filter(point__comment=OuterRef("pk")).order_by()
    under = Code.objects.in_use().filter(parent=code).values("pk")
    return comments.filter(Exists(codings.filter(code__in=[code]) | codings.filter(code__in=under)))


def coded(comments: QuerySet) -> QuerySet:
    return comments.filter(Exists(_codings()))


def not_coded(comments: QuerySet) -> QuerySet:
    return comments.exclude(Exists(_codings()))


def codes_with_numbers(consultation: Consultation) -> list[Code]:
    """Each top code, followed by those under it, with `comments` and `responses` that count.

    What an officer may not read is counted all the same, as everywhere; lists leave it out."""
    own = _numbers(consultation, F("code"))
    together = _numbers(consultation, Coalesce("code__parent", "code"))
    codes = list(consultation.codes.in_use())
    under = {}
    for code in codes:
        code.comments, code.responses = (own if code.parent_id else together).get(code.pk, (0, 0))
        under.setdefault(code.parent_id, []).append(code)
    return [each for top in under.get(None, []) for each in [top, *under.get(top.pk, [])]]


def _numbers(consultation, code):
    counted = Comment.objects.counted().filter(response__consultation=consultation)
    codings = Coding.objects.in_force().filter(point__comment__in=counted.order_by().values("pk"))
    rows = codings.order_by().annotate(top=code).values("top")
    rows = rows.annotate(
        comments=Count("point__comment", distinct=True),
        responses=Count("point__comment__response", distinct=True),
    )
    return {row["top"]: (row["comments"], row["responses"]) for row in rows}


def _codings():
    return Coding.objects.in_force().filter(point__comment=OuterRef("pk")).order_by()
