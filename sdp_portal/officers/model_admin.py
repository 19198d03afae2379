"""Officers can ask the admin only for what its pages show.

Django lets everybody who may read a list filter it by any field of its rows and of related rows,
even by regular expressions. So they could find out a hidden field letter by letter.
"""

from collections.abc import Iterator

from django.contrib import admin
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import (
    FORMFIELD_FOR_DBFIELD_DEFAULTS,
    IncorrectLookupParameters,
)
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.widgets import AdminTextareaWidget
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.text import capfirst

from sdp_portal.officers.leaving_acts import LeavesActs
from sdp_portal.officers.pages import OfficersPages
from sdp_portal.officers.two_officers import TellsOfOthers


class AdminLines(AdminTextareaWidget):
    """A browser ends lines with “\\r\\n”. So a text that nobody touched would count as changed."""

    def value_from_datadict(self, data, files, name):
        text = super().value_from_datadict(data, files, name)
        return text and text.replace("\r\n", "\n")


FORMFIELD_FOR_DBFIELD_DEFAULTS[models.TextField] = {"widget": AdminLines}  # also of inlines


class OfficersAdmin(TellsOfOthers, LeavesActs, OfficersPages):
    """Base of all admins of the portal. A list can be filtered by its own filters and by our links
    to it; any other query leads to the whole list."""

    # What deleting a row changes for the public, and what stays: officers read it before.
    once_deleted = "Everything else stays."
    links_ask: list[str] = []  # for instance "imported_in__id__exact"

    def lookup_allowed(self, lookup, value, request):
        return lookup in self.links_ask or any(
            lookup in self._asked_by(each) for each in self.get_list_filter(request)
        )

    def changelist_view(self, request, extra_context=None):
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, title | (extra_context or {}))

    def get_changelist_instance(self, request):
        try:
            return super().get_changelist_instance(request)
        except DisallowedModelAdminLookup:
            raise IncorrectLookupParameters from None

    def _asked_by(self, list_filter) -> Iterator[str]:
        if isinstance(list_filter, type):
            yield from getattr(list_filter, "parameter_names", [list_filter.parameter_name])
            return
        path = list_filter if isinstance(list_filter, str) else list_filter[0]
        field = get_fields_from_path(self.model, path)[-1]
        yield f"{path}__{field.target_field.name}__exact" if field.is_relation else f"{path}__exact"
        yield f"{path}__isnull"
        yield f"{path}__isempty"

    def get_changeform_initial_data(self, request):
        """A link to the form for a new row can only choose where that row belongs.

        Django puts the query's text into every field, and fails at a date with a time.
        """
        keys = {field.name for field in self.opts.fields if field.many_to_one or field.choices}
        return {name: value for name, value in request.GET.items() if name in keys}

    def to_field_allowed(self, request, to_field):
        """Rows are found only by their primary key."""
        return to_field == self.opts.pk.name


def no_such_page(request, **kwargs):
    """In place of Django's autocompletion, which no form of ours uses."""
    raise Http404("There is no such page.")


def view_on_site(request, content_type_id, object_id):
    """Leads officers to the public page of rows they may see; Django's own asks for no right."""
    model = get_object_or_404(ContentType, pk=content_type_id).model_class()
    if model is None or not admin.site.is_registered(model):
        raise Http404("There is no such page.")
    if not admin.site.get_model_admin(model).has_view_permission(request):
        raise PermissionDenied
    return shortcut(request, content_type_id, object_id)
