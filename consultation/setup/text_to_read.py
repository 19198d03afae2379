"""The text that a consultation asks about: the public can read it before the first window opens.

So nobody goes live on a draft, no window of a live consultation opens earlier than its text, and
a publication is not called off while a live consultation depends on it. Locks are taken in this
order: the edition, then the consultation.
"""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.urls import reverse

from consultation.models import Consultation
from sdp_portal.templatetags.dates import moment_in_words, opening_in_words
from strategy.models import Edition


@dataclass(frozen=True)
class Reason:
    """Why officers cannot do something now, and the page on which they can change that."""

    sentence: str
    address: str
    right: str = ""  # that an officer needs there


@dataclass(frozen=True)
class Touched:
    """A consultation on whose pages a publication is noticed."""

    title: str
    address: str
    sentences: list[str]


def why_not_read(consultation: Consultation) -> Reason | None:
    """Why people could not read the text when the first window opens; None if they can."""
    edition = consultation.edition
    if not edition.is_agreed:
        return Reason(
            f"“{edition.title}” is a draft that the public cannot read. Publish it, or choose "
            "another edition.",
            reverse("admin:strategy_edition_publication", args=[edition.pk]),
            "strategy.publish_edition" if edition.proposed_at else "strategy.change_edition",
        )
    first = min(consultation.windows.all(), key=lambda window: window.opens_at, default=None)
    if first and first.opens_at < edition.published_at:
        return Reason(
            f"“{edition.title}” is public from {moment_in_words(edition.published_at)}, but "
            f"“{first}” opens before that, {opening_in_words(first.opens_at)}. Let it open "
            "later, or choose another edition.",
            reverse("admin:consultation_window_change", args=[first.pk]),
            "consultation.change_window",
        )
    return None


def refuse_to_open_before_the_text(*, consultation: Consultation, opens_at: dt.datetime):
    """For a window of a live consultation. Raises ValidationError by field.

    The consultation is locked, so that it does not go live at the same moment.
    """
    of_window = Consultation.objects.select_for_update(of=["self"], no_key=True)
    consultation = of_window.select_related("edition").get(pk=consultation.pk)
    edition = consultation.edition
    if consultation.is_live and not edition.is_agreed:  # in data of before this rule
        raise ValidationError({"opens_at": f"Publish the text, “{edition.title}”, first."})
    if consultation.is_live and opens_at < edition.published_at:
        raise ValidationError(
            {
                "opens_at": f"The text, “{edition.title}”, is public from "
                f"{moment_in_words(edition.published_at)}. Choose that moment or a later one."
            }
        )


def uses_of_edition(edition: Edition, *, at: dt.datetime) -> dict:
    """Fills the slot `USES_OF_EDITION`."""
    consultations = edition.consultations.prefetch_related("questions")
    return {
        "why_not_called_off": [
            reason for each in consultations if (reason := _why_agreed_text_stays(each))
        ],
        "why_not_thrown_away": [
            Reason(
                f"“{each}” is being prepared on this draft. Choose another edition for it first.",
                _page(each, "change"),
            )
            for each in consultations
        ],
    }


def _why_agreed_text_stays(consultation):
    if consultation.is_live:
        return Reason(
            f"“{consultation}” is live and asks about this text, so people must be able to read "
            "it. Make the correction in a new edition.",
            _page(consultation, "change"),
        )
    if any(question.part_id for question in consultation.questions.all()):
        return Reason(
            f"“{consultation}” asks questions about parts of this text. Remove those questions, or "
            "make them about the whole strategy, before you call the publication off.",
            _page(consultation, "questions"),
        )
    return None


def touched_by_publication(edition: Edition, replaced: list[Edition], *, at: dt.datetime) -> dict:
    """Fills the slot `PUBLICATION`: live consultations that have not closed at `at`.

    They are on editions of the strategy, or of a strategy that leaves the home page. `around` is
    what must not change between a proposal and the agreement, which time alone does not change.
    """
    strategies = {edition.strategy_id, *(each.strategy_id for each in replaced)}
    live = Consultation.objects.live().with_windows().filter(edition__strategy__in=strategies)
    consultations = list(live.order_by("pk"))
    return {
        "touched": [
            Touched(each.title, each.get_absolute_url(), _what_happens(each, edition, at))
            for each in consultations
            if any(not window.is_late(at=at) for window in each.windows.all())
        ],
        "around": [
            (each.title, each.get_absolute_url(), each.edition.title, _dates_of(each))
            for each in consultations
        ],
    }


def _dates_of(consultation):
    return [
        (window.title, window.opens_at, window.closes_at) for window in consultation.windows.all()
    ]


def _what_happens(consultation, edition, at):
    text = consultation.edition
    if text == edition:
        return ["It asks about this text. People can read it from then on, and comment on it."]
    address = reverse("edition:home", args=[text.slug])
    stays = "“Comment on this” stays on every page that shows one of the parts of that text."
    if text.strategy_id != edition.strategy_id:
        place = f"/strategies/{text.strategy.slug}/"
        stays = (
            f"That strategy is then at {place} and no longer on the home page. “Comment on this” "
            "stays on its pages there. The home page still links to the consultation."
        )
    return [
        *(
            _in_words(window, at)
            for window in consultation.windows.all()
            if not window.is_late(at=at)
        ),
        f"It goes on asking about “{text.title}”, which stays readable at {address}.",
        stays,
        "The form to comment shows the words that people are asked about. It says so where the "
        "words on the page differ from them.",
    ]


def _in_words(window, at):
    until = moment_in_words(window.last_minute)
    if window.is_open(at=at):
        return f"“{window}” is open until {until}."
    return f"“{window}” opens {opening_in_words(window.opens_at)} and runs until {until}."


def _page(consultation, page):
    return reverse(f"admin:consultation_consultation_{page}", args=[consultation.pk])
