"""A milestone with a window has the window's dates. Officers change them in the window."""

from django.contrib import admin, messages
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.html import format_html_join

from consultation.models import Window
from sdp_portal.templatetags.dates import day_in_words, moment_in_words
from strategy.admin import MilestoneAdmin
from strategy.models import Milestone

admin.site.unregister(Milestone)

OWN_DATES = ("planned_from", "planned_to", "precision", "reached_on")


@admin.register(Milestone)
class MilestoneOfWindowsAdmin(MilestoneAdmin):
    list_display = ["title", "first_day", "last_day", "reached_on", "strategy"]
    readonly_fields = ["dates_of_windows"]

    def get_queryset(self, request):
        live = Prefetch("windows", Window.objects.of_live_consultations(), to_attr="live_windows")
        return super().get_queryset(request).prefetch_related(live)

    def get_fields(self, request, obj=None):
        fields = [name for name in super().get_fields(request, obj) if name != "dates_of_windows"]
        if not (obj and obj.live_windows):
            return fields
        place = fields.index(OWN_DATES[0])
        fields.insert(place, "dates_of_windows")
        return [name for name in fields if name not in OWN_DATES]

    @admin.display(description="first day", ordering="planned_from")
    def first_day(self, milestone):
        opens = [window.opens_at for window in milestone.live_windows]
        return day_in_words(min(opens) if opens else milestone.planned_from, weekday=False)

    @admin.display(description="last day", ordering="planned_to")
    def last_day(self, milestone):
        ends = [window.last_minute for window in milestone.live_windows]
        return day_in_words(max(ends) if ends else milestone.planned_to, weekday=False)

    @admin.display(description="dates")
    def dates_of_windows(self, milestone):
        return format_html_join(
            "; ",
            '{} until {}. Change them in <a href="{}">the window “{}”</a>.',
            (
                (
                    moment_in_words(window.opens_at),
                    moment_in_words(window.last_minute),
                    reverse("admin:consultation_window_change", args=[window.pk]),
                    window,
                )
                for window in milestone.live_windows
            ),
        )

    @admin.action(description="Mark as reached today", permissions=["change"])
    def mark_as_reached_today(self, request, queryset):
        of_windows = queryset.filter(windows__in=Window.objects.of_live_consultations()).distinct()
        if names := ", ".join(milestone.title for milestone in of_windows):
            self.message_user(
                request,
                f"You do not need to mark these: they are done when their windows close. {names}.",
                messages.WARNING,
            )
        super().mark_as_reached_today(request, queryset.exclude(pk__in=of_windows))
