"""Roles of officers: those of the portal, which stay as they are, and a partnership's own."""

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group, Permission

from sdp_portal.admin import ForSuperusers
from sdp_portal.officers.acts import name_of
from site_wide.admin.officer_forms import OWN_GROUP
from site_wide.officer_groups import GROUPS, MAY_DO, rights_of

VERBS = {
    "view": "Read",
    "add": "Add",
    "change": "Change",
    "change_own": "Change, as its lead,",
    "delete": "Delete",
    "publish": "Publish",
}


class RightsField(forms.ModelMultipleChoiceField):
    """The rights that the portal's own roles have, in plain words."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options):
        codenames = {right.partition(".")[2] for group in GROUPS for right in rights_of(group)}
        rights = Permission.objects.filter(codename__in=codenames).select_related("content_type")
        super().__init__(rights.order_by("content_type__model", "codename"), **options)

    def label_from_instance(self, right):
        model = right.content_type.model_class()
        verb = VERBS[right.codename.removesuffix(f"_{right.content_type.model}")]
        return f"{verb} {model._meta.verbose_name_plural if model else right.content_type.model}"


class RoleForm(forms.ModelForm):
    permissions = RightsField(label="What people in this role may do", required=False)

    class Meta:
        model = Group
        fields = ["name", "permissions"]


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
        return ["name", "permissions", *(["holders"] if obj else [])]

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
            "title": role or "Add a role",
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
