"""Officers correct what they entered, and mark what they entered by mistake."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse

from consultation.admin.seen import changed_since_seen, differences_between
from consultation.intake.comparing import as_entry, differences
from consultation.intake.correction_form import CorrectionForm
from consultation.intake.mending import (
    MendedMeanwhileError,
    NotMendableError,
    correct_entry,
    mark_as_mistake,
    right_after_all,
    why_not_mend,
)
from consultation.intake.mistake_form import MistakeForm
from sdp_portal.officers.pages import FORM, POST, officers_page

TO_MEND = ["view", "consultation.add_response"]  # whoever may enter a response


class MendingMixin:
    """Adds corrections and marks of mistakes to the admin of responses."""

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("mistakes")

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        latest = self._latest(request, obj)
        if self.may(request, TO_MEND, obj) and latest.entered_by_id:
            context["why_not_mend"] = why_not_mend([latest], at=request.at)[latest.pk]
            context["may_mend"] = True
        context["mistakes"] = latest.mistakes.select_related(
            "marked_by", "ended_by", "duplicate_of"
        )
        context["differences"] = _differences_from_the_one_before(obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @officers_page("<int:pk>/correct/", "Correct this entry", permissions=TO_MEND, methods=FORM)
    def correct_page(self, request, response):
        latest = self._latest(request, response)
        if refused := self._refused(request, latest):
            return refused
        form = CorrectionForm(latest, data=request.POST if request.method == "POST" else None)
        meanwhile = []
        if request.method == "POST" and form.is_valid():
            if request.POST.get("seen") == str(latest.pk):
                if answer := self._correct(request, form):
                    return answer
            else:
                meanwhile = differences(as_entry(latest), form.entry)
                if not meanwhile:
                    messages.info(request, f"{latest} already says this. Nothing was changed.")
                    return redirect(_page_of(latest))
        status = 409 if meanwhile else 422 if form.problems else 200
        return {"form": form, "latest": latest, "meanwhile": meanwhile, "url": _page_of(latest)}, (
            status
        )

    def _correct(self, request, form):
        """Save the correction and go to it. None if it is refused; `form` then says why."""
        try:
            after = correct_entry(
                seen=form.seen,
                entry=form.entry,
                because=form.reason.cleaned_data["reason"],
                by=request.user,
                at=request.at,
            )
        except ValidationError as refusal:
            form.refuse(refusal)
            return None
        except MendedMeanwhileError:  # in this very moment: the page now shows what it says
            return self.correct_page(request, form.seen)
        except NotMendableError as refusal:
            messages.error(request, str(refusal))
            return redirect(_page_of(form.seen))
        if after.entered_at == request.at:
            self.log_change(request, after, f"Corrected, as version {after.version}.")
            messages.success(request, f"You have corrected {after}. This version counts now.")
        else:
            messages.info(request, f"{after} already says this. Nothing was changed.")
        return redirect(_page_of(after))

    @officers_page("<int:pk>/mistake/", "Entered by mistake", permissions=TO_MEND, methods=FORM)
    def mistake_page(self, request, response):
        latest = self._latest(request, response)
        if refused := self._refused(request, latest):
            return refused
        form = MistakeForm(request.POST if request.method == "POST" else None, response=latest)
        meanwhile = changed_since_seen(request, latest)
        if form.is_valid() and not meanwhile["first"]:
            data = {name: form.cleaned_data[name] for name in ("why", "duplicate_of", "note")}
            try:
                mark_as_mistake(seen=latest, **data, by=request.user, at=request.at)
            except MendedMeanwhileError:  # in this very moment: the page now shows what it says
                return self.mistake_page(request, response)
            except NotMendableError as refusal:
                messages.error(request, str(refusal))
                return redirect(_page_of(latest))
            self.log_change(request, latest, "Marked as entered by mistake.")
            messages.success(
                request, f"{latest} is marked as entered by mistake. It no longer counts."
            )
            return redirect(_page_of(latest))
        context = {"form": form, "latest": latest, "url": _page_of(latest)} | meanwhile
        return context, 409 if meanwhile["first"] else 422 if form.errors else 200

    @officers_page("<int:pk>/right-after-all/", permissions=TO_MEND, methods=POST)
    def right_after_all(self, request, response):
        latest = self._latest(request, response)
        if right_after_all(response=latest, by=request.user, at=request.at):
            self.log_change(request, latest, "No longer marked as entered by mistake.")
            messages.success(request, f"{latest} counts again.")
        else:
            messages.info(request, f"{latest} is not marked as a mistake. Nothing was changed.")
        return redirect(_page_of(latest))

    def _latest(self, request, response):
        return self.get_queryset(request).versions_of(response.reference).last()

    def _refused(self, request, latest):
        """Back to the response, with the reason, if it cannot be mended."""
        if why := why_not_mend([latest], at=request.at)[latest.pk]:
            messages.error(request, why)
            return redirect(_page_of(latest))
        return None


def _differences_from_the_one_before(response):
    if response.replaces is None:
        return []
    return differences_between(response.replaces, response)


def _page_of(response):
    return reverse("admin:consultation_response_change", args=[response.pk])
