"""Officers undo an import as a whole."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect

from consultation.intake.mending import NotMendableError
from consultation.intake.undoing import undo_import, what_undoing_does
from sdp_portal.numbers import whole_number
from sdp_portal.officers.notes import NoteField
from sdp_portal.officers.pages import FORM, officers_page

TO_IMPORT = ["consultation.add_responseimport", "consultation.add_response"]
SHOWN = 20  # published responses on the page


class UndoForm(forms.Form):
    reason = NoteField(
        label="Why you undo it",
        missing="Say why you undo the import.",
        help_text="For instance: it was the wrong file. Only officers read this.",
    )


class UndoingMixin:
    """Adds the page to the admin of imports."""

    @officers_page("<int:pk>/undo/", "Undo this import", permissions=TO_IMPORT, methods=FORM)
    def undo_page(self, request, kept):
        address = redirect("admin:consultation_responseimport_change", kept.pk)
        if kept.undone_at or not kept.imported_at:
            words = "has been undone already" if kept.undone_at else "was not imported"
            messages.info(request, f"“{kept.name}” {words}. Nothing was changed.")
            return address
        undoing = what_undoing_does(kept, at=request.at)
        form = UndoForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            number = request.POST.get("number", "")
            try:
                undo_import(
                    kept=kept,
                    number=whole_number(number),
                    because=form.cleaned_data["reason"],
                    by=request.user,
                    at=request.at,
                )
            except NotMendableError as refusal:
                messages.error(request, f"Nothing was undone. {refusal}")
                return redirect(request.path)
            self.log_change(request, kept, f"Undone. Responses that no longer count: {number}.")
            messages.success(request, f"The import of “{kept.name}” is undone.")
            return address
        context = {
            "form": form,
            "kept": kept,
            "undoing": undoing,
            "shown": undoing.published[:SHOWN],
        }
        return context, 422 if form.errors else 200
