"""How a rule picks a row: row 0 is the one with which the act is likely to be possible."""

import datetime as dt

from django.db.models import F
from hypothesis import strategies as st

from consultation.models import Consultation
from sdp_portal import clock
from strategy.models import Edition

picks = st.sampled_from([0, 0, 0, 0, 1, 2, 5])
words = st.sampled_from(["Safer streets", "Everyone’s “words” – 🙂", "<b>Bold</b> & more"])
officers = st.sampled_from([0, 1])
days = st.sampled_from([0, 1, 20, 45])


def picked(rows, pick):
    """Row `pick`, or the last one if there are fewer; None if there is none."""
    found = list(rows[: pick + 1])
    return found[-1] if found else None


def drafts_first():
    return Edition.objects.order_by(
        F("thrown_away_at").asc(nulls_first=True), F("published_at").desc(nulls_first=True), "-pk"
    )


def published_first():
    return Edition.objects.order_by(F("published_at").desc(nulls_last=True), "-pk")


def coming_first():
    return Consultation.objects.order_by(F("went_live_at").desc(nulls_first=True), "-pk")


def live_first():
    return Consultation.objects.order_by(F("went_live_at").desc(nulls_last=True), "-pk")


def moment(name, at):
    """The two fields in which officers type a moment."""
    at = at.astimezone(clock.LONDON)
    return {f"{name}_0": f"{at:%d/%m/%Y}", f"{name}_1": f"{at:%H:%M}"}


def in_days(number):
    return clock.now() + dt.timedelta(days=number)
