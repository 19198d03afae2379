"""Officers see counts of responses by window, channel and group, and download exports."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect

from consultation.admin.list_export import CSV, EXCEL, download
from consultation.export.columns import COLUMNS
from consultation.export.counts import Counts
from consultation.export.json_file import json_blocks
from consultation.export.tables import csv_blocks, xlsx_file
from consultation.models import Consultation
from sdp_portal.clock import LONDON
from sdp_portal.officers.acts import Act
from sdp_portal.officers.model_admin import OfficersAdmin
from sdp_portal.officers.pages import officers_page

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

    def exported(self, request, consultation):
        """The responses that an export has."""
        return consultation.responses.counted()

    @officers_page("<int:pk>/export/<slug:kind>/", permissions=["view", *TO_SEE_RESPONSES])
    def export(self, request, consultation, kind):
        if kind not in {"csv", "json", "xlsx"}:
            raise Http404("An export is csv, json or xlsx.")
        name = f"{consultation.slug}-{request.at.astimezone(LONDON):%Y-%m-%d-%H%M}.{kind}"
        counted = self.exported(request, consultation)
        what = f"Downloaded all responses that count as {kind.upper()}: {counted.count():,}."
        self.leave_act(request, Act.Kind.READ, what, consultation)
        match kind:
            case "csv":
                return download(csv_blocks(counted), name=name, content_type=CSV)
            case "json":
                blocks = json_blocks(consultation, counted)
                return download(blocks, name=name, content_type="application/json")
            case _:
                return download(xlsx_file(counted), name=name, content_type=EXCEL)
