"""Officers invite people to a window, see who has responded, and revoke invitations."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html

from consultation.admin.read_only import ReadOnly
from consultation.models import Invitation, Window
from consultation.setup.invitation_list import MAX_EMAIL, MAX_PEOPLE, problem_with_name, read_people
from consultation.setup.invitations import Person, invite, revoke, sort_out
from sdp_portal.keys import WrongKeyError
from sdp_portal.officers.model_admin import OfficersAdmin
from sdp_portal.officers.pages import FORM, officers_page
from sdp_portal.templatetags.dates import day_in_words

TO_REVOKE = ["consultation.change_invitation"]


class NewInvitationsForm(forms.Form):
    window = forms.ModelChoiceField(
        queryset=None,
        empty_label=None,
        label="Invited to",
        error_messages={"invalid_choice": "Choose a window by invitation that has not closed."},
    )
    name = forms.CharField(
        label="Name",
        required=False,
        widget=admin.widgets.AdminTextInputWidget,
        help_text="Of the person or the group.",
    )
    email = forms.EmailField(
        label="Email address",
        required=False,
        max_length=MAX_EMAIL,
        widget=admin.widgets.AdminEmailInputWidget,
        help_text="The private link is sent there. Without an address you pass it on yourself.",
        error_messages={
            "invalid": "Enter an email address in the correct format, like name@example.com.",
            "max_length": "An email address has 254 characters or fewer.",
        },
    )
    people = forms.CharField(
        label="Or several at once",
        required=False,
        strip=False,
        widget=admin.widgets.AdminTextareaWidget(attrs={"rows": 12, "spellcheck": "false"}),
        help_text="Paste a list from Outlook, Gmail, a spreadsheet or a CSV file, or type one "
        f"person a line: name, email address. Up to {MAX_PEOPLE} people. You see who is on it "
        "before anything is sent.",
    )

    def __init__(self, *args, windows, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["window"].queryset = windows
        for name in ("name", "people"):
            self.fields[name].validators = []  # our own checks give better messages

    def clean_name(self):
        name = self.cleaned_data["name"]
        if name and (problem := problem_with_name(name)):
            raise ValidationError(problem[0].upper() + problem[1:])
        return name

    def clean_people(self):
        return read_people(self.cleaned_data["people"])

    def clean(self):
        data = super().clean()
        if data.get("email") and data.get("name") == "":
            self.add_error("name", "Say whose address this is.")
        if not self.errors and not data["name"] and not data["people"]:
            self.add_error("name", "Enter a name, or a list of people.")
        return data

    @property
    def everybody(self):
        data = self.cleaned_data
        one = [Person(data["name"], data["email"])] if data["name"] else []
        return one + data["people"]


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("usable", "Works"), ("responded", "Responded"), ("revoked", "Revoked")]

    def queryset(self, request, queryset):
        match self.value():
            case "usable":
                return queryset.usable()
            case "responded":
                return queryset.filter(response_total__gt=0)
            case "revoked":
                return queryset.exclude(revoked_at=None)
            case None:
                return queryset
            case _:
                return queryset.none()


@admin.register(Invitation)
class InvitationAdmin(ReadOnly, OfficersAdmin):
    """Officers add many invitations on one page. Afterwards they can only revoke them."""

    names_people = True
    list_filter = [("window", admin.RelatedOnlyFieldListFilter), StateFilter]
    search_fields = ["name", "email"]
    list_per_page = 100
    ordering = ["name", "pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_listing().select_related("invited_by")

    def get_list_display(self, request):
        """No column for the window: its long name leaves no room for links. There is a filter."""
        link = self._for_those_who_invite(request)
        return ["name", "email", "state", "responses", *link]

    def get_fields(self, request, obj=None):
        fields = ["name", "email", "window", "state", "responses", "invited_at", "invited_by"]
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

    @admin.display(description="state")
    def state(self, invitation):
        if invitation.is_revoked:
            return f"Revoked on {day_in_words(invitation.revoked_at, weekday=False)}"
        return "Responded" if invitation.response_total else "Invited"

    @admin.display(description="responses", ordering="response_total")
    def responses(self, invitation):
        url = reverse("admin:consultation_response_changelist")
        number = invitation.response_total
        if not number:
            return "0"
        return format_html(
            '<a href="{}?invitation__id__exact={}">{}</a>', url, invitation.pk, number
        )

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "Invitations"} | (extra_context or {}))

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        windows = Window.objects.to_invite_to(at=request.at)
        initial = {"window": request.GET.get("window", "")}
        changing = "change" in request.POST
        form = NewInvitationsForm(
            None if changing else request.POST or None,
            initial=request.POST.dict() if changing else initial,
            windows=windows,
        )
        if form.is_valid() and "invite" not in request.POST:
            return self._check(request, form)
        if form.is_valid() and (invited_to := self._invite(request, form)):
            address = reverse("admin:consultation_invitation_changelist")
            return redirect(f"{address}?window__id__exact={invited_to.pk}")
        context = {"title": "Invite people", "form": form, "windows": windows}
        return self.render_page(request, "admin/consultation/invitation/add.html", context)

    def _check(self, request, form):
        """Show who would be invited. The page repeats the form; posting it again sends."""
        window = form.cleaned_data["window"]
        people = sort_out(window, form.everybody)
        to_invite = [person for person, why_not in people if not why_not]
        context = {
            "title": "Check who you are inviting",
            "form": form,
            "window": window,
            "people": people,
            "to_invite": len(to_invite),
            "to_mail": sum(bool(person.email) for person in to_invite),
        }
        return self.render_page(request, "admin/consultation/invitation/check.html", context)

    def _invite(self, request, form):
        window = form.cleaned_data["window"]
        try:
            outcome = invite(window=window, people=form.everybody, by=request.user, at=request.at)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
            return None
        for invitation in outcome.invited:
            self.log_addition(request, invitation, f"Invited to the window “{window}”.")
        if number := len(outcome.invited):
            made = f"{number} invitation{'' if number == 1 else 's'} made."
            messages.success(request, f"{made} Each has its own private link, below.")
        if outcome.skipped:
            named = ", ".join(" ".join(filter(None, person)) for person in outcome.skipped)
            words = f"Left out, because they have an invitation already: {named}."
            messages.warning(request, words)
        return window

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
