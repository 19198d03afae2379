"""Officers edit the facts beside the strategy's text here. The text itself is in themes."""

import datetime as dt

from django import forms
from django.contrib import admin, messages
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models

from sdp_portal.clock import LONDON
from sdp_portal.officers.addresses import ChangeAddressPage
from sdp_portal.officers.model_admin import OfficersAdmin
from sdp_portal.templatetags.dates import day_in_words
from strategy.models import (
    Body,
    Document,
    Implication,
    Milestone,
    RelatedPlan,
    Strategy,
)

# A web address without a scheme means https, as it does by default from Django 6.0.
WITH_HTTPS = {models.URLField: {"assume_scheme": "https"}}


class BodyInline(admin.TabularInline):
    model = Body
    extra = 0


class RelatedPlanInline(admin.StackedInline):
    model = RelatedPlan
    extra = 0
    formfield_overrides = WITH_HTTPS


class ImplicationInline(admin.StackedInline):
    model = Implication
    extra = 0


@admin.register(Strategy)
class StrategyAdmin(ChangeAddressPage):
    list_display = ["title", "first_year", "last_year", "equality_impact_state"]
    inlines = [BodyInline, ImplicationInline, RelatedPlanInline]
    prepopulated_fields = {"slug": ["title", "first_year"]}
    fieldsets = [
        (None, {"fields": ["title", "first_year", "last_year", "slug", "coverage"]}),
        (
            "Whom people can ask",
            {"fields": ["contact_name", "contact_email", "contact_telephone", "contact_post"]},
        ),
        (
            "Its equality impact assessment",
            {"fields": ["equality_impact_state", "equality_impact_text"]},
        ),
        ("How it was developed", {"fields": ["how_developed"]}),
    ]


class PapersField(forms.URLField):
    default_validators = [URLValidator(schemes=["http", "https"])]
    default_error_messages = {
        "invalid": "Enter a web address that begins with https:// or http://."
    }


# Community safety partnerships began with the Crime and Disorder Act 1998.
IN_OUR_TIME = [
    MinValueValidator(dt.date(1998, 1, 1), "Enter a day in 1998 or later."),
    MaxValueValidator(dt.date(2200, 12, 31), "Enter a day in 2200 or before."),
]


@admin.register(Milestone)
class MilestoneAdmin(OfficersAdmin):
    once_deleted = (
        "The public timeline no longer shows it. The strategy and its other milestones stay."
    )
    formfield_overrides = {
        models.URLField: {"form_class": PapersField, "assume_scheme": "https"},
        models.DateField: {"widget": admin.widgets.AdminDateWidget, "validators": IN_OUR_TIME},
    }
    list_display = ["title", "planned_from", "planned_to", "reached_on", "strategy"]
    list_filter = ["strategy", ("reached_on", admin.EmptyFieldListFilter)]
    list_select_related = ["strategy"]
    search_fields = ["title", "note"]
    prepopulated_fields = {"key": ["title"]}
    actions = ["mark_as_reached_today"]

    @admin.action(description="Mark as reached today", permissions=["change"])
    def mark_as_reached_today(self, request, queryset):
        """A milestone that was reached before keeps its day."""
        today = request.at.astimezone(LONDON).date()
        milestones = list(queryset.not_reached(today=today))
        kept = queryset.count() - len(milestones)
        for milestone in milestones:
            milestone.reached_on = today
            milestone.save(update_fields=["reached_on"])
            self.log_change(request, milestone, "Marked as reached today.")
        words = f"Marked as reached on {day_in_words(today, weekday=False)}: {len(milestones)}."
        if kept:
            words += f" Reached before, and left as recorded: {kept}."
        self.message_user(request, words, messages.SUCCESS if milestones else messages.WARNING)


@admin.register(Document)
class DocumentAdmin(OfficersAdmin):
    once_deleted = (
        "The public can no longer open it, and links to it stop working. Other documents stay."
    )
    formfield_overrides = WITH_HTTPS
    list_display = ["title", "dated_on", "by", "strategy"]
    list_filter = ["strategy"]
    list_select_related = ["strategy"]
    search_fields = ["title", "by", "text"]
    prepopulated_fields = {"key": ["title"]}
