"""Posts each event to the people who follow the consultations."""

import datetime as dt

from django.db import transaction

from consultation.models import Follower, Mail
from consultation.notifications.outbox import alert_key, post_alert
from site_wide.events import events

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
