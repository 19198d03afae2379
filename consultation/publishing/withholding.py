"""Holding words back from the public, and showing them again. The original stays untouched.

It can be done before the responses are published and afterwards. In public the reason stands in
the place of the words from the next second on.
"""

import datetime as dt

from django.db import transaction

from consultation.models import Answer, Comment, Withholding


@transaction.atomic
def withhold(
    *, said: Comment | Answer, reason: str, note: str = "", by, at: dt.datetime
) -> Withholding:
    """Withhold a comment, or what was said to a question; again it changes nothing.

    Raises ValidationError for a reason that there is not, and ValueError for words that have not
    been sent: those are nobody's business but their writer's.
    """
    if not said.response.is_sent:
        raise ValueError("Only what was sent can be withheld.")
    _lock(said)
    known = Withholding.objects.in_force().of(said).first()
    if known:
        return known
    kind = "comment" if isinstance(said, Comment) else "answer"
    withholding = Withholding(
        **{kind: said}, reason=reason, note=note, withheld_at=at, withheld_by=by
    )
    withholding.full_clean()
    withholding.save()
    return withholding


@transaction.atomic
def show_again(*, said: Comment | Answer, by, at: dt.datetime) -> Withholding | None:
    """Lift what is in force; None where nothing is. That it was withheld stays on the record."""
    _lock(said)
    withholding = Withholding.objects.in_force().of(said).first()
    if withholding:
        withholding.lifted_by, withholding.lifted_at = by, at
        withholding.save(update_fields=["lifted_by", "lifted_at"])
    return withholding


def _lock(said):
    """So that two officers at the same comment wait for each other."""
    type(said).objects.select_for_update(no_key=True).get(pk=said.pk)
