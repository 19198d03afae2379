"""The feed and the calendar on the pages of lower apps (`sdp_portal/slots.py`)."""

import datetime as dt

from django.urls import reverse


def ways_to_follow(*, at: dt.datetime) -> dict:
    return {
        "feed_url": reverse("site_wide:feed"),
        "calendar_url": reverse("site_wide:timeline_ics"),
    }
