"""Officers see what became of invitations, who has answered, and revoke them."""

from django.contrib import admin
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from consultation.admin.filters import WindowsWithInvitations
from consultation.admin.inviting import InvitingPages
from consultation.admin.reminding import RemindingAction
from consultation.models import Invitation, Mail
from consultation.notifications.plain_words import what_became_of
from consultation.setup.invitations import revoke
from sdp_portal.keys import WrongKeyError
from sdp_portal.officers.pages import FORM, officers_page
from sdp_portal.officers.read_only import ReadOnly
from sdp_portal.templatetags.dates import day_in_words

TO_REVOKE = ["consultation.change_invitation"]

STATES = {
    "unanswered": ("Not answered", lambda all: all.unanswered()),
    "begun": ("Begun, not sent", lambda all: all.begun()),
    "responded": ("Answered", lambda all: all.filter(is_answered=True)),
    "undelivered": (
        "Mail did not arrive",
        lambda all: all.filter(pk__in=Mail.objects.undelivered().values("invitation")),
    ),
    "usable": ("Link works", lambda all: all.usable()),
    "revoked": ("Revoked", lambda all: all.exclude(revoked_at=None)),
}


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [(name, label) for name, (label, _) in STATES.items()]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        _, chosen = STATES.get(self.value(), ("", lambda all: all.none()))
        return chosen(queryset)


@admin.register(Invitation)
class InvitationAdmin(ReadOnly, RemindingAction, InvitingPages):
    """Officers add many invitations on one page. Afterwards they can only remind and revoke."""

    names_people = True
    list_filter = [StateFilter, ("window", WindowsWithInvitations)]
    search_fields = ["name", "organisation", "email"]
    list_per_page = 100
    ordering = ["name", "pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_listing().select_related("invited_by")

    def get_list_display(self, request):
        """No column for the window: its long name leaves no room for links. There is a filter."""
        return ["who", "became", "answer", *self._for_those_who_invite(request)]

    def get_fields(self, request, obj=None):
        fields = ["name", "organisation", "email", "window", "became", "answer"]
        fields += ["invited_at", "invited_by", "own_words", "reminder_words"]
        return [*fields, *self._for_those_who_invite(request)]

    def get_readonly_fields(self, request, obj=None):
        return self.get_fields(request, obj)

    def _for_those_who_invite(self, request):
        """Anybody with the link can respond, so officers who may only read do not see it."""

        @admin.display(description="private link")
        def private_link(invitation):
            try:
                url = request.build_absolute_uri(invitation.private_url())
            except WrongKeyError:
                without = "It cannot be shown without its key."
                return format_html("{} {}", without, _revoke_link(invitation))
            link = format_html('<a class="sdp-copyable" href="{}">{}</a>', url, url)
            return format_html("{} {}", link, _revoke_link(invitation))

        return [private_link] if self.may(request, TO_REVOKE) else []

    def has_add_permission(self, request):
        return admin.ModelAdmin.has_add_permission(self, request)

    @admin.display(description="name", ordering="name")
    def who(self, invitation):
        more = [[each] for each in (invitation.organisation, invitation.email) if each]
        below = format_html_join("", ' <span class="sdp-of">{}</span>', more)
        return format_html("{}{}", invitation.name, below)

    @admin.display(description="mail")
    def became(self, invitation):
        """What became of the invitation's mail, and of its reminder."""
        posted = sorted(invitation.mail.all(), key=lambda mail: mail.pk)
        if not invitation.email:
            return "No address: pass the link on"
        if not posted:
            return "Taken back before it was sent" if invitation.is_revoked else "Not sent"
        return format_html_join(" ", '<span class="sdp-mail-state">{}</span>', map(_told, posted))

    @admin.display(description="answer", ordering="response_total")
    def answer(self, invitation):
        state = "Begun, not sent" if invitation.is_begun else "Not answered"
        if invitation.is_revoked:
            state = f"Revoked on {day_in_words(invitation.revoked_at, weekday=False)}"
        number = invitation.response_total
        if not invitation.is_answered:
            return state
        if not number:
            return "Answered and withdrawn"
        return format_html(
            '{}: <a href="{}?invitation__id__exact={}">{}</a> response{}',
            state if invitation.is_revoked else "Answered",
            reverse("admin:consultation_response_changelist"),
            invitation.pk,
            number,
            "" if number == 1 else "s",
        )

    @admin.display(description="added to the reminder")
    def reminder_words(self, invitation):
        reminder = getattr(invitation, "reminder", None)
        return reminder and reminder.own_words

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "Invitations"} | (extra_context or {}))

    @officers_page("<int:pk>/revoke/", "Revoke an invitation", permissions=TO_REVOKE, methods=FORM)
    def revoke_page(self, request, invitation):
        """Explain what revoking does; POST revokes."""
        if request.method == "POST":
            revoke(invitation=invitation, by=request.user, at=request.at)
            self.log_change(request, invitation, "Revoked.")
            self.message_user(request, f"The invitation for {invitation.name} is revoked.")
            address = reverse("admin:consultation_invitation_changelist")
            return redirect(f"{address}?window__id__exact={invitation.window_id}")
        return {}


def _told(mail):
    words = what_became_of(mail)
    if mail.kind == Mail.Kind.INVITATION_REMINDER:
        words = f"Reminder: {words[0].lower()}{words[1:]}"
    if mail.state not in Mail.TROUBLE:
        return [words]
    url = reverse("admin:consultation_mail_change", args=[mail.pk])
    return [format_html('<a href="{}">{}</a>', url, words)]


def _revoke_link(invitation):
    if invitation.is_revoked:
        return ""
    url = reverse("admin:consultation_invitation_revoke", args=[invitation.pk])
    return format_html(
        '<a class="sdp-revoke" href="{}">Revoke'
        '<span class="govuk-visually-hidden"> the invitation for {}</span></a>',
        url,
        invitation.name,
    )
