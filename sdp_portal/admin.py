"""Officers' accounts in the admin: superusers make them, and remove a lost second factor."""

import allauth.account.admin
import allauth.mfa.admin
import allauth.socialaccount.admin  # noqa: F401 each registers models that are unregistered below
import django_tasks_db.admin  # noqa: F401
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django_tasks_db.models import DBTaskResult

from sdp_portal.officers.model_admin import OfficersAdmin

# Set in the environment, internal to allauth, replaced below, or shown as Mail.
admin.site.unregister(
    [EmailAddress, SocialApp, SocialToken, Authenticator, SocialAccount, User, Group, DBTaskResult]
)

NAMES = {"auth": "Officers", "mfa": "Second factors", "socialaccount": "Council accounts"}
for label, name in NAMES.items():
    apps.get_app_config(label).verbose_name = name


@admin.register(User)
class OfficerAdmin(OfficersAdmin, UserAdmin):
    def save_model(self, request, obj, form, change):
        """In lower case, because signing in looks the address up in lower case."""
        obj.email = obj.email.lower()
        super().save_model(request, obj, form, change)


@admin.register(Group)
class OfficersGroupAdmin(OfficersAdmin, GroupAdmin):
    pass


class RemoveOnly:
    """Rows that officers make for themselves. Others can remove them, and see no secrets."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Authenticator)
class SecondFactorAdmin(RemoveOnly, OfficersAdmin):
    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    list_select_related = ["user"]
    search_fields = ["user__username", "user__email"]
    fields = ["user", "type", "created_at", "last_used_at"]


@admin.register(SocialAccount)
class CouncilAccountAdmin(RemoveOnly, OfficersAdmin):
    list_display = ["user", "provider", "last_login"]
    list_select_related = ["user"]
    search_fields = ["user__username", "user__email"]
    fields = ["user", "provider", "uid", "last_login", "date_joined"]
