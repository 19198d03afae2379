"""Officers complete the checklist of a consultation and go live."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse

from consultation.setup.launch_checklist import checklist, go_live
from sdp_portal.officers.model_admin import OfficersAdmin
from sdp_portal.officers.pages import FORM, officers_page
from sdp_portal.slots import GOING_LIVE


class GoingLivePage(OfficersAdmin):
    """Adds the page to the consultation's admin."""

    @officers_page(
        "<int:pk>/go-live/", "Go live", permissions=["view"], to_post=["change"], methods=FORM
    )
    def go_live_page(self, request, consultation):
        if request.method == "POST":
            was_live = consultation.is_live
            try:
                go_live(consultation=consultation, by=request.user, at=request.at)
            except ValidationError as refusal:
                for sentence in refusal.messages:
                    messages.error(request, sentence)
            else:
                if was_live:
                    messages.info(request, "It is live already.")
                else:
                    self.log_change(request, consultation, "Went live.")
                    words = "The consultation is live. The public can see it now."
                    messages.success(request, words)
            return redirect(request.path)
        items = checklist(consultation)
        return {
            "title": "Live" if consultation.is_live else "Go live",
            "items": [(item, _where_to_mend(consultation, item)) for item in items],
            "is_complete": all(item.is_done for item in items),
            **GOING_LIVE.shown(consultation, at=request.at),
        }


def _where_to_mend(consultation, item):
    match item.mended_in:
        case "text":
            return item.address
        case "windows":
            address = reverse("admin:consultation_window_add")
            return f"{address}?consultation={consultation.pk}"
        case "strategy":
            strategy = consultation.edition.strategy_id
            address = reverse("admin:strategy_strategy_change", args=[strategy])
        case _:
            address = reverse("admin:consultation_consultation_change", args=[consultation.pk])
    return f"{address}#id_{item.field}"
