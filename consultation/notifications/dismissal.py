"""Officers dismiss mail that did not arrive, if nothing more can be done about it."""

import datetime as dt

from django.core.exceptions import ValidationError

from consultation.models import Mail

LONGEST_REASON = 200


def dismiss(*, mail: list[Mail], because: str, by, at: dt.datetime) -> int:
    """How many are dismissed. They leave the first screen and stay in the list.

    Mail that somebody has sent again or dismissed meanwhile stays as it is. Raises ValidationError
    without a reason.
    """
    because = because.strip()
    if not because:
        raise ValidationError("Say why nothing more is to be done about it.")
    in_trouble = Mail.objects.in_trouble().filter(pk__in=[each.pk for each in mail])
    return in_trouble.update(dismissed_at=at, dismissed_by=by, dismissed_because=because)
