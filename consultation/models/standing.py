"""How a consultation stands at one moment, for the pages that the public reads."""

import datetime as dt

from consultation.models.consultation import Consultation
from sdp_portal.slots import RELEASES

State = Consultation.State


def with_standing(consultation: Consultation, *, at: dt.datetime) -> Consultation:
    """Sets what `consultation/standing.html` and the pages around it ask.

    While the public cannot read the text, nobody can respond, whatever the windows say. If that is
    so until the last minute, the consultation was not held. Without a window for everyone it is
    neither open nor over.
    """
    window = consultation.window_to_speak_of(at=at)
    state = consultation.state(at=at)
    is_over = state == State.CLOSED and window is not None
    has_text = consultation.edition.is_published(at=at)
    consultation.main_window = window
    consultation.is_open_without_text = state == State.OPEN and not has_text
    consultation.state_now = State.UPCOMING if consultation.is_open_without_text else state
    was_readable = is_over and consultation.edition.is_published(at=window.last_minute)
    consultation.is_over = is_over
    consultation.was_held = was_readable
    consultation.is_in_grace = was_readable and at < window.grace_ends_at
    consultation.still_invited = [
        each
        for each in consultation.windows.all()
        if not each.is_for_everyone and not each.is_late(at=at)
    ]
    for each in consultation.windows.all():
        each.state_now = each.state(at=at)
    return consultation


def with_releases(consultations: list[Consultation], *, at: dt.datetime) -> list[Consultation]:
    """Sets the `release` of each: the responses that the public reads, or None."""
    releases = RELEASES.shown(consultations, at=at)["releases"] if consultations else {}
    for each in consultations:
        each.release = releases.get(each.pk)
    return consultations
