"""Roles of officers: those of the portal, which stay as they are, and a partnership's own."""

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group, Permission

from sdp_portal.admin import ForSuperusers
from sdp_portal.officers.acts import name_of
from site_wide.admin.officer_forms import OWN_GROUP
from site_wide.officer_groups import GROUPS, MAY_DO, rights_of


class RoleForm(forms.ModelForm):
    """An own role may do what some of the portal's roles may."""

    may = forms.MultipleChoiceField(
        label="What people in this role may do",
        choices=list(MAY_DO.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Group
        fields = ["name"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.rights = _rights(self.instance) if self.instance.pk else set()
        self.initial["may"] = [name for name in MAY_DO if rights_of(name) <= self.rights]

    def _save_m2m(self):
        """Rights of no role of the portal, from before, stay."""
        super()._save_m2m()
        rights = self.rights.difference(*map(rights_of, self.initial["may"]))
        rights = rights.union(*map(rights_of, self.cleaned_data["may"]))
        of_models = Permission.objects.select_related("content_type")
        self.instance.permissions.set(
            each for each in of_models if f"{each.content_type.app_label}.{each.codename}" in rights
        )


@admin.register(Group)
class RoleAdmin(ForSuperusers):
    form = RoleForm
    list_display = ["name", "may_do", "holders"]
    search_fields = ["name"]
    ordering = ["name"]
    actions = None  # deleting asks about each role by itself
    change_form_template = "admin/sdp_portal/role.html"
    delete_confirmation_template = "admin/sdp_portal/delete_role.html"

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("user_set")

    def get_fields(self, request, obj=None):
        if obj and obj.name in GROUPS:
            return ["name", "may_do", "holders"]
        return ["name", "may", *(["holders"] if obj else [])]

    def get_readonly_fields(self, request, obj=None):
        return ["may_do", "holders"]

    def has_change_permission(self, request, obj=None):
        """The portal gives its own roles their rights, at each update."""
        return super().has_change_permission(request, obj) and not (obj and obj.name in GROUPS)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and why_it_stays(obj))

    def render_change_form(self, request, context, *args, **kwargs):
        role = context["original"]
        context |= {
            "why_it_stays": why_it_stays(role) if role else "",
            "title": role.name if role else "Add a role",
            "subtitle": None,
        }
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="what people in this role may do")
    def may_do(self, role):
        return MAY_DO.get(role.name, OWN_GROUP)

    @admin.display(description="who has it")
    def holders(self, role):
        return ", ".join(_holders(role)) or "Nobody"

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "Roles"} | (extra_context or {}))


def why_it_stays(role: Group) -> str:
    """Why it cannot be deleted, in a sentence; empty if it can."""
    if role.name in GROUPS:
        return "This role belongs to the portal, so it can’t be changed or deleted."
    if holders := _holders(role):
        return f"You can delete this role once nobody has it. These have it: {', '.join(holders)}."
    return ""


def _holders(role) -> list[str]:
    return [name_of(officer) for officer in role.user_set.all()]


def _rights(role) -> set[str]:
    """Each as `app.codename`."""
    rights = role.permissions.values_list("content_type__app_label", "codename")
    return {".".join(right) for right in rights}
