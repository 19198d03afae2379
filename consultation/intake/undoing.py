"""Undoes an import as a whole. Its file and its responses stay on the record.

What it added no longer counts. What it corrected says again what it said before, in a new version.
The same file can be imported again (`recognising.py`).
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from consultation.intake.comparing import Difference, as_entry, differences
from consultation.intake.entering import AT_ONCE
from consultation.intake.mending import NotMendableError, bring_back
from consultation.models import Consultation, Mistake, Response, ResponseImport
from consultation.responding.answers import answers_and_comments
from sdp_portal.slots import RESPONSES_TO_MEND


@dataclass(frozen=True)
class Undoing:
    """What undoing an import does. All are last versions of responses."""

    stop: list[Response]  # it added them: they stop counting
    bring_back: list[Response]  # it corrected them: the versions before them come back
    published: list[Response]  # while there are any, it cannot be undone
    kept: list[Response]  # nor while there are any that only some officers may read
    withdrawn: int  # of those that it added
    mistaken: int
    changed_since: list[Response]  # it corrected them, and they stay as they are

    @property
    def corrected(self):
        return [response for response in self.stop if response.version > 1]

    @property
    def touched(self) -> list[Response]:
        return [*self.stop, *self.bring_back]

    @property
    def is_possible(self):
        return bool(self.touched) and not self.published and not self.kept


def what_undoing_does(kept: ResponseImport, *, at: dt.datetime) -> Undoing:
    added = kept.responses.order_by("pk")
    stop = list(added.counted().select_related("consultation"))
    corrected = Response.objects.filter(
        reference__in=kept.corrections.exclude(imported_in=kept).values("reference")
    )
    latest = list(corrected.latest().select_related("consultation").order_by("pk"))
    counted = set(corrected.counted().values_list("pk", flat=True))
    back = [each for each in latest if each.corrected_in_id == kept.pk and each.pk in counted]
    shown = RESPONSES_TO_MEND.shown([*stop, *back], at=at)
    published, hidden = shown.get("published", {}), shown.get("kept", ())
    return Undoing(
        stop=stop,
        bring_back=back,
        published=[response for response in [*stop, *back] if response.pk in published],
        kept=[response for response in [*stop, *back] if response.pk in hidden],
        withdrawn=added.withdrawn().count(),
        mistaken=added.mistaken().count(),
        changed_since=[each for each in latest if each not in back],
    )


@dataclass(frozen=True)
class ChangedSince:
    """A response that was touched after an officer saw it. `now` is None if it no longer counts."""

    response: Response  # as it was seen
    now: Response | None
    differences: list[Difference]


def changed_since(undoing: Undoing, seen: Collection[int]) -> list[ChangedSince]:
    """How what undoing would touch differs from the versions that were `seen`, by their keys."""
    now = {response.reference: response for response in undoing.touched}
    keys = {response.pk for response in undoing.touched}
    related = ("via", "invitation", "locality", *answers_and_comments())
    was = Response.objects.filter(pk__in=set(seen) - keys).prefetch_related(*related)
    changed = []
    for before in was.order_by("pk"):
        after = now.get(before.reference)
        tells = after and after not in undoing.kept
        found = differences(as_entry(before), as_entry(after)) if tells else []
        changed.append(ChangedSince(before, after, found))
    return changed


@transaction.atomic
def undo_import(
    *, kept: ResponseImport, seen: Collection[int], because: str, by, at: dt.datetime
) -> Undoing:
    """Mark what the import added, and what counts, as entered by mistake, and bring back what its
    corrections replaced.

    Raises NotMendableError if it is undone already, if some of it is published, or if these are no
    longer the versions that the officer has `seen` (their keys).
    """
    Consultation.objects.select_for_update(no_key=True).get(pk=kept.consultation_id)
    kept = ResponseImport.objects.select_for_update().get(pk=kept.pk)
    if kept.undone_at:
        raise NotMendableError("Another officer has just undone this import.")
    # Nobody withdraws one of them meanwhile.
    list(kept.responses.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    undoing = what_undoing_does(kept, at=at)
    if not undoing.is_possible or {response.pk for response in undoing.touched} != set(seen):
        raise NotMendableError("Something has changed since you opened this page. Check it again.")
    Mistake.objects.bulk_create(
        (
            Mistake(
                response=response, why=Mistake.Why.IMPORT, note=because, marked_by=by, marked_at=at
            )
            for response in undoing.stop
        ),
        batch_size=AT_ONCE,
    )
    for response in undoing.bring_back:
        bring_back(seen=response, because=because, by=by, at=at)
    kept.undone_at, kept.undone_by, kept.undone_because = at, by, because
    kept.full_clean(exclude=["file"])
    kept.save()
    return undoing
