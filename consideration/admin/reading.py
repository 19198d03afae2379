"""Officers see what nobody has read yet, and go through the responses one after the other."""

from django.contrib import admin, messages
from django.db.models import Prefetch
from django.shortcuts import redirect

from consideration.models import Reading
from consideration.reviewing.reading import mark_as_read, next_unread, read_by_nobody, unread_by
from sdp_portal.officers.pages import POST, officers_page

TO_READ = ["consideration.add_reading"]


class ReadingFilter(admin.SimpleListFilter):
    title = "reading"
    parameter_name = "read"

    def __init__(self, request, *args):
        self.officer = request.user
        super().__init__(request, *args)

    def lookups(self, request, model_admin):
        return [
            ("nobody", "Read by nobody"),
            ("not-me", "Not read by me"),
            ("me", "Read by me"),
        ]

    def queryset(self, request, queryset):
        match self.value():
            case "nobody":
                return read_by_nobody(queryset)
            case "not-me":
                return unread_by(queryset, self.officer)
            case "me":
                mine = Reading.objects.by(self.officer).order_by()
                return queryset.filter(pk__in=mine.values("response"))
            case None:
                return queryset
            case _:
                return queryset.none()


class ReadingMixin:
    """Adds to the admin of responses who has read them."""

    def get_queryset(self, request):
        readings = Prefetch("readings", Reading.objects.with_officers())
        return super().get_queryset(request).prefetch_related(readings)

    def states(self, response):
        names = [
            reading.officer.get_short_name() or str(reading.officer)
            for reading in response.readings.all()
        ]
        return [f"Read by {', '.join(names)}" if names else "Unread", *super().states(response)]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["readings"] = list(obj.readings.all())
        context["may_read"] = self.may(request, TO_READ)
        context["has_read"] = any(
            each.officer_id == request.user.pk for each in context["readings"]
        )
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @officers_page("<int:pk>/read/", permissions=["view", *TO_READ], methods=POST)
    def read(self, request, response):
        """Record it and go on to the next one that this officer has not read."""
        mark_as_read(response=response, by=request.user, at=request.at)
        self.log_change(request, response, "Read it.")
        following = next_unread(after=response, by=request.user)
        if following is None:
            messages.success(request, "You have read every response to this consultation.")
            return redirect("admin:consultation_response_changelist")
        return redirect("admin:consultation_response_change", following.pk)
