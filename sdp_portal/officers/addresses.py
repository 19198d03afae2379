"""Officers change an address that the public knows on a page of its own, which says what happens.

Before the public knows it, they change it on the ordinary form, like any other field.
"""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html

from sdp_portal.addresses.changing import change_address, lock_address, refuse_address
from sdp_portal.addresses.field import in_small_letters
from sdp_portal.addresses.models import OldAddress
from sdp_portal.officers.model_admin import OfficersAdmin
from sdp_portal.officers.opened import Opened
from sdp_portal.officers.pages import FORM, officers_page
from sdp_portal.templatetags.dates import moment_in_words


class AddressForm(forms.ModelForm):
    """The ordinary form of a row that has an address."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        row, field = self.instance, self.fields.get("slug")
        if field:
            field.label = "Address"
        if field and row.pk and row.address_is_in_use():
            page = f"admin:{row._meta.app_label}_{row._meta.model_name}_change_address"
            field.disabled = True
            field.help_text = format_html(
                'The public knows this address. <a href="{}">Change the address</a>',
                reverse(page, args=[row.pk]),
            )

    def clean(self):
        data = super().clean()
        if "slug" in self.changed_data and not self.errors:
            try:
                refuse_address(self.instance, data["slug"])
            except ValidationError as refusal:
                self.add_error("slug", refusal)
        return data


class NewAddressForm(forms.Form):
    slug = forms.CharField(
        label="New address",
        validators=[in_small_letters],
        widget=admin.widgets.AdminTextInputWidget(attrs={"spellcheck": "false"}),
        help_text="Only its last part. Make it short: people type it from posters.",
        error_messages={"required": "Type the new address."},
    )

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, initial={"slug": row.slug}, **kwargs)
        self.row = row
        longest = row._meta.get_field("slug").max_length
        words = f"Use {longest} characters or fewer."
        self.fields["slug"].validators.append(MaxLengthValidator(longest, words))

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        refuse_address(self.row, slug)
        return slug


class ChangeAddressPage(OfficersAdmin):
    """Adds the page to the admin of a model that has addresses (`sdp_portal/addresses/`)."""

    form = AddressForm

    def holders_of_address(self, row) -> list[tuple[str, int]]:
        """Who has the address, and how many they are, as far as the portal knows."""
        return []

    @officers_page(
        "<int:pk>/change-address/",
        "Change the address",
        permissions=["change"],
        methods=FORM,
        template="admin/change_address.html",
    )
    @transaction.atomic
    def change_address_page(self, request, row):
        if "slug" in self.get_readonly_fields(request, row):  # they may change other fields
            raise PermissionDenied
        back = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])
        if not row.address_is_in_use():
            messages.info(request, "The public does not know its address yet. Change it here.")
            return redirect(back)
        if request.method == "POST":
            row = lock_address(row)
        opened = Opened(request, row, NewAddressForm(row=row))
        form = NewAddressForm(opened.data, row=row)
        is_valid = opened.may_save and form.is_valid()
        if is_valid and "agreed" in request.POST and self._change(request, row, form):
            return redirect(back)
        slug = form.cleaned_data["slug"] if is_valid and form.is_valid() else None
        context = opened.context | {
            "form": form,
            "back": back,
            "holders": self.holders_of_address(row),
            "old": request.build_absolute_uri(row.address_with(row.slug)),
            "new": slug and request.build_absolute_uri(row.address_with(slug)),
        }
        return context, 422 if form.errors else 200

    def _change(self, request, row, form) -> bool:
        slug = form.cleaned_data["slug"]
        try:
            change_address(row=row, slug=slug, by=request.user, at=request.at)
        except ValidationError as refusal:  # another officer took it meanwhile
            form.add_error("slug", refusal)
            return False
        old, new = row.address_with(row.slug), row.address_with(slug)
        self.log_change(request, row, f"Changed the address from {old} to {new}.")
        messages.success(request, f"The address is {new} now. {old} leads there.")
        return True


@admin.register(OldAddress)
class OldAddressAdmin(OfficersAdmin):
    list_display = ["path", "now", "changed", "changed_by"]
    list_display_links = None
    list_select_related = ["changed_by"]
    search_fields = ["path", "leads_to"]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "Old addresses"} | (extra_context or {}))

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="leads to", ordering="leads_to")
    def now(self, address):
        return format_html('<a href="{}">{}</a>', address.leads_to, address.leads_to)

    @admin.display(description="changed", ordering="changed_at")
    def changed(self, address):
        return moment_in_words(address.changed_at)
