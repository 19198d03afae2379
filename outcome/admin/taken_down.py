"""A second officer confirms what was taken down, and the record of a possible breach begins."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect

from consultation.admin.consultations import ConsultationAdmin
from outcome.taken_down.take_downs import NotConfirmableError, confirm, take_downs
from sdp_portal.officers.notes import NoteField
from sdp_portal.officers.pages import FORM, officers_page

GONE = "That is not among what was taken down. Nothing was changed."


class RecordForm(forms.Form):
    record = NoteField(
        label="What you found out",
        missing="Say who could be told from the words, what may come of it, and whom you told.",
        help_text="Who could be told from the words, what may come of it, and whom you told when.",
    )


class TakenDownPage(ConsultationAdmin):
    @officers_page(
        "<int:pk>/taken-down/",
        "Taken down",
        permissions=["view", "consultation.view_response"],
        to_post=["outcome.add_takedownconfirmation"],
        methods=FORM,
        template="admin/outcome/taken_down.html",
    )
    def taken_down_page(self, request, consultation):
        found = take_downs(consultation)
        chosen = request.POST.get("take_down", "")
        form = RecordForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            self._confirm(request, consultation, found, chosen, form.cleaned_data["record"])
            return redirect(request.path)
        context = {"take_downs": found, "form": form, "chosen": chosen, "empty": RecordForm()}
        return context, 422 if form.errors else 200

    def _confirm(self, request, consultation, found, chosen, record):
        take_down = next((each for each in found if each.key == chosen), None)
        if take_down is None:
            messages.error(request, GONE)
            return
        try:
            confirm(take_down=take_down, record=record, by=request.user, at=request.at)
        except NotConfirmableError as refusal:
            messages.error(request, str(refusal))
            return
        done = f"Confirmed that words of comment {take_down.number:,} were taken down."
        self.log_change(request, consultation, done)
        messages.success(request, done)
