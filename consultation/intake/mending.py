"""Mends what officers entered wrongly: a correction, or the mark “entered by mistake”.

What was entered first never changes. A correction is a new version under the same reference, and a
mark stands beside the response. What a person sent on this website, and what the public can read,
cannot be mended like this.
"""

import datetime as dt

from django.db import transaction

from consultation.intake.comparing import as_entry, differences, to_the_same_second
from consultation.intake.entering import (
    Entry,
    columns_of,
    refuse_faulty,
    save_comments_and_answers,
    window_of,
)
from consultation.models import Consultation, Mistake, Response, ResponseImport, Window
from consultation.responding.amendment import latest_locked
from sdp_portal.slots import ENTRY_CORRECTED, RESPONSES_TO_MEND

SENT_ONLINE = (
    "Its sender sent it on this website, so officers cannot correct it or mark it as a mistake. "
    "While the consultation is open, its sender can change it. If its sender asks, you can "
    "withdraw it."
)
KEPT = "Somebody may be at risk, so only some officers may read it. It stays as it is."
WITHDRAWN = "It was withdrawn, so it stays as it is."
MISTAKEN = "It is marked as entered by mistake. If it was right after all, say so first."


class NotMendableError(Exception):
    """The message is a sentence that says why, and what to do instead."""


class MendedMeanwhileError(Exception):
    """Somebody has corrected the response since the officer saw it. `latest` counts now."""

    def __init__(self, latest: Response):
        self.latest = latest
        super().__init__(latest)


def why_not_mend(responses: list[Response], *, at: dt.datetime) -> dict[int, str]:
    """A sentence for each of `responses`, by its key; empty if officers can mend it.

    They are last sent versions. The query for what is published is one for them all.
    """
    shown = RESPONSES_TO_MEND.shown(responses, at=at)
    published, kept = shown.get("published", {}), shown.get("kept", ())
    return {
        each.pk: KEPT if each.pk in kept else _why_not(each, published.get(each.pk))
        for each in responses
    }


def _why_not(response, numbers):
    if response.entered_by_id is None:
        return SENT_ONLINE
    if response.is_withdrawn:
        return WITHDRAWN
    if response.mistake:
        return MISTAKEN
    if numbers:
        named = f"comment {numbers[0]:,}" if len(numbers) == 1 else f"comments from {numbers[0]:,}"
        return (
            f"It is published, as {named}, so it stays as it is. If its words must not be public, "
            "withhold them."
        )
    return ""


def correct_entry(
    *,
    seen: Response,
    entry: Entry,
    because: str,
    by,
    at: dt.datetime,
    corrected_in: ResponseImport | None = None,
) -> Response:
    """Send `entry` as the next version of the entry `seen`, because of something (words).

    If it says the same, nothing changes. Raises MendedMeanwhileError if `seen` is no longer the
    last version, NotMendableError, and ValidationError as `window_of` does.
    """
    with transaction.atomic():
        latest = _locked(seen)
        entry = to_the_same_second(entry, as_entry(latest))
        if not differences(as_entry(latest), entry):
            return latest
        if latest.pk != seen.pk:
            raise MendedMeanwhileError(latest)
        if why := why_not_mend([latest], at=at)[latest.pk]:
            raise NotMendableError(why)
        window = window_of_correction(latest, entry, at=at)
        why = {"corrected_because": because, "corrected_in": corrected_in}
        return _replace(latest, entry, window, latest, by=by, at=at, **why)


def bring_back(*, seen: Response, because: str, by, at: dt.datetime) -> Response:
    """Send what the version before `seen` said as the next version, as it counted then. Corrections
    by an import that was undone since are stepped over.

    Raises MendedMeanwhileError if `seen` is no longer the last version, and NotMendableError.
    """
    with transaction.atomic():
        latest = _locked(seen)
        if latest.pk != seen.pk:
            raise MendedMeanwhileError(latest)
        if why := why_not_mend([latest], at=at)[latest.pk]:
            raise NotMendableError(why)
        former = latest.replaces
        while former.corrected_in and former.corrected_in.undone_at:
            former = former.replaces
        entry = as_entry(former)
        return _replace(
            latest, entry, former.window, former, by=by, at=at, corrected_because=because
        )


def window_of_correction(before: Response, entry: Entry, *, at: dt.datetime) -> Window:
    """The same window, if it came in the same moment and by the same invitation, whatever became of
    either. Raises ValidationError as `window_of` does."""
    if (entry.received_at, entry.invitation) == (before.received_at, before.invitation):
        refuse_faulty(entry, at=at)
        return before.window
    return window_of(entry, consultation=before.consultation, at=at)


def _replace(before, entry, window, like, *, by, at, **why):
    """It is late as `like` is, if it came in the same window at the same moment."""
    after = Response(
        consultation=before.consultation,
        window=window,
        replaces=before,
        version=before.version + 1,
        imported_in_id=before.imported_in_id,
        own_reference=before.own_reference,
        **columns_of(entry, by=by, at=at),
        **why,
    )
    after.save()
    save_comments_and_answers([(after, entry)])
    after.receive(at=entry.received_at)
    if (after.window, after.received_at) == (like.window, like.received_at):
        after.is_late = like.is_late
    after.reference = before.reference
    after.save(update_fields=["received_at", "is_late", "reference"])
    for attachment in before.attachments.all():  # the same file, beside the version that counts
        attachment.pk, attachment.response = None, after
        attachment.save(force_insert=True)
    ENTRY_CORRECTED.shown(before, after, at=at)
    return after


@transaction.atomic
def mark_as_mistake(
    *,
    seen: Response,
    why: str,
    duplicate_of: Response | None = None,
    note: str = "",
    by,
    at: dt.datetime,
) -> Mistake:
    """The entry `seen` no longer counts. Marking it twice changes nothing.

    Raises MendedMeanwhileError if `seen` is no longer the last version, NotMendableError, and
    ValidationError if the reason is incomplete.
    """
    latest = _locked(seen)
    if latest.mistake:
        return latest.mistake
    if latest.pk != seen.pk:
        raise MendedMeanwhileError(latest)
    if refusal := why_not_mend([latest], at=at)[latest.pk]:
        raise NotMendableError(refusal)
    if duplicate_of and not Response.objects.counted().filter(pk=duplicate_of.pk).exists():
        raise NotMendableError(f"{duplicate_of} has changed meanwhile. Check both again.")
    mistake = Mistake(
        response=latest, why=why, duplicate_of=duplicate_of, note=note, marked_by=by, marked_at=at
    )
    mistake.full_clean()
    mistake.save()
    return mistake


@transaction.atomic
def right_after_all(*, response: Response, by, at: dt.datetime) -> Mistake | None:
    """End the mark, so that the entry counts again. None if it is not marked."""
    mistake = _locked(response).mistake
    if mistake:
        mistake.ended_by, mistake.ended_at = by, at
        mistake.save(update_fields=["ended_by", "ended_at"])
    return mistake


def _locked(response):
    """The last version, and its consultation: publishing and other mending wait meanwhile."""
    Consultation.objects.select_for_update(no_key=True).get(pk=response.consultation_id)
    return latest_locked(response)
