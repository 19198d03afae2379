"""Holding words back from the public, and showing them again. The original stays untouched.

It can be done before the responses are published and afterwards. In public the reason stands in
the place of the words from the next second on.
"""

import datetime as dt

from django.db import transaction

from consideration.models import Withholding
from consultation.models import Comment


@transaction.atomic
def withhold(*, comment: Comment, reason: str, note: str = "", by, at: dt.datetime) -> Withholding:
    """Withhold a comment; again it changes nothing.

    Raises ValidationError for a reason that there is not, and ValueError for words that have not
    been sent: those are nobody's business but their writer's.
    """
    if not comment.response.is_sent:
        raise ValueError("Only what was sent can be withheld.")
    _lock(comment)
    if known := comment.withholdings.in_force().first():
        return known
    withholding = Withholding(
        comment=comment, reason=reason, note=note, withheld_at=at, withheld_by=by
    )
    withholding.full_clean()
    withholding.save()
    return withholding


@transaction.atomic
def show_again(*, comment: Comment, by, at: dt.datetime) -> Withholding | None:
    """Lift what is in force; None where nothing is. That it was withheld stays on the record."""
    _lock(comment)
    withholding = comment.withholdings.in_force().first()
    if withholding:
        withholding.lifted_by, withholding.lifted_at = by, at
        withholding.save(update_fields=["lifted_by", "lifted_at"])
    return withholding


def _lock(comment):
    """So that two officers at the same comment wait for each other."""
    Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
