"""Filters for long lists. They find their choices without reading every row."""

from django.contrib import admin
from django.db.models import OuterRef, Subquery

from consultation.models import Comment, Response, RunningCount, Window
from sdp_portal.numbers import whole_number
from sdp_portal.officers import days
from strategy.models import Part

# The column of the running counts, a small table, for each relation of a response.
COUNTED_BY = {"consultation": "window__consultation", "window": "window", "via": "via"}


class WindowsByFullName(admin.RelatedFieldListFilter):
    """Windows of several consultations often have the same title."""

    windows = Window.objects.select_related("consultation")

    def field_choices(self, field, request, model_admin):
        return [(each.pk, each.name_among_all) for each in self.windows.all()]


class WindowsWithInvitations(WindowsByFullName):
    windows = WindowsByFullName.windows.exclude(invitations=None).distinct()


class WithResponses(admin.RelatedFieldListFilter):
    """Offers only related rows that have responses. A chosen row without any still filters."""

    def field_choices(self, field, request, model_admin):
        counted = RunningCount.objects.order_by().values(COUNTED_BY[field.name])
        related = field.remote_field.model._default_manager
        if related.model is Window:
            related = related.select_related("consultation")
        found = related.filter(pk__in=counted)
        return [(each.pk, getattr(each, "name_among_all", str(each))) for each in found]

    def has_output(self):
        """Django does not apply a filter without output."""
        return super().has_output() or self.is_chosen

    @property
    def is_chosen(self):
        return bool(self.lookup_val or self.lookup_val_isnull)


class OnlyTheChosen(WithResponses):
    """Hidden until a link on another page chooses a value: there are too many to list."""

    def field_choices(self, field, request, model_admin):
        keys = [key for key in map(whole_number, self.lookup_val or []) if key is not None][:1]
        related = field.remote_field.model._default_manager
        return [(each.pk, str(each)) for each in related.filter(pk__in=keys)] if keys else []

    def has_output(self):
        return self.is_chosen

    @property
    def include_empty_choice(self):
        return False


class WaysItCame(admin.ChoicesFieldListFilter):
    """Offers only the channels that have responses."""

    def choices(self, changelist):
        came = set(RunningCount.objects.order_by().values_list("channel", flat=True).distinct())
        every, *each = super().choices(changelist)
        channels = zip(Response.Channel.values, each, strict=True)
        yield every
        yield from (choice for value, choice in channels if value in came or choice["selected"])


class PartFilter(admin.SimpleListFilter):
    """Offers the whole strategy, and the parts that have comments."""

    title = "part"
    parameter_name = "part"
    whole = "whole"

    def lookups(self, request, model_admin):
        """Looks for one comment on each part, instead of reading the part of every comment."""
        on_it = Comment.objects.on_parts().filter(part=OuterRef("pk"))
        sent = on_it.filter(response__received_at__isnull=False)
        one = Subquery(sent.order_by().values("pk")[:1])
        commented = Part.objects.alias(one=one).filter(one__isnull=False)
        return [(self.whole, "The whole strategy")] + [(p.pk, p.label) for p in commented]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        if self.value() == self.whole:
            return self.about(None, queryset)
        part = whole_number(self.value())
        return queryset.none() if part is None else self.about(part, queryset)

    def about(self, part, comments):
        return comments.filter(part=part)


class PartOfCommentsFilter(PartFilter):
    """Filters responses: at least one of their comments is about the part."""

    def about(self, part, responses):
        return responses.filter(
            pk__in=Comment.objects.on_parts().filter(part=part).values("response")
        )


class DayFilter(days.DayFilter):
    title = "day received"
