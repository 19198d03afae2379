"""Officers see which mail was sent, read it with its private links hidden, and send failed mail
again."""

from django.contrib import admin, messages

from consultation.admin import search
from consultation.admin.long_lists import LongList
from consultation.admin.read_only import ReadOnly
from consultation.models import Mail
from consultation.notifications.composing import NotNeededError, compose
from consultation.notifications.sending import send_again
from sdp_portal.officers.acts import Act
from sdp_portal.officers.model_admin import OfficersAdmin


@admin.register(Mail)
class MailAdmin(LongList, ReadOnly, OfficersAdmin):
    names_people = True
    list_display = ["to", "kind", "state", "problem", "attempts", "tried_at"]
    list_filter = ["state", "kind"]
    moment = "created_at"
    sortable_by = []
    search_help_text = "Finds addresses by their beginning."
    fields = [
        "to",
        "kind",
        "state",
        "problem",
        "attempts",
        "created_at",
        "tried_at",
        "next_try_at",
        "words",
    ]
    readonly_fields = ["words"]
    actions = ["send_again"]

    def has_send_again_permission(self, request):
        return request.user.has_perm("consultation.change_mail")

    @admin.display(description="what it says")
    def words(self, mail):
        """Written from the current data, so it shows a later change of dates."""
        try:
            words = compose(mail, masked=True)
        except NotNeededError as reason:
            return f"It can no longer be shown. {reason}"
        return f"{words.subject}\n\n{words.text}"

    def places(self, words):
        return search.places_of_mail(words)

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "Mail"} | (extra_context or {}))

    @admin.action(description="Send again", permissions=["send_again"])
    def send_again(self, request, chosen):
        """The first press asks for confirmation, the second sends."""
        in_trouble = chosen.in_trouble()
        if not in_trouble:
            words = "Only mail that was refused, or may not have arrived, can be sent again."
            self.message_user(request, words, messages.WARNING)
            return None
        if "confirmed" not in request.POST:
            context = {
                "title": "Send again",
                "mail": in_trouble,
                "some_may_have_arrived": any(m.state == Mail.State.UNCERTAIN for m in in_trouble),
            }
            return self.render_page(request, "admin/consultation/mail/send_again.html", context)
        number = sum(send_again(mail=mail, at=request.at) for mail in in_trouble)
        for mail in in_trouble:
            self.leave_act(request, Act.Kind.SENT, "Sent again.", mail)
        self.message_user(request, f"{number} to be sent again. This list shows what comes of it.")
        return None
