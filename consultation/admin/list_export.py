"""Officers download exactly the rows that a list shows: its filters, its search, all its pages."""

from django.contrib.admin.options import IncorrectLookupParameters
from django.http import FileResponse, Http404, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from consultation.export.tables import csv_blocks, xlsx_file
from sdp_portal.clock import LONDON
from sdp_portal.officers.acts import Act
from sdp_portal.officers.filters_in_words import chosen_rows
from sdp_portal.officers.pages import officers_page

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


def download(content, *, name, content_type):
    """`content` is a file or blocks of bytes."""
    if hasattr(content, "read"):
        answer = FileResponse(content, as_attachment=True, filename=name, content_type=content_type)
    else:
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        answer = StreamingHttpResponse(content, content_type=content_type, headers=headers)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


class ListExport:
    """A mixin for a LongList of responses or of comments."""

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"may_download": True} | (extra_context or {}))

    @officers_page("download/<slug:kind>/", permissions=["view"])
    def download(self, request, kind):
        if kind not in {"csv", "xlsx"}:
            raise Http404("A list is downloaded as csv or xlsx.")
        try:
            listed = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return redirect(
                reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
            )
        name = f"{self.opts.verbose_name_plural}-{request.at.astimezone(LONDON):%Y-%m-%d-%H%M}"
        rows = listed.all_rows.select_related(None)
        number = f"{rows.order_by().count():,} {self.opts.verbose_name_plural}"
        chosen = chosen_rows(listed, quotes_search=False)
        what = f"Downloaded a list of {number} as {kind.upper()} ({chosen})."
        self.leave_act(request, Act.Kind.READ, what)
        if kind == "csv":
            return download(csv_blocks(rows), name=f"{name}.csv", content_type=CSV)
        return download(xlsx_file(rows), name=f"{name}.xlsx", content_type=EXCEL)
