"""Words that officers took off what is public. One officer does it at once; a second confirms it.

Redacting and withholding know nothing of publication (`consideration/reviewing/`), so what was
public at that moment is worked out from the releases.
"""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import F, OuterRef, QuerySet, Subquery

from consideration.models import Redaction, Withholding
from consultation.models import Consultation
from outcome.models import Release, TakeDownConfirmation

# Article 33 of the UK GDPR: the Information Commissioner is told of a breach that is a risk to
# people within 72 hours after the controller has become aware of it.
TO_TELL_WITHIN = dt.timedelta(hours=72)


class NotConfirmableError(ValueError):
    """The message tells the officer why."""


@dataclass(frozen=True)
class TakeDown:
    act: Redaction | Withholding
    number: int  # of the published comment
    public_since: dt.datetime
    at: dt.datetime
    by: object
    confirmation: TakeDownConfirmation | None

    @property
    def key(self) -> str:
        """Names it in a form."""
        return f"{self.act._meta.model_name}-{self.act.pk}"

    @property
    def tell_until(self) -> dt.datetime:
        return self.at + TO_TELL_WITHIN


def take_downs(consultation: Consultation) -> list[TakeDown]:
    """The newest first; also those that were lifted since."""
    redactions, withholdings = _of_public_words(consultation)
    related = ("comment", "confirmation__confirmed_by")
    redactions = redactions.select_related(*related, "redacted_by")
    withholdings = withholdings.select_related(*related, "withheld_by")
    found = [_as_take_down(r, r.redacted_at, r.redacted_by) for r in redactions]
    found += [_as_take_down(w, w.withheld_at, w.withheld_by) for w in withholdings]
    return sorted(found, key=lambda each: each.at, reverse=True)


def number_to_confirm(consultation: Consultation) -> int:
    return sum(acts.filter(confirmation=None).count() for acts in _of_public_words(consultation))


def confirm(*, take_down: TakeDown, record: str, by, at: dt.datetime) -> TakeDownConfirmation:
    """Raises NotConfirmableError for whoever took the words down, and if it is confirmed."""
    if take_down.by == by:
        raise NotConfirmableError("You took it down yourself. Another officer has to confirm it.")
    if take_down.confirmation:
        raise NotConfirmableError("Another officer has confirmed it meanwhile.")
    confirmation = TakeDownConfirmation(
        **{take_down.act._meta.model_name: take_down.act},
        record=record,
        confirmed_by=by,
        confirmed_at=at,
    )
    try:
        confirmation.full_clean()
    except ValidationError:  # in this very moment
        raise NotConfirmableError("Another officer has confirmed it meanwhile.") from None
    confirmation.save()
    return confirmation


def _of_public_words(consultation) -> tuple[QuerySet, QuerySet]:
    """The redactions, and the withholdings."""
    return (
        _since_public(Redaction.objects, consultation, at="redacted_at"),
        _since_public(Withholding.objects, consultation, at="withheld_at"),
    )


def _since_public(acts, consultation, *, at):
    release = Release.objects.filter(
        consultation=consultation, last_number__gte=OuterRef("comment__published__number")
    ).order_by("pk")
    return (
        acts.filter(comment__published__consultation=consultation)
        .annotate(
            number=F("comment__published__number"),
            public_since=Subquery(release.values("published_at")[:1]),
        )
        .filter(**{f"{at}__gt": F("public_since")})
    )


def _as_take_down(act, at, by):
    confirmation = getattr(act, "confirmation", None)
    return TakeDown(act, act.number, act.public_since, at, by, confirmation)
