"""Changes when a window opens or closes, publicly and with a reason (decision 0006).

Once a window has been created, nothing else changes its dates. Before its consultation is live, the
public does not know them: they change freely, and nothing is recorded.
"""

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Model

from consultation.models import Consultation, Window, WindowChange
from consultation.models.window import SHORTEST
from consultation.setup.text_to_read import refuse_to_open_before_the_text
from sdp_portal.clock import LONDON
from sdp_portal.templatetags.dates import moment_in_words, to_the_second
from strategy.rich_text import plain_text

DAY = re.compile(rf"(?<!\d)(\d{{1,2}}) ({'|'.join(calendar.month_name[1:])})")
# The year of an Act is in its name.
YEARS = re.compile(
    r"(?<!Act )(?<!\d)(?P<first>(?:19|20|21)\d\d)(?:\s?[–-]\s?(?P<last>\d{4}|\d{2}))?(?!\d)"
)
TEXTS = ("proposal", "changeable", "next_steps", "privacy_summary", "who_reads", "other_formats")


@dataclass(frozen=True)
class TypedText:
    """`name` is how officers know it; it stands in the `field` of `row`."""

    name: str
    row: Model
    field: str

    @property
    def words(self):
        return getattr(self.row, self.field)


@transaction.atomic
def change_dates(
    *,
    window: Window,
    opens_at: dt.datetime,
    closes_at: dt.datetime,
    reason: str,
    by,
    at: dt.datetime,
) -> WindowChange | None:
    """Give `window` these dates and tell the public why. None if there is nothing to tell: the
    dates are the same, or the consultation is not live.

    This saves `window`, with any other changes made to it.

    Raises ValidationError if the change breaks a promise to people, if the dates are invalid or if
    the reason is missing; then nothing changes.
    """
    stored = Window.objects.select_for_update().get(pk=window.pk)
    before = (stored.opens_at, stored.closes_at)
    if before == (opens_at, closes_at):
        return None
    refuse_to_take_back(window=stored, opens_at=opens_at, closes_at=closes_at, at=at)
    if opens_at != stored.opens_at:
        refuse_to_open_before_the_text(consultation=stored.consultation, opens_at=opens_at)
    window.opens_at, window.closes_at = opens_at, closes_at
    window.full_clean()
    if not stored.consultation.is_live:
        window.save()
        return None
    change = WindowChange(
        window=window,
        changed_at=at,
        changed_by=by,
        opened_at=before[0],
        closed_at=before[1],
        opens_at=opens_at,
        closes_at=closes_at,
        reason=reason.strip(),
    )
    change.full_clean()
    window.save()
    change.save()
    return change


def texts_with_old_days(change: WindowChange) -> list[str]:
    """The names of the consultation's texts that mention an old day of the window."""
    days = []
    if change.opening_moved:
        days.append(change.opened_at.astimezone(LONDON))
    if change.closing_moved:
        days.append(change.last_minute_before.astimezone(LONDON))
    return texts_with_days(change.window.consultation, days)


def texts_with_days(consultation: Consultation, days: list[dt.date]) -> list[str]:
    """The names of the consultation's texts that mention one of the London `days`.

    Officers typed these days, so only officers can change them.
    """
    if not days:
        return []
    mentioned = {f"{day.day} {day:%B}" for day in days}
    return [text.name for text in _texts(consultation) if mentioned & set(_days_in(text.words))]


def texts_with_other_days(consultation: Consultation) -> Iterator[tuple[TypedText, str]]:
    """Its texts, each with the first day that it mentions and that is no day of the consultation:
    not of a window, of a milestone or of the outcome. A copied text has such days.
    """
    known = {f"{day.day} {day:%B}" for day in _own_days(consultation)}
    for text in _texts(consultation):
        if others := [day for day in _days_in(text.words) if day not in known]:
            yield text, others[0]


