"""Posts each event to the people who follow the consultations."""

import datetime as dt

from django.conf import settings
from django.db import transaction

from consultation.models import Consultation, Follower
from consultation.notifications.outbox import post_alert
from site_wide.events import events, opening

OLDEST_NEWS = dt.timedelta(days=2)


def alert_followers(*, at: dt.datetime):
    """Post each event of the last two days once to each follower who is to hear of it."""
    for event in reversed(_news(events(at=at), at=at)):
        waiting = Follower.objects.who_hear_of(event.at).exclude(mail__event=event.id)
        for follower in waiting.iterator():
            with transaction.atomic():
                # They may have stopped following since the list was read.
                if Follower.objects.select_for_update().filter(pk=follower.pk).exists():
                    post_alert(follower=follower, event_id=event.id, at=at)


def alerts_of(consultation: Consultation, *, at: dt.datetime) -> dict:
    """What followers would be told when its windows open, if it went live at `at`.

    A window that has been open for two days is no news.
    """
    openings = [opening(window) for window in consultation.windows.all()]
    return {
        "alerts": [
            {
                "event": event,
                "sent_from": max(event.at, at),
                "url": f"{settings.PORTAL_URL}{event.url}",
                "followers": Follower.objects.who_hear_of(event.at).count(),
            }
            for event in _news(openings, at=at)
        ]
    }


def _news(some, *, at):
    return [event for event in some if event.at > at - OLDEST_NEWS]
