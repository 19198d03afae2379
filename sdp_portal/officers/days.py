"""A filter of lists by day."""

import datetime as dt

from django.contrib import admin

from sdp_portal.clock import in_london


class DayFilter(admin.ListFilter):
    """From one day to the end of another, in London time. Either may be empty.

    The model's admin names its moment: `moment = "received_at"`.
    """

    title = "day"
    template = "admin/long_lists/days.html"
    first, last = "from", "until"
    parameter_name = None
    parameter_names = [first, last]

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        self.moment = model_admin.moment
        self.typed, self.is_wrong = {}, False
        for name in self.expected_parameters():
            values = params.pop(name, [""])
            if values[-1].strip():
                self.used_parameters[name] = self.typed[name] = values[-1].strip()[:30]

    def expected_parameters(self):
        return self.parameter_names

    def has_output(self):
        return True

    def choices(self, changelist):
        mine = self.expected_parameters()
        kept = [(name, value) for name, value in changelist.params.items() if name not in mine]
        typed = dict.fromkeys(mine, "") | self.typed
        yield {"kept": kept, "typed": typed, "is_wrong": self.is_wrong}

    def queryset(self, request, queryset):
        try:
            days = {name: dt.date.fromisoformat(text) for name, text in self.typed.items()}
            if first := days.get(self.first):
                queryset = queryset.filter(**{f"{self.moment}__gte": _midnight(first)})
            if last := days.get(self.last):
                after = _midnight(last + dt.timedelta(days=1))
                queryset = queryset.filter(**{f"{self.moment}__lt": after})
        except (ValueError, OverflowError):
            self.is_wrong = True
            return queryset.none()
        return queryset


def _midnight(day: dt.date) -> dt.datetime:
    return in_london(dt.datetime.combine(day, dt.time.min))