def texts_with_other_years(consultation: Consultation) -> Iterator[tuple[TypedText, str]]:
    """Its texts, each with the first year or period (“2024–29”) that it mentions and that is
    neither in the period of the strategy nor a year of the consultation."""
    strategy = consultation.edition.strategy
    known = {day.year for day in _own_days(consultation)}
    known |= set(range(strategy.first_year, strategy.last_year + 1))
    for text in _texts(consultation):
        mentioned = YEARS.finditer(plain_text(text.words))
        if others := [found[0] for found in mentioned if not _years_of(found) <= known]:
            yield text, others[0]


def _years_of(found: re.Match) -> set[int]:
    first, last = found["first"], found["last"] or found["first"]
    return {int(first), int(first[: 4 - len(last)] + last)}


def _own_days(consultation):
    days = [consultation.response_due_on]
    for window in consultation.windows.all():
        days += [window.opens_at.astimezone(LONDON), window.last_minute.astimezone(LONDON)]
    for milestone in consultation.edition.strategy.milestones.all():
        days += [milestone.planned_from, milestone.planned_to, milestone.reached_on]
    return filter(None, days)


def _texts(consultation) -> Iterator[TypedText]:
    """What officers typed and may mention days."""
    for field in TEXTS:
        label = consultation._meta.get_field(field).verbose_name
        yield TypedText(f"“{label}”", consultation, field)
    for window in consultation.windows.select_related("milestone"):
        yield TypedText(f"what “{window}” is asked", window, "asked")
        if window.milestone:
            yield TypedText(f"the note of “{window.milestone}”", window.milestone, "note")


def _days_in(text):
    """As “14 April”."""
    return [f"{int(number)} {month}" for number, month in DAY.findall(plain_text(text))]


def refuse_short(*, window: Window, opens_at: dt.datetime, closes_at: dt.datetime, at: dt.datetime):
    """`window` still has the dates that it had. Raises ValidationError for `closes_at`."""
    length = closes_at - opens_at
    if (window.pk and window.has_just_opened(at=at)) or not dt.timedelta() < length < SHORTEST:
        return
    minutes = length // dt.timedelta(minutes=1)
    how_long = "one minute" if minutes == 1 else f"{minutes} minutes"
    raise ValidationError(
        {
            "closes_at": f"This window would be open for only {how_long}. Check the last minute: "
            "a window is open for at least an hour."
        }
    )


def refuse_to_announce_the_past(
    *, consultation: Consultation, audience: str, closes_at: dt.datetime, at: dt.datetime
):
    """A new window of a live consultation that has closed already. Raises ValidationError.

    Officers may still record when a group that they invited was asked, such as a committee. The
    public could not have responded in that window, so it missed nothing.
    """
    past = closes_at <= at and audience == Window.Audience.EVERYONE
    if past and consultation.is_live:
        raise ValidationError(
            {
                "closes_at": "This window would have closed already, so nobody could respond in "
                "it. Choose a last minute that is still to come. To record when you asked a group "
                "that you invited, such as a committee, choose “By invitation”."
            }
        )


def refuse_to_take_back(
    *, window: Window, opens_at: dt.datetime, closes_at: dt.datetime, at: dt.datetime
):
    """`window` still has the dates that the public knows. Raises ValidationError by field."""
    if not window.consultation.is_live:
        return
    if window.opens_at <= at and opens_at > window.opens_at:
        raise ValidationError(
            {
                "opens_at": f"This window has been open since {moment_in_words(window.opens_at)}, "
                "so its opening cannot be moved later."
            }
        )
    if closes_at >= window.closes_at:
        return
    in_time = window.responses.sent().filter(is_late=False)
    last = in_time.aggregate(last=Max("received_at"))["last"]
    if last and closes_at <= last:
        raise ValidationError(
            {
                "closes_at": f"A response was received at {to_the_second(last)}, so the window "
                "cannot close before that. Choose a later last minute."
            }
        )
