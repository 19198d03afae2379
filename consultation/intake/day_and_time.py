"""A day and a time that officers type, as they come to mind."""

import datetime as dt

from django import forms

from sdp_portal.clock import clock_change, in_london

DAYS = ["%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d", "%d %B %Y", "%d %b %Y"]
TIMES = ["%H:%M", "%H.%M", "%H:%M:%S", "%I:%M%p", "%I.%M%p", "%I%p", "%I:%M %p", "%I %p"]


class DayField(forms.DateField):
    """`missing` says what to enter."""

    def __init__(self, *, missing: str, **kwargs):
        errors = {"required": missing, "invalid": "Enter the day as 10/04/2024."}
        widget = forms.DateInput(format="%d/%m/%Y", attrs={"size": 11})
        super().__init__(input_formats=DAYS, widget=widget, error_messages=errors, **kwargs)


class TimeOfDayField(forms.TimeField):
    """`missing` says what to enter."""

    def __init__(self, *, missing: str, **kwargs):
        errors = {"required": missing, "invalid": "Enter the time as 14:30 or 2:30pm."}
        widget = forms.TimeInput(format="%H:%M", attrs={"size": 6})
        super().__init__(input_formats=TIMES, widget=widget, error_messages=errors, **kwargs)


def moment_typed(form: forms.Form, day: str, time: str) -> dt.datetime | None:
    """The moment in London that two valid fields of the form give. None if one is missing, or if
    the clocks changed then: the form has the error."""
    parts = form.cleaned_data.get(day), form.cleaned_data.get(time)
    if not all(parts):
        return None
    naive = dt.datetime.combine(*parts)
    if sentence := clock_change(naive):
        form.add_error(time, sentence)
        return None
    return in_london(naive)
