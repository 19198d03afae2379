"""Officers' accounts in the admin: one list, one form, and a page for each act.

Whoever has not signed in lately is asked who they are before anything changes.
"""

from functools import partial

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse

from sdp_portal.officers import account_mail, accounts
from sdp_portal.officers.model_admin import OfficersAdmin
from sdp_portal.officers.models import LINK_WORKS_FOR, Officer
from sdp_portal.officers.pages import FORM, POST, officers_page
from sdp_portal.templatetags.dates import day_in_words, moment_in_words, time_in_words
from site_wide.admin.officer_forms import OfficerForm, ReasonForm, RolesForm
from site_wide.leaving import held_by, remove_officer
from site_wide.officer_groups import ADMINISTRATOR, MAY_DO

HAND_OVER = "Make a link on this page and hand it over yourself."


@admin.register(Officer)
class OfficerAdmin(OfficersAdmin):
    form = OfficerForm
    list_display = ["name", "address", "roles", "state", "second_factor", "last_signed_in"]
    search_fields = ["first_name", "last_name", "username", "email"]
    ordering = ["-is_active", "first_name", "last_name", "pk"]
    list_per_page = 50
    actions = None

    def get_queryset(self, request):
        return super().get_queryset(request).for_listing()

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        return may and (obj is None or accounts.may_manage(obj, by=request.user))

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(ordering="first_name")
    def name(self, officer):
        return str(officer)

    @admin.display(description="email address", ordering="email")
    def address(self, officer):
        return officer.email or "None"

    @admin.display
    def roles(self, officer):
        return _role_names(officer.groups.all(), officer.is_superuser) or "None"

    @admin.display
    def state(self, officer):
        account = getattr(officer, "account", None)
        if account and account.removed_at:
            by = Officer.__str__(account.removed_by)
            return f"Removed on {day_in_words(account.removed_at, weekday=False)} by {by}"
        if not officer.has_access:
            return "Removed"
        if officer.is_invited:
            on = day_in_words(account.invited_at, weekday=False)
            return f"Invited on {on}, not accepted yet"
        return "Active"

    @admin.display(description="second factor")
    def second_factor(self, officer):
        return officer.second_factor.capitalize() or "None"

    @admin.display(description="last signed in", ordering="last_login")
    def last_signed_in(self, officer):
        at = officer.last_login
        return f"{day_in_words(at, weekday=False)}, {time_in_words(at)}" if at else "Never"

    @admin.display(boolean=True)
    def administrator(self, officer):
        return officer.is_superuser

    def changelist_view(self, request, extra_context=None):
        context = {"title": "Officers", "may_do": MAY_DO, "administrator": ADMINISTRATOR}
        return super().changelist_view(request, context | (extra_context or {}))

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"by": request.user})

    def get_fields(self, request, obj=None):
        """Nobody decides about themselves whether they may do everything."""
        decides = request.user.is_superuser and (obj is None or obj.pk != request.user.pk)
        return ["name", "email", "roles", *(["administrator"] if decides else [])]

    # A new officer

    def add_view(self, request, form_url="", extra_context=None):
        """The form, then a page that says what will be sent; the same form comes back from it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form_class = self.get_form(request)
        if "change" in request.POST:
            typed = request.POST.dict() | {"roles": request.POST.getlist("roles")}
            form = form_class(initial=typed)
        else:
            form = form_class(request.POST or None)
        if form.is_valid() and "invite" not in request.POST:
            return self._check(request, form)
        if form.is_valid() and (officer := self._add(request, form)):
            return self._to(officer)
        context = {"title": "Add an officer", "form": form}
        return self.render_page(request, "admin/sdp_portal/officer/add.html", context)

    def _check(self, request, form):
        data = form.cleaned_data
        officer = Officer(email=data["email"])
        officer.set_name(data["name"])
        context = {
            "title": "Check whom you are inviting",
            "form": form,
            "officer": officer,
            "roles": [(role.name, MAY_DO.get(role.name, "")) for role in data["roles"]],
            "administrator": ADMINISTRATOR if form.is_superuser else "",
            "mail": account_mail.text_of(
                "invitation",
                **self._words(request, officer, "[private link]"),
                roles=_role_names(data["roles"], form.is_superuser),
            ),
        }
        return self.render_page(request, "admin/sdp_portal/officer/check.html", context)

    def _add(self, request, form):
        self._ask_who_it_is(request)
        data = form.cleaned_data
        account = {name: data[name] for name in ("name", "email", "roles")}
        try:
            officer, token = accounts.add_officer(
                **account, is_superuser=form.is_superuser, by=request.user, at=request.at
            )
        except ValidationError as refusal:
            form.add_error("email", refusal)
            return None
        self.log_addition(request, officer, f"Invited as {self.roles(officer)}.")
        self._mail_link(request, officer, "invitation", token)
        return officer

    # Changing an officer

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        with transaction.atomic():
            if request.method == "POST":
                self._ask_who_it_is(request)
                try:
                    accounts.take_turns(by=request.user)
                except ValidationError:
                    raise PermissionDenied from None
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, *args, **kwargs):
        officer = context["original"]
        context |= {"title": str(officer), "subtitle": None}
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        context["state"] = self.state(officer)
        context["is_oneself"] = officer.pk == request.user.pk
        context["last_signed_in"] = self.last_signed_in(officer)
        context["link_works_until"] = officer.link_works_until(at=request.at)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        data = form.cleaned_data
        before = form.initial["email"]
        accounts.change_officer(
            officer=obj,
            name=data["name"],
            email=data["email"],
            roles=data["roles"],
            is_superuser=form.is_superuser,
            by=request.user,
        )
        if obj.email != before:
            transaction.on_commit(partial(self._mail_both_addresses, request, obj, before))

    def save_related(self, request, form, formsets, change):
        """The roles were saved with the officer."""

    def _mail_both_addresses(self, request, officer, before):
        words = self._words(request, officer) | {"before": before}
        for to in filter(None, [before, officer.email]):
            if not account_mail.send("address_changed", to=to, **words):
                messages.warning(request, f"The mail about the change to {to} could not be sent.")

    # Acts

    @officers_page("<int:pk>/link/", "Send a link", permissions=["change"], methods=FORM)
    def link_page(self, request, officer):
        """The invitation again, or a link for a new password."""
        if request.method == "POST":
            mail = "invitation" if officer.is_invited else "new_password"
            return self._act(request, officer, accounts.send_new_link, "Sent a new link.", mail)
        return {}

    @officers_page(
        "<int:pk>/hand-over/", "A link to hand over", permissions=["change"], methods=POST
    )
    def hand_over_page(self, request, officer):
        """For whom no mail reaches. The link is shown once, to whoever made it."""
        self._ask_who_it_is(request)
        try:
            token = accounts.send_new_link(officer=officer, by=request.user, at=request.at)
        except ValidationError as refusal:
            return self._refused(request, officer, refusal)
        self.log_change(request, officer, "Made a link to hand over.")
        link = account_mail.link_address(token)
        return {"link": link, "works_until": request.at + LINK_WORKS_FOR}

    @officers_page(
        "<int:pk>/reset/", "Reset the second factor", permissions=["change"], methods=FORM
    )
    def reset_page(self, request, officer):
        form = ReasonForm(request.POST or None)
        if form.is_valid():
            log = f"Reset the second factor: {form.cleaned_data['reason']}"
            return self._act(request, officer, accounts.reset_second_factor, log, "reset")
        return {"form": form, "is_oneself": officer.pk == request.user.pk}

    @officers_page("<int:pk>/remove/", "Remove an officer", permissions=["change"], methods=FORM)
    def remove_page(self, request, officer):
        """Also takes back an invitation that was not accepted."""
        form = ReasonForm(request.POST or None)
        if form.is_valid():
            log = f"Removed: {form.cleaned_data['reason']}"
            mail = "taken_back" if officer.is_invited else "removed"
            return self._act(request, officer, remove_officer, log, mail)
        return {
            "form": form,
            "held": held_by(officer),
            "is_oneself": officer.pk == request.user.pk,
            "button": "Take the invitation back" if officer.is_invited else "Remove this officer",
        }

    @officers_page("<int:pk>/give-back/", "Give access back", permissions=["change"], methods=FORM)
    def give_back_page(self, request, officer):
        form = RolesForm(request.POST or None)
        if form.is_valid():
            act = partial(accounts.give_back, roles=form.cleaned_data["roles"])
            return self._act(request, officer, act, "Gave access back.", "invitation")
        return {"form": form}

    def _act(self, request, officer, act, log, mail):
        self._ask_who_it_is(request)
        try:
            token = act(officer=officer, by=request.user, at=request.at)
        except ValidationError as refusal:
            return self._refused(request, officer, refusal)
        self.log_change(request, officer, log)
        if token:
            self._mail_link(request, officer, mail, token)
        else:
            if officer.email:
                account_mail.send(mail, to=officer.email, **self._words(request, officer))
            messages.success(request, f"{officer} is removed and signed out everywhere.")
        return self._to(officer)

    def _refused(self, request, officer, refusal):
        messages.error(request, " ".join(refusal.messages))
        return self._to(officer)

    def _to(self, officer):
        return redirect(reverse("admin:sdp_portal_officer_change", args=[officer.pk]))

    def _mail_link(self, request, officer, mail, token):
        words = self._words(request, officer, account_mail.link_address(token))
        words["roles"] = _role_names(officer.groups.all(), officer.is_superuser)
        if not officer.email:
            messages.warning(request, f"{officer} has no email address. {HAND_OVER}")
        elif account_mail.send(mail, to=officer.email, **words):
            messages.success(request, f"We have sent a link to {officer.email}.")
        else:
            messages.warning(request, f"The mail to {officer.email} could not be sent. {HAND_OVER}")

    def _words(self, request, officer, link=""):
        works_until = moment_in_words(request.at + LINK_WORKS_FOR)
        by = Officer.__str__(request.user)
        return {"officer": officer, "by": by, "link": link, "works_until": works_until}

    def _ask_who_it_is(self, request):
        """allauth asks, and then sends the form that was sent here once more."""
        if is_reauthentication_required(request, app="officers"):
            raise ReauthenticationRequired


def _role_names(roles, is_superuser) -> str:
    return ", ".join(["Administrator"] * is_superuser + sorted(role.name for role in roles))
