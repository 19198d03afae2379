"""The consultations on a strategy, as a search finds them."""

import datetime as dt

from consultation.models import Consultation
from sdp_portal.search import Entry
from sdp_portal.templatetags.dates import moment_in_words, opening_in_words
from strategy.models import Strategy
from strategy.rich_text import plain_text


def consultations_on(strategy: Strategy, *, at: dt.datetime) -> list[Entry]:
    live = Consultation.objects.live().filter(edition__strategy=strategy).for_page()
    return [
        Entry("Consultation", each.title, _text(each, at), each.get_absolute_url(), 0.9)
        for each in live
    ]


def _text(consultation, at):
    window = consultation.window_to_speak_of(at=at)
    groups = ", ".join(group.name for group in consultation.shared_with)
    texts = [
        window and _when(window, at),
        plain_text(consultation.proposal),
        plain_text(consultation.changeable),
        plain_text(consultation.next_steps),
        groups and f"We sent the link to: {groups}.",
        consultation.other_formats,
    ]
    return " ".join(filter(None, texts))


def _when(window, at):
    if not window.has_opened(at=at):
        return f"Opens {opening_in_words(window.opens_at)}."
    verb = "Closes" if window.is_open(at=at) else "Closed"
    return f"{verb} at {moment_in_words(window.last_minute)}."
