"""Officers see how many responses came, by window, channel and group, and fetch the export."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from consultation.counting import Counts
from consultation.models import Consultation
from consultation.spreadsheets.as_json import json_blocks
from consultation.spreadsheets.columns import COLUMNS
from consultation.spreadsheets.exporting import csv_blocks, xlsx_file
from sdp_portal.clock import LONDON
from sdp_portal.officers.model_admin import OfficersAdmin

COUNTS = "consultation_consultation_counts"
EXPORT = "consultation_consultation_export"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
private = method_decorator([require_safe, cache_control(private=True, no_store=True)])


class CountsPage(OfficersAdmin):
    """Adds the pages to the consultation's admin, for those who may see its responses."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("counts/", wrap(self.newest_counts_view), name=f"{COUNTS}_newest"),
            path("<int:pk>/counts/", wrap(self.counts_view), name=COUNTS),
            path("<int:pk>/export/<slug:kind>/", wrap(self.export_view), name=EXPORT),
            *super().get_urls(),
        ]

    @private
    def newest_counts_view(self, request):
        _refuse_others(request)
        newest = Consultation.objects.live().first()
        if newest is None:
            messages.info(request, "No consultation is live yet, so there is nothing to count.")
            return redirect("admin:consultation_consultation_changelist")
        return redirect(f"admin:{COUNTS}", newest.pk)

    @private
    def counts_view(self, request, pk):
        _refuse_others(request)
        consultation = self.consultation_to_see(request, pk)
        counts = Counts(consultation)
        others = Consultation.objects.live().exclude(pk=pk)
        context = self.page_context(request, consultation, "Counts and export") | {
            "counts": counts,
            "channels": [channel for channel, _ in counts.by_channel()],
            "windows": [
                (window, counts.by_channel_in(window), tally)
                for window, tally in counts.by_window()
            ],
            "groups": counts.by_group(),
            "columns": COLUMNS,
            "others": others,
        }
        return TemplateResponse(request, "admin/consultation/consultation/counts.html", context)

    @private
    def export_view(self, request, pk, kind):
        _refuse_others(request)
        consultation = self.consultation_to_see(request, pk)
        name = f"{consultation.slug}-{request.at.astimezone(LONDON):%Y-%m-%d-%H%M}.{kind}"
        match kind:
            case "csv":
                answer = _streamed(csv_blocks(consultation), name, "text/csv; charset=utf-8")
            case "json":
                answer = _streamed(json_blocks(consultation), name, "application/json")
            case "xlsx":
                file = xlsx_file(consultation)
                answer = FileResponse(file, as_attachment=True, filename=name, content_type=EXCEL)
            case _:
                raise Http404("An export is csv, json or xlsx.")
        answer["X-Content-Type-Options"] = "nosniff"
        return answer


def _streamed(blocks, name, content_type):
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(blocks, content_type=content_type, headers=headers)


def _refuse_others(request):
    if not request.user.has_perm("consultation.view_response"):
        raise PermissionDenied
