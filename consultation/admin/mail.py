"""Officers see which mail was sent and read it with its private links hidden. What did not arrive
they send again or dismiss."""

from django import forms
from django.contrib import admin, messages
from django.utils.html import format_html, format_html_join

from consultation.admin import search
from consultation.admin.long_lists import LongList
from consultation.models import Mail
from consultation.notifications.composing import NotNeededError, compose
from consultation.notifications.dismissal import LONGEST_REASON, dismiss
from consultation.notifications.plain_words import what_became_of
from consultation.notifications.sending import send_again
from sdp_portal.forms import stays_on_one_line
from sdp_portal.mail_settings import NOTHING_SENT, has_mail_server
from sdp_portal.officers.acts import Act
from sdp_portal.officers.model_admin import OfficersAdmin
from sdp_portal.officers.read_only import ReadOnly
from sdp_portal.templatetags.dates import day_in_words, moment_in_words


class DismissalForm(forms.Form):
    because = forms.CharField(
        label="Why nothing more is to be done",
        max_length=LONGEST_REASON,
        validators=[stays_on_one_line],
        widget=admin.widgets.AdminTextInputWidget(attrs={"class": "vLargeTextField"}),
        help_text="For instance: invited by telephone instead.",
        error_messages={"required": "Say why nothing more is to be done about it."},
    )


class TroubleFilter(admin.SimpleListFilter):
    title = "trouble"
    parameter_name = "trouble"

    def lookups(self, request, model_admin):
        return [("open", "Did not arrive"), ("dismissed", "Dismissed")]

    def queryset(self, request, queryset):
        match self.value():
            case "open":
                return queryset.in_trouble()
            case "dismissed":
                return queryset.dismissed()
            case None:
                return queryset
            case _:
                return queryset.none()


@admin.register(Mail)
class MailAdmin(LongList, ReadOnly, OfficersAdmin):
    names_people = True
    list_display = ["to", "kind", "became", "written"]
    list_filter = [TroubleFilter, "state", "kind"]
    list_select_related = ["dismissed_by"]
    moment = "created_at"
    sortable_by = []
    search_help_text = "Finds addresses by their beginning."
    fields = ["to", "kind", "became", "attempts", "written", "tried_at", "next_try_at", "words"]
    readonly_fields = ["became", "written", "words"]
    actions = ["send_again", "dismiss"]

    def has_send_again_permission(self, request):
        return request.user.has_perm("consultation.change_mail")

    @admin.display(description="what became of it")
    def became(self, mail):
        """In plain words, then as the mail server said it, then who dismissed it and why."""
        below = [mail.problem] if mail.problem else []
        if mail.is_dismissed:
            day = day_in_words(mail.dismissed_at, weekday=False)
            who = mail.dismissed_by.get_full_name() or mail.dismissed_by.get_username()
            below.append(f"Dismissed on {day} by {who}: {mail.dismissed_because}")
        more = format_html_join("", ' <span class="sdp-of">{}</span>', ([each] for each in below))
        return format_html("{}{}", what_became_of(mail), more)

    @admin.display(description="written")
    def written(self, mail):
        return moment_in_words(mail.created_at)

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
        return super().changelist_view(request, {"title": "Emails"} | (extra_context or {}))

    @admin.action(description="Send again", permissions=["send_again"])
    def send_again(self, request, chosen):
        """The first press asks for confirmation, the second sends."""
        undelivered = chosen.undelivered()
        if not undelivered:
            words = "Only emails that did not arrive, or may not have, can be sent again."
            self.message_user(request, words, messages.WARNING)
            return None
        if "confirmed" not in request.POST:
            context = {
                "title": "Send again",
                "mail": undelivered,
                "some_may_have_arrived": any(m.state == Mail.State.UNCERTAIN for m in undelivered),
            }
            return self.render_page(request, "admin/consultation/mail/send_again.html", context)
        queued = [mail for mail in undelivered if send_again(mail=mail, at=request.at)]
        if not has_mail_server():
            self.message_user(request, NOTHING_SENT, messages.WARNING)
            return None
        for mail in queued:
            self.leave_act(request, Act.Kind.SENT, "Asked the portal to send it again.", mail)
        number = f"{len(queued)} email{'' if len(queued) == 1 else 's'}"
        self.message_user(request, f"{number} to be sent again. This list shows what comes of it.")
        return None

    @admin.action(description="Dismiss", permissions=["send_again"])
    def dismiss(self, request, chosen):
        """The first press asks why, the second dismisses."""
        in_trouble = list(chosen.in_trouble())
        if not in_trouble:
            words = "Only emails that did not arrive, or may not have, can be dismissed."
            self.message_user(request, words, messages.WARNING)
            return None
        form = DismissalForm(request.POST if "confirmed" in request.POST else None)
        if not form.is_valid():
            context = {"title": "Dismiss", "mail": in_trouble, "form": form}
            return self.render_page(request, "admin/consultation/mail/dismiss.html", context)
        because = form.cleaned_data["because"]
        number = dismiss(mail=in_trouble, because=because, by=request.user, at=request.at)
        for mail in in_trouble:
            self.log_change(request, mail, "Dismissed.")
        self.message_user(request, f"{number} dismissed. They stay in this list.")
        return None
