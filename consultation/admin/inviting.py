"""Officers invite people: they say whom, check the list, read the message, and send it."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.urls import reverse

from consultation.admin.inviting_forms import NewInvitationsForm, OwnWordsForm
from consultation.models import Mail, Window
from consultation.notifications.composing import compose
from consultation.setup.invitation_list import turned_round
from consultation.setup.invitations import invite, new_invitation, sort_out
from sdp_portal import partnership
from sdp_portal.mail_settings import NOTHING_SENT, has_mail_server
from sdp_portal.officers.model_admin import OfficersAdmin


class InvitingPages(OfficersAdmin):
    """Each step posts all that was typed. The pressed button says which page comes next."""

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        posted = request.POST.dict()
        form = NewInvitationsForm(posted, windows=Window.objects.to_invite_to(at=request.at))
        words = OwnWordsForm(posted)
        if not posted or "change" in posted or not form.is_valid():
            return self._list_page(request, posted, form, words)
        if form.unreadable or not {"preview", "invite"} & set(posted):
            return self._check_page(request, form, words)
        is_unseen = not words.is_valid() or not words.were_seen
        if "preview" in posted or is_unseen or not self._invite(request, form, words):
            return self._message_page(request, form, words, is_unseen=is_unseen)
        address = reverse("admin:consultation_invitation_changelist")
        return redirect(f"{address}?window__id__exact={form.cleaned_data['window'].pk}")

    def _list_page(self, request, posted, form, words):
        """The empty form, or what was typed: with its errors, or to be changed."""
        windows = form.fields["window"].queryset
        if not posted or "change" in posted:
            initial = dict(form.data) or {"window": request.GET.get("window", "")}
            form = NewInvitationsForm(windows=windows, initial=initial)
        context = {"title": "Invite people", "form": form, "words": words, "windows": windows}
        return self.render_page(request, "admin/consultation/invitation/add.html", context)

    def _check_page(self, request, form, words):
        """Who would be invited, and the lines that have to be mended first."""
        window = form.cleaned_data["window"]
        people = sort_out(window, form.everybody)
        to_invite = [person for person, why_not in people if not why_not]
        as_listed = form.as_listed
        context = {
            "title": "Check who you are inviting",
            "form": form,
            "words": words,
            "window": window,
            "people": [
                (person, why_not, listed.name if listed.name != person.name else "")
                for (person, why_not), listed in zip(people, as_listed, strict=True)
            ],
            "can_be_turned_round": any(turned_round(each.name) != each.name for each in as_listed),
            "unreadable": form.unreadable,
            "has_mail_server": has_mail_server(),
            "to_invite": len(to_invite),
            "to_mail": sum(bool(person.email) for person in to_invite),
        }
        return self.render_page(request, "admin/consultation/invitation/check.html", context)

    def _message_page(self, request, form, words, *, is_unseen):
        """The message as the first person on the list would get it."""
        window = form.cleaned_data["window"]
        to_mail = [p for p, why_not in sort_out(window, form.everybody) if p.email and not why_not]
        if not to_mail:
            return self._check_page(request, form, words)
        own_words = words.cleaned_data["own_words"] if words.is_valid() else ""
        first = new_invitation(window, to_mail[0], own_words)
        context = {
            "title": "Read the message before it is sent",
            "form": form,
            "words": words,
            "window": window,
            "to_mail": len(to_mail),
            "is_unseen": is_unseen and "invite" in form.data,
            **message_to_first(Mail(kind=Mail.Kind.INVITATION, invitation=first), at=request.at),
        }
        return self.render_page(request, "admin/consultation/invitation/message.html", context)

    def _invite(self, request, form, words) -> bool:
        """False if nobody can be invited. Then the form says why."""
        try:
            outcome = invite(
                window=form.cleaned_data["window"],
                people=form.everybody,
                own_words=words.cleaned_data["own_words"],
                by=request.user,
                at=request.at,
            )
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
            return False
        for invitation in outcome.invited:
            self.log_addition(request, invitation, "Invited.")
        if number := len(outcome.invited):
            made = f"{number} invitation{'' if number == 1 else 's'} made."
            messages.success(request, f"{made} Each has its own private link, below.")
            if any(each.email for each in outcome.invited) and not has_mail_server():
                messages.warning(request, NOTHING_SENT)
        for why_not in dict.fromkeys(why_not for _, why_not in outcome.skipped):
            of_these = [person for person, why in outcome.skipped if why == why_not]
            named = [" ".join(dict.fromkeys(filter(None, each[:2]))) for each in of_these]
            messages.warning(request, f"{why_not}: {', '.join(named)}.")
        return True


def message_to_first(mail: Mail, *, at: dt.datetime) -> dict:
    """What shows officers a message before it is sent. Its private link stays hidden."""
    mail.to, mail.created_at = mail.invitation.email, at
    return {
        "first": mail.invitation,
        "message": compose(mail, masked=True),
        "sender": partnership.mail_sender(),
    }
