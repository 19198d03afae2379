"""The admin of outline items. Items of a draft can be edited, published ones only read."""

from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import connection
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from sdp_portal.numbers import whole_number
from sdp_portal.officers.acts import Act
from sdp_portal.officers.model_admin import OfficersAdmin
from sdp_portal.officers.opened import read_signed, saved_after_opening, signed
from sdp_portal.officers.pages import FORM, officers_page
from sdp_portal.templatetags.dates import moment_in_words
from strategy.history.item_history import changes, version_of
from strategy.models import Edition
from strategy.rich_text import clean_html
from themes.admin.item_forms import OutlineItemForm
from themes.drafting import ordering
from themes.drafting.taking_back import TakeBackError, change_of, outcome_of, take_back
from themes.publishing.proposal import why_propose_again

CHANGES_ON_A_PAGE = 20


class FrozenWithEdition:
    """For rows of an edition: they can be edited in a draft, and only read once it is published."""

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not self._is_frozen(obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not self._is_frozen(obj)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Offer only drafts and items of drafts."""
        related = db_field.remote_field.model
        if related is Edition:
            kwargs["queryset"] = Edition.objects.drafts()
        elif "edition" in {field.name for field in related._meta.get_fields()}:
            kwargs["queryset"] = related.objects.filter(edition__in=Edition.objects.drafts())
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Without links to add or change a parent: each item has its own page for that."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def why_too_late(self, row, deleted):
        if row is None:
            return super().why_too_late(row, deleted)
        edition = _edition_of(row)
        correction = " A correction is a new edition." if edition.is_agreed else ""
        return [f"{edition.why_frozen}{correction}"]

    @staticmethod
    def _is_frozen(obj):
        return obj is not None and _edition_of(obj).is_frozen


def _edition_of(row) -> Edition:
    return row if isinstance(row, Edition) else row.edition


class OutlineItemAdmin(FrozenWithEdition, OfficersAdmin):
    """The base of the admins of sections, themes, areas and goals."""

    once_deleted = (
        "It goes from this draft only. The text that the public reads stays as it is "
        "until the draft is published."
    )
    form = OutlineItemForm
    change_form_template = "admin/drafting/item.html"
    list_display = ["title", "edition", "key", "position"]
    list_filter = ["edition"]
    list_select_related = ["edition__strategy"]
    search_fields = ["title", "key", "text"]
    ordering = ["edition", "position", "pk"]
    prepopulated_fields = {"key": ["title"]}
    parents: list[str] = []
    others: list[str] = []

    def get_fieldsets(self, request, obj=None):
        may_change = obj is None or self.has_change_permission(request, obj)
        first = ["title", "text" if may_change else "reading", *self.others]
        if obj is None:
            first.insert(1, "key")
        belongs = [*self.parents, "edition", *(["key"] if obj else [])]
        return [
            (None, {"fields": first}),
            ("Where it belongs", {"fields": belongs}),
            (
                "If it came from parts of an earlier edition",
                {"fields": ["origin", "came_from"], "classes": ["collapse"]},
            ),
        ]

    def get_queryset(self, request):
        """A list leaves out the items of drafts that were thrown away."""
        items = super().get_queryset(request)
        page = request.resolver_match
        is_list = page and page.url_name.endswith("_changelist")
        return items.filter(edition__thrown_away_at=None) if is_list else items

    def get_readonly_fields(self, request, obj=None):
        return ["edition", "key", "reading"] if obj else []

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    @admin.display(description="Text")
    def reading(self, item):
        return mark_safe(clean_html(item.text)) or "No text."  # noqa: S308 - just cleaned

    # Saving

    def get_object(self, request, object_id, from_field=None):
        """Before a save, lock the draft and read the item again: nobody can change it meanwhile."""
        item = super().get_object(request, object_id, from_field)
        if item and request.method == "POST" and connection.in_atomic_block:
            try:
                ordering.lock_draft(item.edition_id)
            except ordering.MoveError:
                return item
            item = super().get_object(request, object_id, from_field)
        return item

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["why_propose_again"] = obj and why_propose_again(obj.edition, at=request.at)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_model(self, request, item, form, change):
        if change and version_of(item) == version_of(form.stored):
            return
        is_elsewhere = change and ordering.level_of(item) != ordering.level_of(form.stored)
        if is_elsewhere or not change:
            item.position = ordering.position_at_the_end(item)
        super().save_model(request, item, form, change)

    def why_too_late(self, row, deleted):
        if row is not None:
            return super().why_too_late(row, deleted)
        last = self._records(deleted.about_key).first()
        where = reverse("admin:strategy_edition_changes", args=[last.edition_id]) if last else ""
        back = format_html('A deletion <a href="{}">can be taken back</a>.', where)
        return [*super().why_too_late(row, deleted), *([back] if last else [])]

    def response_post_save_add(self, request, item):
        return self._to_tree(item)

    def response_post_save_change(self, request, item):
        return self._to_tree(item)

    def delete_view(self, request, object_id, extra_context=None):
        item = self.get_object(request, object_id)
        answer = super().delete_view(request, object_id, extra_context)
        was_deleted = request.method == "POST" and answer.status_code == 302
        return self._to_tree(item) if item and was_deleted else answer

    def _to_tree(self, item):
        address = reverse("admin:strategy_edition_change", args=[item.edition_id])
        return redirect(f"{address}?at={item._meta.model_name}-{item.pk}")

    # History

    def history_view(self, request, object_id, extra_context=None):
        pk = whole_number(str(object_id))
        records = self._records(pk) if pk is not None else None
        last = records.first() if records is not None else None
        if last is None:
            raise Http404("Nothing is known of it.")
        item = self.model.objects.select_related("edition").filter(pk=object_id).first()
        if not self.has_view_permission(request, item):
            raise PermissionDenied
        page = Paginator(records, CHANGES_ON_A_PAGE).get_page(request.GET.get("page"))
        page.object_list = changes(page.object_list)
        context = self._context(item or last.instance, leads_to="change" if item else "") | {
            "title": f"History of “{last.title}”",
            "here": "History",
            "page": page,
            "exists": item is not None,
        }
        return self.render_page(request, "admin/drafting/item_history.html", context)

    @officers_page(
        "<int:item_pk>/history/<int:history_id>/take-back/",
        "Take back a change",
        permissions=["view"],
        methods=FORM,
        template="admin/drafting/take_back.html",
    )
    def take_back_page(self, request, item_pk, history_id):
        """Show what taking the change back will do; on confirmation, do it."""
        change = change_of(self.model.history.model, history_id)
        if change is None or change.record.id != item_pk:
            raise Http404("There is no such change.")
        item = self.model.objects.select_related("edition").filter(pk=item_pk).first()
        may_add, may_change = self.has_add_permission, self.has_change_permission
        if not (may_change(request, item) if item else may_add(request)):
            raise PermissionDenied
        if request.method == "POST":
            return self._take_back(request, item, change)
        context = self._context(item or change.record.instance) | {"change": change}
        context["opened"] = signed(item, request.at, version_of(item)) if item else ""
        try:
            context["outcome"] = outcome_of(change)
        except TakeBackError as error:
            context["refusal"] = str(error)
        return context

    def _take_back(self, request, item, change):
        if item and self._changed_since(request, item):
            return redirect(request.path)
        try:
            item = take_back(change=change)
        except TakeBackError as error:
            messages.error(request, str(error))
            return redirect("admin:strategy_edition_changes", change.record.edition_id)
        if change.record.history_type == "-":
            self.log_addition(request, item, "Took back that it was deleted.")
            messages.success(request, f"“{item}” is back.")
        else:
            when = moment_in_words(change.record.history_date)
            self.log_change(request, item, f"Took back the change of {when}.")
            messages.success(request, f"“{item}” reads as before that change.")
        return self._to_tree(item)

    def _changed_since(self, request, item):
        """Tells that somebody changed the item after the page showed what will happen."""
        content = read_signed(item, request.POST.get("opened", ""), shape=object)
        if content and content["held"] == version_of(item):
            return False
        acts = Act.objects.about(item).newest_first()[:1]
        first = saved_after_opening(request.user, f"this {self.opts.verbose_name}", acts)
        messages.warning(request, f"{first} Look once more at what will happen.")
        return True

    def _records(self, object_id):
        history = self.model.history.model.objects
        return history.filter(id=object_id).order_by("-history_id")

    def _context(self, item, *, leads_to="history"):
        """The context of a page about an item.

        By default the item's name in the trail links to its history, which outlives a deletion.
        """
        edition = item.edition
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{leads_to}"
        address = reverse(name, args=[item.pk]) if leads_to else ""
        edition_address = reverse("admin:strategy_edition_change", args=[edition.pk])
        trail = [(edition_address, edition.title), (address, item.title)]
        return {"item": item, "edition": edition, "trail": trail}
