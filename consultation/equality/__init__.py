"""Equality questions: they ask who responds, apart from the response itself.

A person who has sent a response may answer once. The answers are sealed, and added to the totals
together with those of other people (`ballots.py`). They carry no response, reference, cookie,
address or time.

The form opens with the first window and closes 7 days after the last window, because people reach
it from their receipt and officers count answers on paper. Then it stays closed, even if a window is
reopened. From then on officers can see tables (`disclosure.py`), and one more person between two
looks would reveal that person's answer.
"""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import F, Prefetch
from django.db.models.functions import Coalesce
from django.utils.module_loading import import_string

from consultation.equality.disclosure import protect
from consultation.models import (
    Consultation,
    EqualityOption,
    EqualityQuestion,
)

OPEN_AFTER_CLOSING = dt.timedelta(days=7)


def open_until(consultation: Consultation) -> dt.datetime | None:
    """The moment when the form closes for good; None without a window."""
    until = None
    for window in sorted(consultation.windows.all(), key=lambda window: window.opens_at):
        if until is None or window.opens_at < until:
            closes_at = window.closes_at
            # If the form had closed before the window was reopened, the first closing counts.
            for change in sorted(window.changes.all(), key=lambda change: change.changed_at):
                if change.changed_at >= change.closed_at + OPEN_AFTER_CLOSING:
                    closes_at = change.closed_at
                    break
            until = max(until or closes_at, closes_at + OPEN_AFTER_CLOSING)
    return until


def takes_answers(consultation: Consultation, *, at: dt.datetime) -> bool:
    opens_at = min((window.opens_at for window in consultation.windows.all()), default=None)
    return opens_at is not None and opens_at <= at < open_until(consultation)


def asks_now(consultation: Consultation, *, at: dt.datetime) -> bool:
    return takes_answers(consultation, at=at) and consultation.equality_questions.exists()


def is_closed_for_good(consultation: Consultation, *, at: dt.datetime) -> bool:
    until = open_until(consultation)
    return until is not None and until <= at


def is_counted(consultation: Consultation, *, at: dt.datetime) -> bool:
    """Whether the totals can no longer change."""
    return is_closed_for_good(consultation, at=at) and not consultation.equality_ballots.exists()


@transaction.atomic
def ask_the_usual(*, consultation: Consultation):
    """Add the content file's questions to a consultation that has none."""
    if consultation.equality_questions.exists():
        return
    for position, content in enumerate(import_string(settings.USUAL_EQUALITY_QUESTIONS)()):
        question = EqualityQuestion.objects.create(
            consultation=consultation,
            wording=content.wording,
            hint=content.hint,
            position=position,
        )
        EqualityOption.objects.bulk_create(
            EqualityOption(question=question, label=label, position=position)
            for position, label in enumerate(content.options)
        )


def tables(consultation: Consultation, *, at: dt.datetime) -> list[tuple]:
    """(question, (option, number or None) pairs, `Shown`); empty while numbers can change."""
    if not is_counted(consultation, at=at):
        return []
    options = EqualityOption.objects.annotate(number=Coalesce(F("count__number"), 0))
    questions = consultation.equality_questions.prefetch_related(Prefetch("options", options))
    found = []
    for question in questions:
        options = question.options.all()
        shown = protect([option.number for option in options])
        found.append((question, list(zip(options, shown.cells, strict=True)), shown))
    return found
