"""Officers keep the services where residents report something or get help."""

from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.db import models
from django.utils.html import format_html

from sdp_portal.clock import LONDON
from sdp_portal.officers.model_admin import OfficersAdmin
from sdp_portal.templatetags.dates import day_in_words
from strategy.models import SupportService


class WhetherToCheck(admin.SimpleListFilter):
    title = "check"
    parameter_name = "check"

    def lookups(self, request, model_admin):
        return [("due", "To check: not for half a year, or never")]

    def queryset(self, request, queryset):
        return queryset.to_check(today=london_day(request)) if self.value() == "due" else queryset


def london_day(request):
    return request.at.astimezone(LONDON).date()


@admin.register(SupportService)
class SupportServiceAdmin(OfficersAdmin):
    once_deleted = "Public pages no longer show it. Other support services stay."
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_display = ["name", "strategy", "telephone", "web_address", "checked_on"]
    list_select_related = ["strategy"]
    list_filter = ["strategy", WhetherToCheck, "for_reporting", "everywhere"]
    search_fields = ["name", "what"]
    actions = ["note_that_they_were_checked"]

    @admin.display(description="web address", ordering="link", empty_value="-")
    def web_address(self, service):
        host = urlsplit(service.link).netloc.removeprefix("www.")
        return format_html('<a href="{}">{}</a>', service.link, host) if host else None

    @admin.action(description="I rang or opened them today: they are right", permissions=["change"])
    def note_that_they_were_checked(self, request, queryset):
        today = london_day(request)
        services = list(queryset)
        for service in services:
            service.checked_on = today
            service.save(update_fields=["checked_on"])
            self.log_change(request, service, "Checked: the number and the address are right.")
        words = f"Checked on {day_in_words(today, weekday=False)}: {len(services)}."
        self.message_user(request, words, messages.SUCCESS)
