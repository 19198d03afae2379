"""What the admin of Django and its add-ons offers, as far as officers need it.

Accounts and roles have pages of their own (`site_wide/admin/`). Only superusers see roles, which a
partnership can make for itself, and the links between accounts and the council's.
"""

import allauth.account.admin
import allauth.mfa.admin
import allauth.socialaccount.admin  # noqa: F401 each registers models that are unregistered below
import django.contrib.auth.admin  # noqa: F401
import django_tasks_db.admin  # noqa: F401
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django_tasks_db.models import DBTaskResult

from sdp_portal.officers import act_pages  # noqa: F401 registers what officers did
from sdp_portal.officers.model_admin import OfficersAdmin

# Set in the environment, internal to allauth, replaced, or shown as Mail.
admin.site.unregister(
    [EmailAddress, SocialApp, SocialToken, Authenticator, SocialAccount, User, Group, DBTaskResult]
)

NAMES = {"auth": "Roles of officers", "socialaccount": "Council accounts"}
for label, name in NAMES.items():
    apps.get_app_config(label).verbose_name = name


class ForSuperusers(OfficersAdmin):
    """Whoever else could change these could give themselves any right."""

    def has_view_permission(self, request, obj=None):
        return request.user.is_superuser

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request):
        return request.user.is_superuser


@admin.register(SocialAccount)
class CouncilAccountAdmin(ForSuperusers):
    """Rows that officers make for themselves by signing in. They can only be removed."""

    once_deleted = (
        "The officer keeps the account here, and signs in with a password or connects "
        "the council’s account again."
    )
    list_display = ["user", "provider", "last_login"]
    list_select_related = ["user"]
    search_fields = ["user__username", "user__email"]
    fields = ["user", "provider", "uid", "last_login", "date_joined"]

    names_people = True

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
