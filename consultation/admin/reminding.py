"""Officers remind invited people who have not answered yet."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect

from consultation.admin.inviting import message_to_first
from consultation.admin.inviting_forms import OwnWordsForm
from consultation.models import Invitation, InvitationReminder, Mail
from consultation.setup.reminders import remind, why_no_reminder
from sdp_portal.mail_settings import NOTHING_SENT, has_mail_server
from sdp_portal.officers.model_admin import OfficersAdmin

TO_REMIND = ["consultation.change_invitation"]


class RemindingAction(OfficersAdmin):
    actions = ["remind"]

    def has_remind_permission(self, request):
        return self.may(request, TO_REMIND)

    @admin.action(description="Send a reminder", permissions=["remind"])
    def remind(self, request, listed):
        """Shows who gets the message, and the message. Sends it only as the officer has seen it."""
        chosen = self._chosen(request, listed)
        words = OwnWordsForm(request.POST)
        is_unseen = not words.is_valid() or not words.were_seen
        if "confirmed" in request.POST and not is_unseen and self._remind(request, chosen, words):
            return redirect(request.get_full_path())
        people = [(each, why_no_reminder(each, at=request.at)) for each in chosen]
        people.sort(key=lambda each: bool(each[1]))  # first those who get it
        to_remind = [each for each, why_not in people if not why_not]
        context = {
            "title": "Send a reminder",
            "people": people,
            "to_remind": len(to_remind),
            "words": words,
            "is_unseen": is_unseen and "confirmed" in request.POST,
        }
        if to_remind:
            own_words = words.cleaned_data["own_words"] if words.is_valid() else ""
            # The message reads its words from there. It is not saved.
            InvitationReminder(invitation=to_remind[0], own_words=own_words)
            mail = Mail(kind=Mail.Kind.INVITATION_REMINDER, invitation=to_remind[0])
            context |= message_to_first(mail, at=request.at)
        return self.render_page(request, "admin/consultation/invitation/remind.html", context)

    def _chosen(self, request, listed):
        """Also those that the list's filter leaves out by now, because they have answered."""
        if request.POST.get("select_across") == "1":
            return list(listed)
        chosen = request.POST.getlist(admin.helpers.ACTION_CHECKBOX_NAME)
        return list(Invitation.objects.for_listing().filter(pk__in=chosen))

    def _remind(self, request, chosen, words) -> bool:
        try:
            outcome = remind(
                invitations=chosen,
                own_words=words.cleaned_data["own_words"],
                by=request.user,
                at=request.at,
            )
        except ValidationError:
            return False
        what = "Reminded." if has_mail_server() else "Wrote a reminder. No mail server was set up."
        for invitation in outcome.reminded:
            self.log_change(request, invitation, what)
        number = len(outcome.reminded)
        if has_mail_server():
            messages.success(request, f"{number} reminder{'' if number == 1 else 's'} to be sent.")
        else:
            messages.warning(request, NOTHING_SENT)
        if outcome.left_out:
            named = "; ".join(f"{each.name}: {why_not}" for each, why_not in outcome.left_out)
            messages.warning(request, f"Left out. {named}.")
        return True
