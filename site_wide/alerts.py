"""Posts each event to the people who follow the consultations."""

import datetime as dt

from django.conf import settings
from django.db import transaction

from consultation.models import Consultation, Follower, Mail
from consultation.notifications.outbox import alert_key, post_alert
from site_wide.events import events, opening

OLDEST_NEWS = dt.timedelta(days=2)


def alert_followers(*, at: dt.datetime):
    """Post each event of the last two days once to each follower who had confirmed before it."""
    news = [event for event in events(at=at) if event.at > at - OLDEST_NEWS]
    if not news:
        return
    for follower in Follower.objects.confirmed().iterator():
        wanted = [event for event in news if event.at > follower.confirmed_at]
        keys = [alert_key(follower, event.id) for event in wanted]
        known = set(Mail.objects.filter(key__in=keys).values_list("key", flat=True))
        for event in reversed(wanted):
            if alert_key(follower, event.id) in known:
                continue
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
                "followers": _followers_of(event).count(),
            }
            for event in openings
            if event.at > at - OLDEST_NEWS
        ]
    }


def _followers_of(event):
    """Those who had confirmed before it happened."""
    return Follower.objects.confirmed().filter(confirmed_at__lt=event.at)
