"""The forms for an officer's account."""

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.utils.html import format_html

from sdp_portal.forms import stays_on_one_line
from sdp_portal.names import can_be_read
from sdp_portal.officers.accounts import check_address, check_roles
from sdp_portal.officers.models import Officer
from site_wide.officer_groups import ADMINISTRATOR, MAY_DO

OWN_GROUP = "A group of the partnership’s own."


class RolesField(forms.ModelMultipleChoiceField):
    """Each role with the sentence that says what it may do."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options):
        errors = {"required": "Choose at least one role."}
        super().__init__(Group.objects.order_by("name"), error_messages=errors, **options)

    def label_from_instance(self, group):
        sentence = MAY_DO.get(group.name, OWN_GROUP)
        return format_html("<strong>{}</strong> {}", group.name, sentence)


class OfficerForm(forms.ModelForm):
    """Name, address and roles of a new officer or of one who is there."""

    name = forms.CharField(
        max_length=150,
        validators=[stays_on_one_line, can_be_read],
        widget=admin.widgets.AdminTextInputWidget(attrs={"autocomplete": "off"}),
        help_text="Other officers see it beside everything that this officer does.",
        error_messages={"required": "Enter the officer’s name."},
    )
    email = forms.EmailField(
        label="Email address",
        max_length=254,
        widget=admin.widgets.AdminEmailInputWidget(attrs={"autocomplete": "off"}),
        help_text="Not a shared one: whoever reads it can choose this officer’s password.",
        error_messages={
            "required": "Enter the officer’s email address.",
            "invalid": "Enter an email address in the correct format, like name@example.com.",
            "max_length": "An email address has 254 characters or fewer.",
        },
    )
    roles = RolesField(required=False)
    administrator = forms.BooleanField(required=False, help_text=ADMINISTRATOR)

    by = None  # who fills the form in; set by the admin

    class Meta:
        model = Officer
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.by.is_superuser or self.by.pk == self.instance.pk:
            del self.fields["administrator"]
        if self.instance.pk:
            self.initial = {
                "name": str(self.instance),
                "email": self.instance.email,
                "roles": list(self.instance.groups.all()),
                "administrator": self.instance.is_superuser,
            } | self.initial

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        check_address(email, but=self.instance)
        return email

    def clean_roles(self):
        roles = self.cleaned_data["roles"]
        if self.instance.pk:
            check_roles(self.instance, roles, by=self.by)
        return roles

    def clean(self):
        data = super().clean()
        if "roles" in data and not data["roles"] and not self.is_superuser:
            self.add_error("roles", "Choose at least one role.")
        return data

    @property
    def is_superuser(self) -> bool:
        return self.cleaned_data.get("administrator", self.instance.is_superuser)

    @property
    def known(self) -> Officer | None:
        """The officer who has the address that was typed."""
        errors = self.errors.as_data().get("email", [])
        return next((error.params["officer"] for error in errors if error.code == "known"), None)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        max_length=200,
        validators=[stays_on_one_line, can_be_read],
        widget=admin.widgets.AdminTextInputWidget,
        help_text="For other officers, who read it in the history of this account.",
        error_messages={
            "required": "Say why, for instance: lost the phone.",
            "max_length": "A reason has 200 characters or fewer.",
        },
    )


class RolesForm(forms.Form):
    roles = RolesField()
