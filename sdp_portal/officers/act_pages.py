"""The page of what officers did: newest first, filtered, searched, and downloaded as CSV."""

import csv

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.http import StreamingHttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.html import format_html

from sdp_portal.clock import LONDON
from sdp_portal.officers.acts import Act, model_named, name_of_model
from sdp_portal.officers.days import DayFilter
from sdp_portal.officers.filters_in_words import chosen_rows
from sdp_portal.officers.model_admin import OfficersAdmin
from sdp_portal.officers.pages import officers_page
from sdp_portal.officers.read_only import ReadOnly
from sdp_portal.spreadsheets import guarded
from sdp_portal.templatetags.dates import moment_in_words

COLUMNS = ["when", "officer", "kind", "what was done", "about", "which", "key", "changed fields"]
ROWS_AT_ONCE = 1000


class ByColumn(admin.SimpleListFilter):
    """Offers the values that the column has."""

    column: str

    def lookups(self, request, model_admin):
        values = Act.objects.order_by(self.column).values_list(self.column, flat=True).distinct()
        return [(value, self.name_of(value)) for value in values if value]

    def name_of(self, value) -> str:
        return value

    def queryset(self, request, queryset):
        return queryset.filter(**{self.column: self.value()}) if self.value() else queryset


class OfficerFilter(ByColumn):
    """By name, so that officers whose account is gone are found too."""

    title, parameter_name, column = "officer", "officer", "officer_name"


class AboutFilter(ByColumn):
    title, parameter_name, column = "what it is about", "about", "about_model"

    def name_of(self, value):
        return name_of_model(value)


class _Line:
    """A file for `csv.writer`, which hands each line back."""

    def write(self, line):
        return line


@admin.register(Act)
class ActAdmin(ReadOnly, OfficersAdmin):
    list_filter = [OfficerFilter, "kind", AboutFilter, DayFilter]
    list_display_links = ["when"]
    list_per_page = 50
    moment = "at"
    search_fields = ["what", "about", "officer_name", "changes__before", "changes__after"]
    search_help_text = "Finds words in what was done, what it is about, and the changed fields."
    fields = ["when", "officer_name", "kind", "what", "which", "changed"]
    readonly_fields = ["when", "which", "changed"]
    change_list_template = "admin/acts/list.html"
    change_form_template = "admin/acts/act.html"

    def get_queryset(self, request):
        return super().get_queryset(request).with_changes()

    def get_list_display(self, request):
        @admin.display(description="about")
        def about(act):
            return _link(act, request)

        return ["when", "officer_name", "done", about]

    @admin.display(description="when", ordering="at")
    def when(self, act):
        return moment_in_words(act.at)

    @admin.display(description="what was done")
    def done(self, act):
        return render_to_string("admin/acts/done.html", {"act": act, "changes": act.changes.all()})

    @admin.display(description="about")
    def which(self, act):
        return f"{act.kind_of_row}: {act.about}" if act.about_model else act.about

    @admin.display(description="changed fields")
    def changed(self, act):
        changes = act.changes.all()
        return render_to_string("admin/acts/changes.html", {"changes": changes}) or "None"

    @officers_page("export/", permissions=["view"])
    def export(self, request):
        """Exactly the acts that the list shows, with the same filters and search."""
        try:
            shown = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return redirect("admin:sdp_portal_act_changelist")
        acts = shown.get_queryset(request)
        lines = _lines(acts)
        rows = f"{acts.count():,} rows ({chosen_rows(shown, quotes_search=True)})"
        what = f"Downloaded the list of what officers did as CSV: {rows}."
        self.leave_act(request, Act.Kind.READ, what)
        name = f"what-officers-did-{request.at.astimezone(LONDON):%Y-%m-%d-%H%M}.csv"
        return StreamingHttpResponse(
            lines,
            content_type="text/csv; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "X-Content-Type-Options": "nosniff",
            },
        )


def _lines(acts):
    """The acts that there are now: this download itself is not among them."""
    newest = acts.order_by("-pk").values_list("pk", flat=True).first() or 0
    rows = acts.filter(pk__lte=newest)
    writer = csv.writer(_Line(), quoting=csv.QUOTE_ALL)

    def lines():
        yield "\ufeff" + writer.writerow(COLUMNS)
        for act in rows.iterator(chunk_size=ROWS_AT_ONCE):
            yield writer.writerow([guarded(cell) for cell in _cells(act)])

    return lines()


def _cells(act):
    changes = "\n".join(f"{each.name}: {each.before} → {each.after}" for each in act.changes.all())
    moment = act.at.astimezone(LONDON).isoformat(timespec="seconds")
    about = [act.kind_of_row, act.about, act.about_key]
    return [moment, act.officer_name, act.get_kind_display(), act.what, *about, changes]


def _link(act, request):
    """To the history of the row, for officers who may see it."""
    words = f"{act.kind_of_row}: {act.about}" if act.about_model else act.about
    model = model_named(act.about_model)
    if not act.url or not admin.site.get_model_admin(model).has_view_permission(request):
        return words
    return format_html('<a href="{}">{}</a>', act.url, words)
