"""Two officers at once, on Django's own pages: nobody overwrites or deletes what they never saw.

`opened.py` has the mechanism. Pages of ours use it too: `Opened(request, row, form)`.
"""

from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.http import QueryDict
from django.utils.text import capfirst

from sdp_portal.officers.acts import Act
from sdp_portal.officers.opened import (
    CHANGES,
    MOST_ACTS,
    OPENED,
    CarriesOpened,
    Opened,
    read_signed,
    saved_after_opening,
    signed,
)
from sdp_portal.officers.pages import OfficersPages
from sdp_portal.officers.rows import Said, changes_between, lock_with_inlines, said_by
from sdp_portal.templatetags.dates import moment_in_words

NOT_WORDS = {"csrfmiddlewaretoken", OPENED, "_save", "_continue", "_addanother", "_popup", "post"}


class TellsOfOthers(OfficersPages):
    def get_actions(self, request):
        """Rows are deleted one at a time: each page says what goes with the row."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    # Changing

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is None or not self.has_change_permission(request, obj):
            return form

        class Form(CarriesOpened, form):
            conflict = getattr(request, "conflict", None)

        return Form

    def _changeform_view(self, request, object_id, form_url, extra_context):
        if request.method != "POST" or object_id is None or "_saveasnew" in request.POST:
            return super()._changeform_view(request, object_id, form_url, extra_context)
        row = self.get_object(request, unquote(object_id))
        if row is None or not self.has_change_permission(request, row):
            answer = self._too_late(request, object_id, row)
            return answer or super()._changeform_view(request, object_id, form_url, extra_context)
        lock_with_inlines(self, request, row)
        request.said_before = {(row._meta.label, row.pk): said_by(self, request, row.pk)}
        row = self.get_object(request, unquote(object_id))
        if row and (conflict := Opened(request, row, *self._stored(request, row)).conflict):
            request.POST, request.conflict = conflict.data, conflict
        return super()._changeform_view(request, object_id, form_url, extra_context)

    def _stored(self, request, row):
        """The forms of the row's page, as they would be if it was opened now."""
        fields = flatten_fieldsets(self.get_fieldsets(request, row))
        yield self.get_form(request, row, change=True, fields=fields)(instance=row)
        seen = {}
        for formset, inline in self.get_formsets_with_inlines(request, row):
            prefix = formset.get_default_prefix()
            seen[prefix] = seen.get(prefix, 0) + 1
            if seen[prefix] > 1:
                prefix = f"{prefix}-{seen[prefix]}"
            if inline.has_change_permission(request, row):
                queryset = inline.get_queryset(request)
                yield formset(instance=row, prefix=prefix, queryset=queryset)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        form = context["adminform"].form
        if obj and OPENED in form.fields and not form.is_bound:
            formsets = [
                each.formset
                for each in context["inline_admin_formsets"]
                if each.has_change_permission
            ]
            form.initial[OPENED] = Opened(request, obj, form, *formsets).token
        context["conflict"] = getattr(request, "conflict", None)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    # Too late

    def _too_late(self, request, object_id, row):
        """A page with what the officer typed, if the row is gone or can no longer be changed.

        None if that is not the reason: this officer may not change such rows at all.
        """
        if not self.has_change_permission(request) or not self.has_view_permission(request, row):
            return None
        about = Act.objects.filter(about_model=self.opts.label_lower, about_key=object_id)
        last = about.filter(kind=Act.Kind.DELETED).newest_first().first()
        if row is None and last is None:
            return None
        context = {
            "title": "Your text could not be saved",
            "sentences": self.why_too_late(row, last),
            "typed": self._typed(request, row),
        }
        if row is None:
            context["trail"] = [*self.trail(None), ("", last.about)]
        status = 409 if row is None else 403
        return self.render_page(
            request, "admin/acts/too_late.html", context, row=row, status=status
        )

    def why_too_late(self, row, deleted: Act | None) -> list[str]:
        kind = self.opts.verbose_name
        if row is not None:
            return [f"This {kind} can no longer be changed."]
        when = moment_in_words(deleted.at)
        return [f"{deleted.officer_name} deleted this {kind} at {when}, after you had opened it."]

    def _typed(self, request, row):
        fields = self.get_form(request, None).base_fields if row is None else {}
        labels = {name: str(field.label or name) for name, field in fields.items()}
        return [
            (labels.get(name, capfirst(name.replace("_", " "))), words)
            for name, values in request.POST.lists()
            for words in values
            if words and name not in NOT_WORDS and not name.endswith(("_FORMS", "-id"))
        ]

    # Deleting

    def _delete_view(self, request, object_id, extra_context):
        row = self.get_object(request, unquote(object_id))
        if row is None or not self.has_delete_permission(request, row):
            return super()._delete_view(request, object_id, extra_context)
        if request.method == "POST":
            lock_with_inlines(self, request, row)
        said = self._said_of_deletion(request, row)
        extra_context = (extra_context or {}) | {
            "once_deleted": self.once_deleted,
            "opened": signed(row, request.at, [[one.row, one.label, one.words] for one in said]),
        }
        if request.method == "POST":
            content = read_signed(row, request.POST.get(OPENED, ""), shape=list)
            held = [Said(*each, each[-1]) for each in content["held"]] if content else []
            changes = changes_between(_by_name(held), _by_name(said))
            if content is None or changes:
                request.POST = QueryDict()  # so that Django asks once more
                extra_context |= self._changed_meanwhile(request, row, content, changes)
        return super()._delete_view(request, object_id, extra_context)

    def _said_of_deletion(self, request, row):
        said = [
            Said(each.row, each.label, each.words, each.words)
            for each in said_by(self, request, row.pk).values()
        ]
        _, counts, *_ = self.get_deleted_objects([row], request)
        goes = ", ".join(f"{number} {name}" for name, number in sorted(counts.items()))
        return [*said, Said("", "Deleted with it", goes, goes)]

    def _changed_meanwhile(self, request, row, content, changes):
        if content is None:
            return {
                "first": "This page does not say what you had read. Nothing is deleted yet. Read "
                "once more what goes."
            }
        acts = Act.objects.about(row).filter(kind__in=CHANGES, at__gte=content["at"])
        acts = list(acts.newest_first()[:MOST_ACTS])
        first = saved_after_opening(request.user, f"this {self.opts.verbose_name}", acts)
        return {"first": f"{first} Nothing is deleted yet.", "changes": changes}


def _by_name(said):
    return {(one.row, one.label, one.label): one for one in said}
