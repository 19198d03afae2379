"""Officers share the link with groups, keep a log of it, and see how many responses it brought."""

from django.contrib import admin, messages
from django.db.models import Count, Max, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html

from consultation.documents.poster import poster, qr_code
from consultation.models import CirculationGroup, RunningCount, Sharing
from sdp_portal.officers.model_admin import OfficersAdmin
from sdp_portal.officers.pages import officers_page
from sdp_portal.templatetags.dates import day_in_words

TYPES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}


class SharingInline(admin.TabularInline):
    model = Sharing
    extra = 1
    verbose_name_plural = "when the link was shared, how and by whom"


@admin.register(CirculationGroup)
class CirculationGroupAdmin(OfficersAdmin):
    once_deleted = "The page of the consultation no longer names the group. Responses stay."
    list_filter = ["consultation"]
    list_select_related = ["consultation"]
    search_fields = ["name"]
    fields = ["consultation", "name", "slug", "position"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [SharingInline]
    change_form_template = "admin/consultation/circulationgroup/change_form.html"

    def get_queryset(self, request):
        return with_numbers(super().get_queryset(request)).select_related("consultation")

    def get_list_display(self, request):
        @admin.display(description="link")
        def link(group):
            url = request.build_absolute_uri(group.get_absolute_url())
            return format_html('<a class="sdp-copyable" href="{}">{}</a>', url, url)

        return ["name", link, "shared", "last_shared", "responses", "of_consultation"]

    @admin.display(description="consultation", ordering="consultation")
    def of_consultation(self, group):
        return group.consultation.title

    @admin.display(description="times shared", ordering="sharing_total")
    def shared(self, group):
        return group.sharing_total

    @admin.display(description="last shared", ordering="last_shared_on", empty_value="–")
    def last_shared(self, group):
        return group.last_shared_on and day_in_words(group.last_shared_on, weekday=False)

    @admin.display(description="responses", ordering="response_total")
    def responses(self, group):
        url = reverse("admin:consultation_response_changelist")
        return format_html(
            '<a href="{}?via__id__exact={}">{}</a>', url, group.pk, group.response_total
        )

    def view_on_site(self, group):
        return group.get_absolute_url() if group.consultation.is_live else None

    def get_readonly_fields(self, request, obj=None):
        """The address is on posters and in emails, so it cannot change once it is in use."""
        return ["consultation", "slug"] if obj and is_in_use(obj) else []

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    def change_view(self, request, object_id, form_url="", extra_context=None):
        group = self.get_object(request, object_id)
        context = {}
        if group is not None:
            context = {
                "link": request.build_absolute_uri(group.get_absolute_url()),
                "is_live": group.consultation.is_live,
                "has_poster": self._window(request, group) is not None,
                "response_total": group.response_total,
            }
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    @officers_page("<int:pk>/link.<slug:kind>", permissions=["view"])
    def link(self, request, group, kind):
        """The link as a QR code (`svg`, `png`), or on a poster (`pdf`), to download."""
        if kind not in TYPES:
            raise Http404("There is no such file.")
        link = request.build_absolute_uri(group.get_absolute_url())
        if kind != "pdf":
            return _download(qr_code(link, kind=kind), f"qr-code-{group.slug}", kind)
        window = self._window(request, group)
        if window is None:
            self.message_user(request, "No window for everyone is still to close.", messages.ERROR)
            return redirect("admin:consultation_circulationgroup_change", group.pk)
        return _download(poster(group, window=window, url=link), f"poster-{group.slug}", kind)

    def _window(self, request, group):
        """The window that a poster can still bring people to; or None."""
        window = group.consultation.window_to_speak_of(at=request.at)
        return None if window is None or window.is_late(at=request.at) else window


def with_numbers(groups):
    """Adds to each group the responses that its link brought, and how often it was shared."""
    responses = _of_each(RunningCount.objects.filter(via=OuterRef("pk")), "via", Sum("responses"))
    sharings = Sharing.objects.filter(group=OuterRef("pk"))
    return groups.annotate(
        response_total=Coalesce(responses, 0),
        sharing_total=Coalesce(_of_each(sharings, "group", Count("pk")), 0),
        last_shared_on=_of_each(sharings, "group", Max("shared_on")),
    )


def is_in_use(group):
    return group.sharings.exists() or group.responses.exists()


def _of_each(rows, group, aggregate):
    return Subquery(rows.order_by().values(group).annotate(found=aggregate).values("found"))


def _download(content, name, kind):
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return HttpResponse(content, content_type=TYPES[kind], headers=headers)
