"""Officers import a file of responses: upload it, see what it would add, then confirm."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from consultation.admin.undoing import UndoingMixin
from consultation.export.columns import COLUMNS
from consultation.intake.corrections_form import CorrectionsForm
from consultation.intake.importing import (
    MOST_SHOWN,
    NotImportedError,
    check_rows,
    choose,
    discard,
    import_responses,
    keep_file,
    read_kept,
)
from consultation.intake.reading import ENCODINGS, Reading
from consultation.intake.tables import MOST_ROWS
from consultation.models import Consultation, ResponseImport
from sdp_portal.bodies import takes_files
from sdp_portal.foreign_files import UnreadableError
from sdp_portal.numbers import whole_number
from sdp_portal.officers.model_admin import OfficersAdmin
from sdp_portal.officers.pages import POST, officers_page
from sdp_portal.officers.read_only import ReadOnly

SHOWN = 200  # problems on the page
TO_IMPORT = ["consultation.add_responseimport", "consultation.add_response"]


class UploadForm(forms.Form):
    consultation = forms.ModelChoiceField(queryset=None, empty_label=None)
    file = forms.FileField(
        label="CSV, Excel or OpenDocument file (.csv, .xlsx, .ods)",
        allow_empty_file=True,  # our own message says so
        max_length=1000,
        error_messages={"required": "Choose a file.", "missing": "Choose a file."},
        help_text=f"With the columns of an export, and up to {MOST_ROWS:,} rows.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["consultation"].queryset = Consultation.objects.live()


class ReadAsForm(forms.Form):
    """The sheet and encoding to use, for a file that can be read in more than one way."""

    sheet = forms.ChoiceField(
        label="Which sheet do you want to import?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a sheet."},
        help_text="You can import one sheet at a time. To import another, upload the file again.",
    )
    encoding = forms.ChoiceField(
        label="Which words are spelled correctly?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the words that are spelled correctly."},
        help_text="We cannot tell which program made this file, so some letters and signs may be "
        "wrong. Choose the line that is right throughout. If none is, open the file in Excel, save "
        "it as “CSV UTF-8” and upload it again.",
    )

    def __init__(self, data=None, *, reading: Reading):
        super().__init__(data, initial={"sheet": reading.sheet, "encoding": reading.encoding})
        self.fields["sheet"].choices = [
            (sheet.name, sheet.in_words) for sheet in reading.sheets_to_choose
        ]
        self.fields["encoding"].choices = [
            (sample.encoding, f"{' '.join(sample.words)} ({ENCODINGS[sample.encoding]})")
            for sample in reading.samples
        ]
        for name in ["sheet", "encoding"]:
            if not self.fields[name].choices:
                del self.fields[name]


class ImportedFilter(admin.SimpleListFilter):
    title = "outcome"
    parameter_name = "imported"

    def lookups(self, request, model_admin):
        return [("yes", "Imported"), ("no", "Not imported"), ("undone", "Undone")]

    def queryset(self, request, queryset):
        match self.value():
            case None:
                return queryset
            case "yes":
                return queryset.filter(imported_at__isnull=False, undone_at=None)
            case "no":
                return queryset.filter(imported_at=None)
            case "undone":
                return queryset.filter(undone_at__isnull=False)
            case _:
                return queryset.none()


@admin.register(ResponseImport)
class ResponseImportAdmin(UndoingMixin, ReadOnly, OfficersAdmin):
    names_people = True
    list_display = ["name", "row_total", "uploaded_at", "uploaded_by", "outcome"]
    list_filter = ["consultation", ImportedFilter]
    list_select_related = ["uploaded_by"]
    search_fields = ["name"]
    list_per_page = 50

    @admin.display(description="outcome", ordering="imported_at")
    def outcome(self, kept):
        if not kept.imported_at:
            return "Not imported"
        return f"Undone: {kept.result}" if kept.undone_at else kept.result

    def has_add_permission(self, request):
        """Importing also needs the permission to enter responses."""
        return request.user.has_perms(TO_IMPORT)

    def get_page_queryset(self, request):
        return ResponseImport.objects.select_related(
            "consultation__edition", "uploaded_by", "imported_by", "undone_by"
        )

    @takes_files
    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                kept = keep_file(**form.cleaned_data, by=request.user, at=request.at)
            except UnreadableError as refusal:
                form.add_error("file", str(refusal))
            else:
                self.log_addition(request, kept, "Uploaded, to be checked.")
                return redirect("admin:consultation_responseimport_change", kept.pk)
        context = {"title": "Import responses", "form": form, "columns": COLUMNS}
        status = 422 if form.errors else 200
        template = "admin/consultation/responseimport/upload.html"
        return self.render_page(request, template, context, status=status)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """What the file would add, or its problems. After the import: what it added."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        kept = get_object_or_404(self.get_page_queryset(request), pk=whole_number(object_id))
        return self._checked(request, kept)

    def _checked(self, request, kept, chosen=None, corrections=None):
        """`chosen` and `corrections` are the posted data of the forms, if they were not valid."""
        context = {
            "title": f"Import of {kept.name}",
            "kept": kept,
            "reading": None,
            "form": None,
            "encoding": ENCODINGS.get(kept.encoding, ""),
            "may_import": self.has_add_permission(request),
            "may_undo": self.may(request, TO_IMPORT) and kept.has_effect,
            "corrected": kept.corrections.select_related("replaced_by").order_by("reference"),
            "added_url": f"{reverse('admin:consultation_response_changelist')}"
            f"?imported_in__id__exact={kept.pk}{'&version=mistaken' if kept.undone_at else ''}",
        }
        if not kept.imported_at:
            context |= _what_it_would_do(kept, chosen, corrections, request.at)
        template = "admin/consultation/responseimport/checked.html"
        status = 200 if chosen is None and corrections is None else 422
        return self.render_page(request, template, context, status=status)

    @officers_page("<int:pk>/choose/", permissions=TO_IMPORT, methods=POST)
    def choose(self, request, kept):
        try:
            form = ReadAsForm(request.POST, reading=read_kept(kept))
            if not form.is_valid():
                return self._checked(request, kept, request.POST)
            choose(kept=kept, **form.cleaned_data)
            self.log_change(request, kept, "Chose how the file is read.")
        except (UnreadableError, OSError) as refusal:
            messages.error(request, f"Nothing was changed. {_sentence(refusal)}")
        return redirect("admin:consultation_responseimport_change", kept.pk)

    @officers_page("<int:pk>/confirm/", permissions=TO_IMPORT, methods=POST)
    def confirm(self, request, kept):
        for name in ["sheet", "encoding"]:  # as the page showed it
            setattr(kept, name, request.POST.get(name, getattr(kept, name)))
        form = CorrectionsForm(request.POST)
        if not form.is_valid():
            return self._checked(request, kept, corrections=request.POST)
        chosen = form.cleaned_data["chosen"]
        try:
            done = import_responses(kept=kept, by=request.user, at=request.at, chosen=chosen)
        except (NotImportedError, UnreadableError, OSError) as refusal:
            messages.error(request, f"Nothing was imported. {_sentence(refusal)}")
        else:
            if done.imported_at == request.at:
                self.log_change(request, done, f"Imported: {done.result}.")
                messages.success(request, f"Imported: {done.result}.")
            else:
                messages.info(request, "This file was imported before. Nothing was changed.")
        return redirect("admin:consultation_responseimport_change", kept.pk)

    @officers_page("<int:pk>/discard/", permissions=TO_IMPORT, methods=POST)
    def discard(self, request, kept):
        self.log_change(request, kept, "Thrown away without being imported.")
        if discard(kept=kept):
            messages.success(request, f"“{kept.name}” was thrown away. Nothing was imported.")
        else:
            messages.error(request, f"“{kept.name}” was imported, so it stays on the record.")
        return redirect("admin:consultation_responseimport_changelist")


def _what_it_would_do(kept, chosen, corrections, at):
    try:
        reading = read_kept(kept)
        found = {"reading": reading, "form": ReadAsForm(chosen, reading=reading)}
        if reading.is_to_be_chosen:
            return found
        checked = check_rows(kept, reading, at=at)
    except (UnreadableError, OSError) as refusal:
        return {"unreadable": _sentence(refusal)}
    differing = checked.differing[:MOST_SHOWN]
    asked = [each for each in differing if each.addition]
    form = CorrectionsForm(
        corrections, asked={each.response.pk: not each.why_not for each in asked}
    )
    return found | {
        "checked": checked,
        "shown": checked.problems[:SHOWN],
        "differing": [each for each in differing if not each.addition],
        "offered": [each for each in differing if not each.why_not and not each.addition],
        "asked": [(each, form.of(each.response.pk)) for each in asked],
        "left_over": len(checked.differing) - len(differing),
        "corrections": form,
        "ticked": corrections.getlist("corrected") if corrections else [],
    }


def _sentence(refusal):
    if isinstance(refusal, OSError):
        return "The file is missing; it may be in a backup."
    return str(refusal)
