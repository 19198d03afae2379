"""Officers undo an import as a whole."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect

from consultation.intake.mending import NotMendableError
from consultation.intake.undoing import changed_since, undo_import, what_undoing_does
from sdp_portal.officers.notes import NoteField
from sdp_portal.officers.opened import OPENED, read_signed, signed
from sdp_portal.officers.pages import FORM, officers_page

TO_IMPORT = ["consultation.add_responseimport", "consultation.add_response"]
SHOWN = 20  # responses on the page, of each kind


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
        meanwhile = _changed_since_opened(request, kept, undoing)
        if form.is_valid() and not meanwhile["first"]:
            if done := self._undo(request, kept, form.cleaned_data["reason"], undoing):
                back = f", {len(done.bring_back):,} brought back" if done.bring_back else ""
                words = f"Undone. Responses that no longer count: {len(done.stop):,}{back}."
                self.log_change(request, kept, words)
                messages.success(request, f"You have undone the import of “{kept.name}”.")
                return address
            undoing = what_undoing_does(kept, at=request.at)
        seen = [response.pk for response in undoing.touched]
        context = {
            "form": form,
            "kept": kept,
            "undoing": undoing,
            "published": undoing.published[:SHOWN],
            "opened": signed(kept, request.at, seen),
        }
        return context | meanwhile, 409 if meanwhile["first"] else 422 if form.errors else 200

    def _undo(self, request, kept, because, undoing):
        """None if it is refused in this very moment."""
        seen = [response.pk for response in undoing.touched]
        try:
            return undo_import(
                kept=kept, seen=seen, because=because, by=request.user, at=request.at
            )
        except NotMendableError as refusal:
            messages.error(request, f"Nothing was undone. {refusal}")
            return None


def _changed_since_opened(request, kept, undoing) -> dict:
    """For the page's context: why nothing is undone, and what changed after the page was opened."""
    nothing = {"first": "", "changed": [], "changed_more": 0}
    if request.method != "POST":
        return nothing
    content = read_signed(kept, request.POST.get(OPENED, ""), shape=list)
    if content is None:
        return nothing | {
            "first": "This page does not say what you had read. Nothing was undone. Read it once "
            "more, then press the button again."
        }
    if set(content["held"]) == {response.pk for response in undoing.touched}:
        return nothing
    changed = changed_since(undoing, content["held"])
    return {
        "first": "Something has changed since you opened this page. Nothing was undone. Read what "
        "is different, then press the button again if you still want to.",
        "changed": changed[:SHOWN],
        "changed_more": len(changed) - SHOWN,
    }
