"""Undoes an import as a whole. Its file and its responses stay on the record and do not count.

The same file can be imported again (`recognising.py`).
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from consultation.intake.entering import AT_ONCE
from consultation.intake.mending import NotMendableError
from consultation.models import Consultation, Mistake, Response, ResponseImport
from sdp_portal.slots import RESPONSES_TO_MEND


@dataclass(frozen=True)
class Undoing:
    """What undoing an import does. All are last versions of the responses that it added."""

    stop: list[Response]  # they stop counting
    published: list[Response]  # while there are any, it cannot be undone
    withdrawn: int
    mistaken: int

    @property
    def corrected(self):
        return [response for response in self.stop if response.version > 1]

    @property
    def is_possible(self):
        return bool(self.stop) and not self.published


def what_undoing_does(kept: ResponseImport, *, at: dt.datetime) -> Undoing:
    added = kept.responses.order_by("pk")
    counted = list(added.counted().select_related("consultation"))
    published = RESPONSES_TO_MEND.shown(counted, at=at).get("published", {})
    return Undoing(
        stop=counted,
        published=[response for response in counted if response.pk in published],
        withdrawn=added.withdrawn().count(),
        mistaken=added.mistaken().count(),
    )


@transaction.atomic
def undo_import(
    *, kept: ResponseImport, number: int, because: str, by, at: dt.datetime
) -> ResponseImport:
    """Mark everything that the import added, and that counts, as entered by mistake.

    Raises NotMendableError if it is undone already, if some of it is published, or if it is no
    longer the `number` of responses that the officer saw.
    """
    Consultation.objects.select_for_update(no_key=True).get(pk=kept.consultation_id)
    kept = ResponseImport.objects.select_for_update().get(pk=kept.pk)
    if kept.undone_at:
        raise NotMendableError("Another officer has just undone this import.")
    # Nobody withdraws one of them meanwhile.
    list(kept.responses.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    undoing = what_undoing_does(kept, at=at)
    if not undoing.is_possible or len(undoing.stop) != number:
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
    kept.undone_at, kept.undone_by, kept.undone_because = at, by, because
    kept.full_clean(exclude=["file"])
    kept.save()
    return kept
