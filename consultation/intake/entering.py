"""Enters responses that came on paper, by email, letter, telephone or at a meeting, one or many.

Each counts as if it had been sent on the website when it was received, so that moment decides the
window. We also record who entered it, and when.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import prefetch_related_objects

from consultation.models import (
    MOST_COMMENTS,
    Answer,
    CirculationGroup,
    Comment,
    Consultation,
    Given,
    Invitation,
    Response,
    ResponseImport,
    Window,
)
from consultation.responding.submission import save_under_free_references
from sdp_portal.templatetags.dates import moment_in_words, opening_in_words
from strategy.models import Part

AT_ONCE = 500  # rows in a statement


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One response to enter.

    `details` is the cleaned data of `AboutYouForm`. A comment is the part (None: the whole
    strategy) and the text. A consultation accepts each `source_key` once.
    """

    channel: str
    received_at: dt.datetime
    details: dict
    comments: Sequence[tuple[Part | None, str]] = ()
    answers: Sequence[Given] = ()
    invitation: Invitation | None = None
    via: CirculationGroup | None = None
    headcount: int | None = None
    own_reference: str = ""  # of an officer, in the imported file
    source_key: str | None = None

    @property
    def said(self) -> list[Given]:
        return [answer for answer in self.answers if answer.says_something]


def enter_response(*, consultation: Consultation, by, at: dt.datetime, **entry) -> Response:
    """Enter one response and send it; `entry` has the fields of an `Entry`.

    A second call with the same `source_key`, from a double click, changes nothing and returns the
    same response. Raises ValidationError as `window_of` does.
    """
    entry = Entry(**entry)
    if known := _entered_before(consultation, entry):
        return known
    try:
        [response] = enter_responses(consultation=consultation, entries=[entry], by=by, at=at)
    except IntegrityError:
        if known := _entered_before(consultation, entry):
            return known
        raise
    return response


@transaction.atomic
def enter_responses(
    *,
    consultation: Consultation,
    entries: Iterable[Entry],
    by,
    at: dt.datetime,
    imported_in: ResponseImport | None = None,
) -> list[Response]:
    """Enter all or none. Raises the ValidationError of the first entry that is refused."""
    entries = list(entries)
    responses = [
        Response(
            consultation=consultation,
            window=window_of(entry, consultation=consultation, at=at),
            source_key=entry.source_key,
            own_reference=entry.own_reference,
            imported_in=imported_in,
            **columns_of(entry, by=by, at=at),
        )
        for entry in entries
    ]
    Response.objects.bulk_create(responses, batch_size=AT_ONCE)
    save_comments_and_answers(list(zip(responses, entries, strict=True)))
    _send(responses)
    return responses


def columns_of(entry: Entry, *, by, at: dt.datetime) -> dict:
    """What the row of a response says of its entry."""
    return {
        "channel": entry.channel,
        "begun_at": entry.received_at,
        "invitation": entry.invitation,
        "via": entry.via,
        "headcount": entry.headcount,
        "entered_by": by,
        "entered_at": at,
        **entry.details,
    }


def window_of(entry: Entry, *, consultation: Consultation, at: dt.datetime) -> Window:
    """The window that was open for `entry` when it was received.

    Raises ValidationError by field if there is none, or if `refuse_faulty` refuses the entry.
    """
    refuse_faulty(entry, at=at)
    if entry.invitation and entry.invitation.is_revoked:
        raise ValidationError({"invitation": "This invitation was revoked."})
    prefetch_related_objects([consultation], "windows")
    window = consultation.window_at(entry.received_at, invitation=entry.invitation)
    if window is None:
        sentence = why_no_window(
            consultation, received_at=entry.received_at, invitation=entry.invitation
        )
        raise ValidationError({"received_at": sentence})
    return window


def refuse_faulty(entry: Entry, *, at: dt.datetime):
    """Raises ValidationError by field if it was received after `at`, if it is empty or if its
    fields do not fit together."""
    if entry.received_at > at:
        raise ValidationError({"received_at": "This moment has not come yet."})
    if not entry.comments and not entry.said:
        raise ValidationError("Enter a comment or an answer to a question.")
    if (number := len(entry.comments)) > MOST_COMMENTS:
        raise ValidationError(
            f"A response can have up to {MOST_COMMENTS} comments, and this one has {number:,}. "
            "Put several comments on the same part into one."
        )
    if not (entry.details.get("respondent_kind") and entry.details.get("publication")):
        raise ValidationError("Say who responds and what may be published.")
    if entry.headcount is not None and entry.channel != Response.Channel.MEETING:
        raise ValidationError({"headcount": "Only a meeting has a number of people."})


def why_no_window(
    consultation: Consultation, *, received_at: dt.datetime, invitation: Invitation | None = None
) -> str:
    """Says which window had closed, or had not opened yet, at `received_at`."""
    if not consultation.is_live:
        return "This consultation has not gone live, so nothing can be entered yet."
    windows = consultation.windows.all()
    own = [invitation.window] if invitation else [w for w in windows if w.is_for_everyone]
    told = []
    for window in own:
        if window.state(at=received_at) == Consultation.State.UPCOMING:
            told.append(f"“{window}” opens {opening_in_words(window.opens_at)}.")
        else:
            told.append(f"“{window}” closed at {moment_in_words(window.last_minute)}.")
    if not invitation and any(
        window.is_open(at=received_at) for window in windows if not window.is_for_everyone
    ):
        told.append("If it came by invitation, choose the invitation.")
    return " ".join([f"No window was open at {moment_in_words(received_at)}.", *told])


def _entered_before(consultation, entry):
    if entry.source_key is None:
        return None
    return consultation.responses.sent().filter(source_key=entry.source_key).first()


def save_comments_and_answers(entered):
    """Runs before the responses are sent: the database lets nobody add to a sent response."""
    comments, answers = [], []
    for response, entry in entered:
        written = {"response": response, "written_at": entry.received_at}
        comments += [Comment(part=part, text=text, **written) for part, text in entry.comments]
        for given in entry.said:
            question = given.question
            if given.text:
                part_id = question.part_id
                comments.append(
                    Comment(part_id=part_id, question=question, text=given.text, **written)
                )
            if given.choice:
                at = entry.received_at
                answers.append(
                    Answer(
                        response=response, question=question, choice=given.choice, answered_at=at
                    )
                )
    Comment.objects.bulk_create(comments, batch_size=AT_ONCE)
    Answer.objects.bulk_create(answers, batch_size=AT_ONCE)


def _send(responses):
    for response in responses:
        response.receive(at=response.begun_at)
    sent = ["received_at", "is_late", "reference"]
    save_under_free_references(
        responses, save=lambda: Response.objects.bulk_update(responses, sent, batch_size=AT_ONCE)
    )
