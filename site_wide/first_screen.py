"""The officers' first screen: what is public, open, received and due."""

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.contrib import admin
from django.db.models import Count, Min

from consideration.reviewing.queue import a_working_day_before
from consideration.reviewing.review import to_review
from consultation.models import Consultation, Mail, Response, RunningCount, Window
from consultation.notifications.plain_words import in_plain_words
from outcome.models import Release
from outcome.responses.releasing import why_not_publish
from outcome.taken_down.take_downs import number_to_confirm
from sdp_portal.clock import LONDON
from sdp_portal.mail_settings import has_mail_server
from sdp_portal.officers.models import Officer
from site_wide.setting_up import steps_to_set_up
from strategy.models import Edition, Milestone, SupportService

SHOWN = (Edition, Consultation, Window, Response, Milestone, Mail, SupportService)


def facts_for_officer(request) -> dict:
    """The facts at the request's moment that this officer may see.

    Every officer sees public facts. Drafts, numbers of responses and open tasks are only for
    officers with the right to view them.
    """
    at = request.at
    may = {model: admin.site.get_model_admin(model).has_view_permission(request) for model in SHOWN}
    # A window's milestone is reached when the window closes, so no officer has to record it.
    of_windows = Window.objects.of_live_consultations().exclude(milestone=None)
    today = at.astimezone(LONDON).date()
    overdue = Milestone.objects.passed(today=today).exclude(pk__in=of_windows.values("milestone"))
    of_texts = Edition.objects.published(at=at).exclude(milestone=None)
    overdue = overdue.exclude(pk__in=of_texts.order_by().values("milestone"))
    consultations = _consultations(
        at, with_numbers=may[Response], with_those_to_come=may[Consultation]
    )
    steps = steps_to_set_up(at=at) if request.user.has_perm("strategy.add_strategy") else []
    return {
        "steps": steps,
        "next": next((step for step in steps if not step.is_done), None),
        "strategies": _strategies(at, consultations, with_those_to_come=may[Edition]),
        "overdue": overdue if may[Milestone] else [],
        "unreviewed": [c for c in consultations if may[Response] and c.numbers["overdue"]],
        "mail_in_trouble": _mail_in_trouble() if may[Mail] else [],
        "has_mail_server": has_mail_server() or not may[Mail],
        "mail_held_up": _mail_held_up(at) if may[Mail] else None,
        "services_to_check": SupportService.objects.to_check(today=today).count()
        if may[SupportService]
        else 0,
        "nameless": request.user if _can_give_own_name(request) else None,
        "last_backup_at": last_backup_at(),
        "may_view_editions": may[Edition],
        "may_view_windows": may[Window],
        "may_enter": request.user.has_perm("consultation.add_response"),
    }


def last_backup_at() -> dt.datetime | None:
    """When the file named in LAST_BACKUP_FILE was last changed; None without such a file."""
    if not settings.LAST_BACKUP_FILE:
        return None
    path = Path(settings.LAST_BACKUP_FILE)
    try:
        return dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC) if path.is_file() else None
    except OSError:
        return None


def _can_give_own_name(request):
    accounts = admin.site.get_model_admin(Officer)
    has_none = not request.user.get_full_name()
    return has_none and accounts.has_change_permission(request, request.user)


def _mail_held_up(at):
    """How many mails the mail server does not take, since when, and why; None on a good day."""
    held_up = Mail.objects.held_up(at=at).order_by()
    facts = held_up.aggregate(number=Count("pk"), since=Min("created_at"))
    if not facts["number"]:
        return None
    tried_last = held_up.exclude(tried_at=None).order_by("-tried_at").first()
    said = tried_last.problem if tried_last else ""
    return facts | {"said": said, "meaning": in_plain_words(said)}


def _mail_in_trouble():
    """The number of mails in each state that needs an officer."""
    mail = Mail.objects.in_trouble()
    if not has_mail_server():
        mail = mail.exclude(state=Mail.State.UNSENT)  # the first screen says why
    states = mail.order_by("state").values_list("state")
    return [
        {"state": state, "label": Mail.State(state).label, "number": number}
        for state, number in states.annotate(number=Count("pk"))
    ]


def _strategies(at, consultations, *, with_those_to_come):
    """Each strategy with its public text, its draft or its consultations; that in front first.

    Without any there is one entry that says so.
    """
    current = Edition.objects.current_of_each(at=at)
    to_come = Edition.objects.to_come(at=at) if with_those_to_come else Edition.objects.none()
    to_come = list(to_come.select_related("strategy", "proposed_by"))
    texts = [*current, *to_come, *(each.edition for each in consultations)]
    strategies = {edition.strategy_id: edition.strategy for edition in texts} or {None: None}
    return [
        {
            "strategy": strategy,
            "current": next((each for each in current if each.strategy_id == pk), None),
            "to_come": [each for each in to_come if each.strategy_id == pk],
            "consultations": [each for each in consultations if each.edition.strategy_id == pk],
        }
        for pk, strategy in strategies.items()
    ]


def _consultations(at, *, with_numbers, with_those_to_come):
    """Consultations of the last year, with the state of their windows and their numbers.

    Those that are not live yet are included if `with_those_to_come`.
    """
    consultations = Consultation.objects.lately(at=at).select_related("edition__strategy")
    consultations = list(consultations if with_those_to_come else consultations.live())
    numbers = _numbers(consultations, at) if with_numbers else {}
    releases = Release.objects.published(at=at).filter(consultation__in=consultations)
    newest_release = {release.consultation_id: release for release in releases.order_by("pk")}
    for consultation in consultations:
        consultation.all_closed = not why_not_publish(consultation, at=at)
        consultation.release = newest_release.get(consultation.pk)
        for window in consultation.windows.all():
            window.state_now = window.state(at=at)
            window.days_left_now = window.days_left(at=at)
        if with_numbers:
            consultation.numbers = numbers[consultation.pk]
            consultation.to_confirm = number_to_confirm(consultation) if consultation.release else 0
    return consultations


def _numbers(consultations, at):
    """Numbers of responses by consultation.

    `sent` are the responses that count, and `today` those of them that were received on the London
    day of `at`. `unsent` are not sent yet. `waiting` have words and wait for review, and `overdue`
    have waited for a working day.
    """
    midnight = at.astimezone(LONDON).replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = midnight + dt.timedelta(
        days=1
    )  # by the wall clock, so also right when the clocks change
    counted = Response.objects.counted()
    sums = RunningCount.objects.summed_by("window__consultation")
    numbers = {
        "today": _by_consultation(
            counted.filter(received_at__gte=midnight, received_at__lt=tomorrow)
        ),
        "sent": dict(sums.values_list("window__consultation", "number_of_responses")),
        "unsent": _by_consultation(Response.objects.unsent()),
        "waiting": _by_consultation(to_review(Response.objects)),
        "overdue": _by_consultation(
            to_review(Response.objects.filter(received_at__lte=a_working_day_before(at)))
        ),
    }
    return {
        consultation.pk: {name: each.get(consultation.pk, 0) for name, each in numbers.items()}
        for consultation in consultations
    }


def _by_consultation(responses):
    numbers = responses.order_by().values("consultation").annotate(number=Count("pk"))
    return dict(numbers.values_list("consultation", "number"))
