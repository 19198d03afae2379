"""Officers complete the checklist of a consultation and go live."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect

from consultation.setup.launch_checklist import checklist, go_live, useful_items
from sdp_portal.officers.model_admin import OfficersAdmin
from sdp_portal.officers.pages import FORM, READ, officers_page
from sdp_portal.officers.who_may import who_may_in_words
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
        items = checklist(consultation, at=request.at)
        return {
            "title": "Live" if consultation.is_live else "Go live",
            "items": _for_officer(items, request.user),
            "useful": _for_officer(useful_items(consultation), request.user),
            "is_complete": all(item.is_done for item in items),
        }

    @officers_page(
        "<int:pk>/go-live/ask/", "Go live now?", permissions=["view", "change"], methods=READ
    )
    def ask_page(self, request, consultation):
        """Says what the public will see. Its form sends to the page of the checklist."""
        at = request.at
        is_complete = all(item.is_done for item in checklist(consultation, at=at))
        if consultation.is_live or not is_complete:
            return redirect("admin:consultation_consultation_go_live", consultation.pk)
        windows = consultation.windows.all()
        return {
            "address": request.build_absolute_uri(consultation.get_absolute_url()),
            "windows": [(window, window.state(at=at)) for window in windows],
            "is_public": consultation.edition.is_published(at=at),
            **GOING_LIVE.shown(consultation, at=at),
        }

    def response_post_save_add(self, request, obj):
        return _to_checklist(request, obj) or super().response_post_save_add(request, obj)

    def response_post_save_change(self, request, obj):
        return _to_checklist(request, obj) or super().response_post_save_change(request, obj)


class LeadsToChecklist(OfficersAdmin):
    """For rows that are a step of their consultation's checklist: saving leads on to it."""

    def response_post_save_add(self, request, obj):
        answer = _to_checklist(request, obj.consultation)
        return answer or super().response_post_save_add(request, obj)

    def response_post_save_change(self, request, obj):
        answer = _to_checklist(request, obj.consultation)
        return answer or super().response_post_save_change(request, obj)


def _to_checklist(request, consultation):
    """None once the consultation is live, and for officers who may not see the checklist."""
    if consultation.is_live or not request.user.has_perm("consultation.view_consultation"):
        return None
    return redirect("admin:consultation_consultation_go_live", consultation.pk)


def _for_officer(items, officer):
    """Each item with the sentence that says who can do it; empty if this officer can."""
    return [
        (item, "" if officer.has_perm(item.right) else who_may_in_words(item.right))
        for item in items
    ]
