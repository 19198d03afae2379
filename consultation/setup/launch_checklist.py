"""Going live: after it the public sees the consultation, and its windows accept responses.

Officers complete a checklist first. It makes sure that the public can read the proposal, what can
still change, the dates, and how responses are used (the Gunning principles require this).
"""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.text import Truncator

from consultation.models import Consultation
from consultation.setup.text_to_read import why_not_read
from consultation.setup.window_dates import (
    TypedText,
    texts_with_other_days,
    texts_with_other_years,
)
from sdp_portal.templatetags.dates import day_in_words, moment_in_words
from strategy.models import Edition, Strategy
from strategy.rich_text import plain_text

LONGEST_QUOTE = 160
TO_CHANGE = "consultation.change_consultation"
CHOSEN_MEANWHILE = (
    "Another officer has just chosen another edition. Look at the checklist again, then go live."
)
# These may be empty before the consultation goes live, and not afterwards.
REQUIRED_FIELDS = ("proposal", "changeable", "privacy_summary", "email")


@dataclass(frozen=True)
class Item:
    """`address` is the officers' page where it is done, and `right` what somebody needs there."""

    title: str
    now: str  # the present text; empty if there is none
    to_do: str
    address: str
    right: str

    @property
    def is_done(self):
        return bool(self.now)


def checklist(consultation: Consultation, *, at: dt.datetime) -> list[Item]:
    """What it needs before it goes live at `at`."""
    due_on = consultation.response_due_on
    return [
        _text(consultation),
        _field(consultation, "What is proposed", "proposal", "Say what is proposed."),
        _field(consultation, "What can still change", "changeable", "Say what can still change."),
        _windows(consultation, at),
        _field(
            consultation,
            "Privacy notice",
            "privacy_summary",
            "Say in two sentences what becomes of people’s data.",
        ),
        _field(consultation, "Contact", "email", "Give the email address for questions."),
        _equality_impact(consultation),
        Item(
            "Response due",
            day_in_words(due_on) if due_on else "",
            "Say by when you will publish the outcome. The public will see this date.",
            _form(consultation, "id_response_due_on"),
            TO_CHANGE,
        ),
    ]


def useful_items(consultation: Consultation) -> list[Item]:
    """What helps, and can also stay empty."""
    groups, areas = consultation.circulation.all(), consultation.localities.all()
    questions = consultation.questions.count()
    return [
        Item(
            "Agreement questions",
            f"{questions} question{'s' * (questions != 1)}" if questions else "",
            "Ask how far people agree with the whole text or with its parts.",
            reverse("admin:consultation_consultation_questions", args=[consultation.pk]),
            "consultation.change_question",
        ),
        Item(
            "Groups to share the link with",
            _words(", ".join(map(str, groups))),
            "Name the groups that you will send the link to. The public sees them.",
            _form(consultation, "circulation-group"),
            "consultation.change_circulationgroup",
        ),
        Item(
            "Areas to choose from",
            _words(", ".join(map(str, areas))),
            "List the areas that people can say they live or work in. Check the names, and give an "
            "area that is new or that ends its first and last day.",
            _form(consultation, "localities-group"),
            "consultation.change_locality",
        ),
        *_equality_impact_to_begin(consultation),
        *_days_and_years_to_check(consultation),
        *(
            _invitations(window)
            for window in consultation.windows.all()
            if not window.is_for_everyone
        ),
    ]


def _text(consultation):
    edition = consultation.edition
    if reason := why_not_read(consultation):
        return Item("The text", "", reason.sentence, reason.address, reason.right)
    now = f"“{edition.title}”, public from {moment_in_words(edition.published_at)}"
    return Item("The text", now, "", _form(consultation, "id_edition"), TO_CHANGE)


def _windows(consultation, at):
    windows = list(consultation.windows.all())
    now = [
        f"{window.title}: {moment_in_words(window.opens_at)} until "
        f"{moment_in_words(window.last_minute)}"
        for window in windows
    ]
    to_do = "Say who may respond, until when."
    if windows and not consultation.is_live and all(window.is_late(at=at) for window in windows):
        now, to_do = [], "Every window has closed already. Give one of them dates to come."
    if not windows:
        address = f"{reverse('admin:consultation_window_add')}?consultation={consultation.pk}"
    elif len(windows) == 1:
        address = reverse("admin:consultation_window_change", args=[windows[0].pk])
    else:
        windows_page = reverse("admin:consultation_window_changelist")
        address = f"{windows_page}?consultation__id__exact={consultation.pk}"
    right = "consultation.change_window" if windows else "consultation.add_window"
    return Item("Windows", "; ".join(now), to_do, address, right)


def _equality_impact(consultation):
    strategy = consultation.edition.strategy
    words = _words(strategy.equality_impact_text)
    address = reverse("admin:strategy_strategy_change", args=[strategy.pk])
    return Item(
        "Equality impact assessment",
        words and f"{strategy.get_equality_impact_state_display()}. {words}",
        "Say how far the equality impact assessment is; the consultation’s page links to it.",
        f"{address}?checklist={consultation.pk}#id_equality_impact_text",
        "strategy.change_strategy",
    )


def _equality_impact_to_begin(consultation):
    """It is not finished before people are asked, because what they say goes into it."""
    strategy = consultation.edition.strategy
    if strategy.equality_impact_state != Strategy.EqualityImpact.PLANNED:
        return []
    return [
        Item(
            "Equality assessment under way",
            "",
            "The assessment is only planned. Begin it before you ask people, so that what they "
            "tell you can go into it.",
            _equality_impact(consultation).address,
            "strategy.change_strategy",
        )
    ]


def _days_and_years_to_check(consultation):
    period = consultation.edition.strategy.period
    for text, day in texts_with_other_days(consultation):
        reason = "It is not a date of this consultation or of the strategy’s timeline."
        yield _to_check("Days to check", text, day, reason)
    for text, year in texts_with_other_years(consultation):
        reason = f"It is outside the period of the strategy, {period}."
        yield _to_check("Years to check", text, year, reason)


def _to_check(title, text: TypedText, found, reason):
    app, model = text.row._meta.app_label, text.row._meta.model_name
    address = reverse(f"admin:{app}_{model}_change", args=[text.row.pk])
    return Item(
        title,
        "",
        f"Check “{found}” in {text.name}. {reason}",
        f"{address}#id_{text.field}",
        f"{app}.change_{model}",
    )


def _invitations(window):
    number = window.invitations.usable().count()
    return Item(
        f"Invitations: {window.title}",
        f"{number} invitation{'s' * (number != 1)}" if number else "",
        "Invite the people who may respond in this window. You can also do it later.",
        f"{reverse('admin:consultation_invitation_add')}?window={window.pk}",
        "consultation.add_invitation",
    )


def _field(consultation, title, field, to_do):
    words = _words(getattr(consultation, field))
    return Item(title, words, to_do, _form(consultation, f"id_{field}"), TO_CHANGE)


def _form(consultation, place):
    address = reverse("admin:consultation_consultation_change", args=[consultation.pk])
    return f"{address}#{place}"


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
    if missing := [item.to_do for item in checklist(consultation, at=at) if not item.is_done]:
        raise ValidationError(missing)
    consultation.went_live_at = at
    consultation.went_live_by = by
    consultation.save(update_fields=["went_live_at", "went_live_by"])
    return consultation
