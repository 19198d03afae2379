"""Officers see counts of responses by window, channel and group, and download exports."""

from django.contrib import messages
from django.http import FileResponse, Http404, StreamingHttpResponse
from django.shortcuts import redirect

from consultation.export.columns import COLUMNS
from consultation.export.counts import Counts
from consultation.export.json_file import json_blocks
from consultation.export.tables import csv_blocks, xlsx_file
from consultation.models import Consultation
from sdp_portal.clock import LONDON
from sdp_portal.officers.model_admin import OfficersAdmin
from sdp_portal.officers.pages import officers_page

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TO_SEE_RESPONSES = ["consultation.view_response"]


class CountsPage(OfficersAdmin):
    """Adds these pages to the consultation's admin, for officers who may see responses."""

    @officers_page("counts/", permissions=TO_SEE_RESPONSES)
    def counts_newest(self, request):
        newest = Consultation.objects.live().first()
        if newest is None:
            messages.info(request, "No consultation is live yet, so there is nothing to count.")
            return redirect("admin:consultation_consultation_changelist")
        return redirect("admin:consultation_consultation_counts", newest.pk)

    @officers_page("<int:pk>/counts/", "Counts and export", permissions=["view", *TO_SEE_RESPONSES])
    def counts_page(self, request, consultation):
        counts = Counts(consultation)
        return {
            "counts": counts,
            "channels": [channel for channel, _ in counts.by_channel()],
            "windows": [
                (window, counts.by_channel_in(window), tally)
                for window, tally in counts.by_window()
            ],
            "groups": counts.by_group(),
            "columns": COLUMNS,
            "others": Consultation.objects.live().exclude(pk=consultation.pk),
        }

    @officers_page("<int:pk>/export/<slug:kind>/", permissions=["view", *TO_SEE_RESPONSES])
    def export(self, request, consultation, kind):
        name = f"{consultation.slug}-{request.at.astimezone(LONDON):%Y-%m-%d-%H%M}.{kind}"
        match kind:
            case "csv":
                http_response = _streamed(csv_blocks(consultation), name, "text/csv; charset=utf-8")
            case "json":
                http_response = _streamed(json_blocks(consultation), name, "application/json")
            case "xlsx":
                file = xlsx_file(consultation)
                http_response = FileResponse(
                    file, as_attachment=True, filename=name, content_type=EXCEL
                )
            case _:
                raise Http404("An export is csv, json or xlsx.")
        http_response["X-Content-Type-Options"] = "nosniff"
        return http_response


def _streamed(blocks, name, content_type):
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(blocks, content_type=content_type, headers=headers)
