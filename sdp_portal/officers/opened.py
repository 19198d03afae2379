"""What an officer's form held when it was opened, so that nobody overwrites what they never saw.

A form that changes a row carries all its values as they were when its page was made, signed, in a
hidden field. When it is sent, they are compared with what is stored now. If somebody else changed
one of them meanwhile, nothing is saved: the page shows each field as it was, as it is now and as
the officer typed it. Below, the form holds both put together (`merging.py`), and saving again saves
that.
"""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property

from django import forms
from django.core import signing
from django.forms.formsets import BaseFormSet

from sdp_portal.officers.acts import Act, ChangeOfAct
from sdp_portal.officers.merging import Difference, merge_form, merge_rows
from sdp_portal.officers.values import (
    are_the_same,
    fields_of,
    in_lines,
    unchanged,
    values_of,
    words_of,
)
from sdp_portal.templatetags.dates import moment_in_words

OPENED = "opened"  # the hidden field
SALT = "sdp_portal.officers.opened"
MOST_ACTS = 5
CHANGES = [Act.Kind.ADDED, Act.Kind.CHANGED, Act.Kind.DELETED, Act.Kind.STEP]


@dataclass
class Conflict:
    """What others changed meanwhile, and `data`: the form with one text of each field."""

    kind: str
    data: dict
    differences: list[Difference] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    first: str = ""

    def __bool__(self):
        return bool(self.differences or self.notes)


class CarriesOpened:
    """For a form class: adds the hidden field, and refuses the form if there is a conflict."""

    conflict: Conflict | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[OPENED] = OpenedField()

    def clean(self):
        """A moment that the officer left alone stays as it was, to the microsecond.

        A hidden field is not the officer's to leave alone: the form works its value out.
        """
        cleaned = super().clean() or self.cleaned_data
        shown = {field.name for field in self.visible_fields()}
        left_alone = shown - set(self.changed_data)
        for name, value in cleaned.items():
            if isinstance(value, dt.datetime) and name in left_alone:
                cleaned[name] = getattr(self.instance, name, value)
        return cleaned

    def full_clean(self):
        super().full_clean()
        if self.conflict and self.is_bound:
            self.add_error(None, self.conflict.first)


class OpenedField(forms.CharField):
    widget = forms.HiddenInput

    def __init__(self):
        super().__init__(required=False)

    def has_changed(self, initial, data):
        return False


def signed(row, at, held, *, key="") -> str:
    """`key` names the row on its page; by default its primary key does."""
    about = f"{row._meta.label_lower} {key or row.pk}"
    content = {"about": about, "at": at.isoformat(), "held": held}
    return signing.dumps(content, salt=SALT, compress=True)


def read_signed(row, text: str, *, shape: type, key="") -> dict | None:
    """None if we did not write it, not about this row, or for a form that holds another `shape`."""
    try:
        content = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    is_ours = content["about"] == f"{row._meta.label_lower} {key or row.pk}"
    return content if is_ours and isinstance(content["held"], shape) else None


class Opened:
    """For a page with `stored`, the unbound forms and formsets of what is stored of `row`.

    On a page of ours, in a transaction in which the row is locked:

        opened = Opened(request, row, Form(instance=row))
        form = Form(opened.data, instance=row)
        if opened.may_save and form.is_valid(): ...
        return {"form": form} | opened.context

    Its template includes `admin/acts/opened.html` in the form. A page on which another row can
    take the place of the first gives the `key` by which it knows them.
    """

    def __init__(self, request, row, *stored, key=""):
        self.request, self.row, self.stored, self.key = request, row, stored, key

    @property
    def token(self) -> str:
        """The value of the hidden field."""
        held = {}
        for part in self.stored:
            if isinstance(part, BaseFormSet):
                for form in part.initial_forms:
                    held[f"{part.prefix}:{form.instance.pk}"] = values_of(form)
            else:
                held[part.prefix or ""] = values_of(part)
        return signed(self.row, self.request.at, held, key=self.key)

    @cached_property
    def conflict(self) -> Conflict:
        """It is false if nobody changed what the officer would overwrite."""
        sent = self.request.POST.get(OPENED, "")
        content = read_signed(self.row, sent, shape=dict, key=self.key)
        held = content and content["held"]
        kind = self.row._meta.verbose_name
        conflict = Conflict(kind, self.request.POST.copy())
        for part in self.stored:
            merge = merge_rows if isinstance(part, BaseFormSet) else merge_form
            merge(part, held, conflict, self.request.FILES)
        if conflict:
            conflict.data[OPENED] = self.token
            conflict.acts = list(self._acts(content)[:MOST_ACTS])
            conflict.first = self._first_sentence(content, conflict.acts)
            if self.request.FILES:
                conflict.notes.append("Choose your file again: a browser cannot keep it.")
        return conflict

    @cached_property
    def changed_since(self) -> dict:
        """For a step that types nothing, such as throwing away: what others changed meanwhile."""
        sent = self.request.POST.get(OPENED, "")
        content = read_signed(self.row, sent, shape=dict, key=self.key)
        if content is None:
            return {"first": "This page does not say what you had read. Look once more."}
        changes = []
        for form in self.stored:
            for bound in fields_of(form):
                was, now = content["held"][form.prefix or ""][bound.name], unchanged(bound)
                if not are_the_same(bound, was, now):
                    before, after = (words_of(in_lines(bound, each)) for each in (was, now))
                    changes.append(ChangeOfAct(field=bound.label, before=before, after=after))
        if not changes:
            return {}
        acts = list(self._acts(content)[:1])
        kind = self.row._meta.verbose_name
        first = saved_after_opening(self.request.user, f"this {kind}", acts)
        return {"first": first, "changes": changes}

    @property
    def data(self):
        """For the page's form: what was typed, put together with what others saved meanwhile."""
        if self.request.method != "POST":
            return None
        return self.conflict.data if self.conflict else self.request.POST

    @property
    def may_save(self) -> bool:
        return self.request.method == "POST" and not self.conflict

    @property
    def context(self):
        is_post = self.request.method == "POST"
        return {"opened": self.token, "conflict": self.conflict if is_post else None}

    def _acts(self, content):
        rows = [self.row]
        for part in self.stored:
            if isinstance(part, BaseFormSet):
                rows += [form.instance for form in part.initial_forms]
        acts = Act.objects.about(*rows).filter(kind__in=CHANGES).newest_first()
        return acts.filter(at__gte=content["at"]) if content else acts

    def _first_sentence(self, content, acts):
        kind = self.row._meta.verbose_name
        if content is None:
            return (
                f"This page does not say what you had read of this {kind}. "
                "Nothing is saved yet. Compare both texts, then save again."
            )
        first = saved_after_opening(self.request.user, f"this {kind}", acts)
        return f"{first} Nothing is saved yet, and nothing is lost."


def saved_after_opening(reader, what: str, acts) -> str:
    """“Ann saved this goal at 9am …, after you had opened this page.” `acts`: the newest first."""
    if not acts:
        return f"Somebody saved {what} after you had opened this page."
    last = acts[0]
    is_reader = last.officer_id == reader.pk
    name = "You, in another window," if is_reader else last.officer_name
    return f"{name} saved {what} at {moment_in_words(last.at)}, after you had opened this page."
