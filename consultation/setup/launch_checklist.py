"""Going live: after it the public sees the consultation, and its windows accept responses.

Officers complete a checklist first. It makes sure that the public can read the proposal, what can
still change, the dates, and how responses are used (the Gunning principles require this).
"""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import Truncator

from consultation.models import Consultation
from consultation.setup.text_to_read import why_not_read
from sdp_portal.templatetags.dates import day_in_words, moment_in_words
from strategy.models import Edition
from strategy.rich_text import plain_text

LONGEST_QUOTE = 160
CHOSEN_MEANWHILE = (
    "Another officer has just chosen another edition. Look at the checklist again, then go live."
)
# These may be empty before the consultation goes live, and not afterwards.
REQUIRED_FIELDS = ("proposal", "changeable", "privacy_summary", "email")


@dataclass(frozen=True)
class Item:
    title: str
    now: str  # the present text; empty if there is none
    to_do: str
    mended_in: str  # "consultation", "windows", "strategy" or "text"
    field: str = ""
    address: str = ""  # for "text"

    @property
    def is_done(self):
        return bool(self.now)


def checklist(consultation: Consultation) -> list[Item]:
    strategy = consultation.edition.strategy
    due_on = consultation.response_due_on
    windows = [
        f"{window.title}: {moment_in_words(window.opens_at)} until "
        f"{moment_in_words(window.last_minute)}"
        for window in consultation.windows.all()
    ]
    equality = _words(strategy.equality_impact_text)
    return [
        _text(consultation),
        _field(consultation, "What is proposed", "proposal", "Say what is proposed."),
        _field(consultation, "What can still change", "changeable", "Say what can still change."),
        Item("Windows", "; ".join(windows), "Say who may respond, until when.", "windows"),
        _field(
            consultation,
            "Privacy notice",
            "privacy_summary",
            "Say in two sentences what becomes of people’s data.",
        ),
        _field(consultation, "Contact", "email", "Give the email address for questions."),
        Item(
            "Equality impact assessment",
            equality and f"{strategy.get_equality_impact_state_display()}. {equality}",
            "Say how the equality impact assessment stands; the consultation’s page links to it.",
            "strategy",
            "equality_impact_text",
        ),
        Item(
            "Response due",
            day_in_words(due_on) if due_on else "",
            "Say by when you will publish the outcome. The public will see this date.",
            "consultation",
            "response_due_on",
        ),
    ]


def _text(consultation):
    edition = consultation.edition
    if reason := why_not_read(consultation):
        return Item("The text", "", reason.sentence, "text", address=reason.address)
    now = f"“{edition.title}”, public from {moment_in_words(edition.published_at)}"
    return Item("The text", now, "", "consultation", "edition")


def _field(consultation, title, field, to_do):
    return Item(title, _words(getattr(consultation, field)), to_do, "consultation", field)


def _words(text):
    return Truncator(" ".join(plain_text(text).split())).chars(LONGEST_QUOTE)


@transaction.atomic
def go_live(*, consultation: Consultation, by, at: dt.datetime) -> Consultation:
    """Show the consultation to the public from `at` on. If it is live already, nothing changes.

    Raises ValidationError with the task of each unfinished item of the checklist.
    """
    edition = Edition.objects.select_for_update(no_key=True).get(pk=consultation.edition_id)
    consultation = (
        Consultation.objects.select_for_update(of=["self"]).for_page().get(pk=consultation.pk)
    )
    if consultation.is_live:
        return consultation
    if consultation.edition != edition:
        raise ValidationError(CHOSEN_MEANWHILE)
    if missing := [item.to_do for item in checklist(consultation) if not item.is_done]:
        raise ValidationError(missing)
    consultation.went_live_at = at
    consultation.went_live_by = by
    consultation.save(update_fields=["went_live_at", "went_live_by"])
    return consultation
