"""Every act in the admin leaves a row in the table of acts, in the place of Django's own log."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator

from sdp_portal.officers.acts import Act, ChangeOfAct, name_of_model, record
from sdp_portal.officers.pages import OfficersPages
from sdp_portal.officers.rows import changes_between, said_by
from sdp_portal.officers.values import fields_of, in_lines, typed, unchanged, words_of

ACTS_ON_A_PAGE = 50
MOST_NAMED = 4


class LeavesActs(OfficersPages):
    """For our pages: `self.log_change(request, row, "A plain sentence.")`, and so on.

    For Django's pages the act says which fields changed from what to what. It compares what is
    stored before and after, so a form that was saved untouched leaves no act.
    """

    # The row is about somebody outside. Acts then name the row, and repeat nothing that it says.
    names_people = False
    # Attributes that say a field better: “last_minute” for “closes_at”.
    says_instead: dict[str, str] = {}

    def log_addition(self, request, obj, message):
        self._log(request, Act.Kind.ADDED, obj, message, before={})

    def log_change(self, request, obj, message):
        before = getattr(request, "said_before", {}).get((obj._meta.label, obj.pk))
        self._log(request, Act.Kind.CHANGED, obj, message, before=before)

    def log_deletion(self, request, obj, message):
        self.leave_act(request, Act.Kind.DELETED, message, obj)

    def log_deletions(self, request, queryset):
        """Django calls it before it deletes the rows."""
        for obj in queryset:
            said = self._hidden(changes_between(said_by(self, request, obj.pk), {}))
            what = "Deleted." if self.names_people else f"Deleted “{obj}”."
            self.leave_act(request, Act.Kind.DELETED, what, obj, said)

    def construct_change_message(self, request, form, formsets, add=False):
        """For `log_change`: the fields that the form changes. Where the row itself is known as it
        was before, `log_change` compares that, and takes only what is no field of the row."""
        return {
            bound.name: ChangeOfAct(field=str(bound.label)[:200], **_texts(bound, form))
            for bound in fields_of(form)
            if bound.name in form.changed_data
        }

    def leave_act(self, request, kind, what, row=None, changes=()):
        about = self.name_for_acts(row) if row else ""
        return record(request, kind, what, row=row, about=about, changes=changes)

    def name_for_acts(self, row) -> str:
        """How acts name the row."""
        if not self.names_people:
            return str(row)
        return f"{name_of_model(row._meta.label)} {row.pk}"

    def _log(self, request, kind, obj, message, *, before):
        if isinstance(message, str):
            is_step = kind == Act.Kind.CHANGED
            self.leave_act(request, Act.Kind.STEP if is_step else kind, message, obj)
            return
        typed = message if isinstance(message, dict) else {}
        if before is None:
            changes = list(typed.values())
        else:
            changes = changes_between(before, said_by(self, request, obj.pk))
            told = {each.field for each in changes}
            own = {field.name for field in obj._meta.get_fields()}
            changes += [
                change
                for name, change in typed.items()
                if name not in own and change.field not in told
            ]
        if kind == Act.Kind.ADDED:
            self.leave_act(request, kind, "Added.", obj, self._hidden(changes))
        elif changes:
            self.leave_act(request, kind, _sentence(changes), obj, self._hidden(changes))

    def _hidden(self, changes: list[ChangeOfAct]) -> list[ChangeOfAct]:
        if self.names_people:
            for change in changes:
                change.before = change.after = ""
        return changes

    def history_view(self, request, object_id, extra_context=None):
        """The acts about one row, also about one that is gone."""
        row = self.get_object(request, object_id)
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        acts = Act.objects.filter(about_model=self.opts.label_lower, about_key=object_id)
        if row is None and not acts.exists():
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        pages = Paginator(acts.newest_first().with_changes(), ACTS_ON_A_PAGE)
        name = self.name_for_acts(row) if row else acts.newest_first()[0].about
        context = {
            "title": f"History of “{name}”",
            "here": "History",
            "page": pages.get_page(request.GET.get("page")),
            "gone": row is None,
        }
        if row is None:
            context["trail"] = [*self.trail(None), ("", name)]
        return self.render_page(request, "admin/acts/history.html", context, row=row)


def _texts(bound, form) -> dict[str, str]:
    if getattr(bound.field.widget, "input_type", "") == "password":
        return {}
    values = {
        "before": unchanged(bound),
        "after": typed(bound, form.data, form.files, bound.html_name),
    }
    return {name: words_of(in_lines(bound, each)) for name, each in values.items()}


def _sentence(changes) -> str:
    names = list(dict.fromkeys(change.name for change in changes))
    if len(names) > MOST_NAMED:
        return f"Changed {len(names)} fields: {', '.join(names[:MOST_NAMED])} …"
    return f"Changed: {', '.join(names)}."
