"""Copies a consultation, so that the next one does not begin on an empty page."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from consultation.models import Consultation, Question
from sdp_portal.clock import LONDON
from strategy.models import Edition


@dataclass(frozen=True)
class Copied:
    """`not_asked` are questions about parts that the new text lacks."""

    consultation: Consultation
    not_asked: list[Question]


def first_day(consultation: Consultation) -> dt.date | None:
    """The London day on which its first window opens; None without a window."""
    windows = list(consultation.windows.all())
    return windows[0].opens_at.astimezone(LONDON).date() if windows else None


@transaction.atomic
def copy_consultation(
    *, source: Consultation, edition: Edition, title: str, slug: str, opens_on: dt.date | None
) -> Copied:
    """A consultation on `edition` with the texts, windows, questions, groups and areas of `source`.

    It is not live. All its dates move by the same number of days, so that the first window opens on
    the London day `opens_on` (not needed without windows); times of day stay. What belongs to the
    earlier one alone is not copied: responses, invitations, records of sharing the link, milestones
    and changes of dates.

    Raises IntegrityError if the address `slug` is taken.
    """
    started_on = first_day(source)
    shift = opens_on - started_on if started_on and opens_on else dt.timedelta()
    copy = Consultation.objects.create(
        edition=edition,
        slug=slug,
        title=title,
        proposal=source.proposal,
        changeable=source.changeable,
        next_steps=source.next_steps,
        privacy_summary=source.privacy_summary,
        who_reads=source.who_reads,
        email=source.email,
        telephone=source.telephone,
        post=source.post,
        other_formats=source.other_formats,
        reference_prefix=source.reference_prefix,
        response_due_on=source.response_due_on and source.response_due_on + shift,
    )
    for window in source.windows.all():
        # Days are added to London's time of day, which stays when the clocks change in between.
        copy.windows.create(
            title=window.title,
            audience=window.audience,
            opens_at=window.opens_at.astimezone(LONDON) + shift,
            closes_at=window.closes_at.astimezone(LONDON) + shift,
            grace_minutes=window.grace_minutes,
            asked=window.asked,
        )
    for group in source.circulation.all():
        copy.circulation.create(slug=group.slug, name=group.name, position=group.position)
    for area in source.localities.all():
        copy.localities.create(
            name=area.name,
            position=area.position,
            valid_from=area.valid_from,
            valid_until=area.valid_until,
        )
    _copy_equality_questions(source, copy)
    return Copied(
        consultation=copy,
        not_asked=_copy_questions(source, copy),
    )


def _copy_questions(source, copy):
    """Questions about a part are about the part with the same key. Returns those without one."""
    parts = {part.key: part for part in copy.edition.parts.all()}
    not_asked = []
    for question in source.questions.in_order():
        part = question.part and parts.get(question.part.key)
        if question.part and part is None:
            not_asked.append(question)
            continue
        copy.questions.create(
            part=part,
            wording=question.wording,
            has_comment_box=question.has_comment_box,
            position=question.position,
        )
    return not_asked


def _copy_equality_questions(source, copy):
    for question in source.equality_questions.prefetch_related("options"):
        copied = copy.equality_questions.create(
            wording=question.wording, hint=question.hint, position=question.position
        )
        for option in question.options.all():
            copied.options.create(label=option.label, position=option.position)
