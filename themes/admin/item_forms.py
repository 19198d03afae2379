"""Forms for the items of a draft."""

import copy
import json

from django import forms
from django.contrib import admin
from django.forms.models import construct_instance

from sdp_portal.addresses.field import as_address, in_small_letters
from sdp_portal.names import can_be_read
from sdp_portal.numbers import whole_number
from strategy.models import Edition, OutlineItem, Section
from themes.drafting.ordering import ITEM_MODELS
from themes.models import Goal, Subgroup, ThemeItem

HELP = {
    "title": "",
    "key": (
        "The end of its web address, made from the title. By it the portal knows this part in "
        "later editions, so it stays when the title changes."
    ),
    "text": "Paragraphs, lists, bold, italics and links. Anything else is left out on saving.",
    "origin": "Moved, merged or split from another part. Otherwise leave it empty.",
    "came_from": "The keys of those parts in the edition before, with commas between.",
}


def suggested_key(item: OutlineItem) -> str:
    """A key made from the title (for a goal also from its area), numbered if it is taken."""
    slug = as_address(item.title, longest=80) or "part"
    if isinstance(item, Goal):
        slug = f"{item.area_of_focus.key}/goals/{slug}"
    key, number = slug, 1
    while item_with_key(item.edition, key):
        number += 1
        key = f"{slug}-{number}"
    return key


def item_with_key(edition: Edition, key: str) -> OutlineItem | None:
    """The item of any kind with this key: a key is unique in an edition."""
    found = (model.objects.filter(edition=edition, key=key).first() for model in ITEM_MODELS)
    return next((item for item in found if item), None)


class OutlineItemForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.stored = copy.copy(self.instance) if self.instance.pk else None
        for name in HELP.keys() & self.fields.keys():
            self.fields[name].help_text = HELP[name]
        if "key" in self.fields:
            self.fields["key"].required = False
            if issubclass(self._meta.model, ThemeItem):  # it is the address of a page
                self.fields["key"].validators.append(in_small_letters)
        self._offer_what_belongs_together()

    def _offer_what_belongs_together(self):
        edition = self.instance.edition if self.instance.edition_id else None
        chosen = whole_number(str(self.data.get("edition") or self.initial.get("edition") or ""))
        if edition is None and chosen:
            edition = Edition.objects.drafts().filter(pk=chosen).first()
        for field in self.fields.values():
            model = getattr(getattr(field, "queryset", None), "model", None)
            if model is None:
                continue
            if issubclass(model, OutlineItem):
                editions = [edition] if edition else Edition.objects.drafts()
                field.queryset = field.queryset.filter(edition__in=editions)
                if model is Section:
                    field.queryset = field.queryset.filter(parent=None).exclude(pk=self.instance.pk)
            elif model is Subgroup and edition:
                field.queryset = field.queryset.filter(strategy=edition.strategy_id)
                if not field.queryset.exists():
                    field.help_text = "This strategy has no subgroups yet."

    def clean(self):
        cleaned = super().clean()
        edition = cleaned.get("edition") or (self.stored and self.stored.edition)
        for name, value in cleaned.items():
            if isinstance(value, OutlineItem) and edition and value.edition_id != edition.pk:
                self.add_error(name, "Choose one of the same edition.")
        is_stored_section = isinstance(self.instance, Section) and self.stored
        if is_stored_section and cleaned.get("parent") and self.stored.subsections.exists():
            self.add_error("parent", "It has subsections itself, so it cannot be one.")
        if "key" in self.fields and "key" in cleaned:
            self._check_key(cleaned)
        return cleaned

    def _check_key(self, cleaned):
        needed = {"edition", "title", "area_of_focus"} & self.fields.keys()
        if not cleaned["key"]:
            if all(cleaned.get(name) for name in needed):
                item = construct_instance(self, copy.copy(self.instance), needed)
                cleaned["key"] = suggested_key(item)
        elif cleaned.get("edition"):
            other = item_with_key(cleaned["edition"], cleaned["key"])
            if other:
                kind = other._meta.verbose_name
                self.add_error("key", f"The {kind} “{other}” already has this key. Change it here.")


class NewAreaOfFocusForm(OutlineItemForm):
    """Also names the subgroup that leads the area, so that nobody has to leave this form for it."""

    new_lead = forms.CharField(
        label="Or a new subgroup",
        required=False,
        max_length=200,
        validators=[can_be_read],
        widget=admin.widgets.AdminTextInputWidget,
        help_text="Its name, if it is not in the list. You can write about it later.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lead"].required = False

    def clean(self):
        cleaned = super().clean()
        lead, name = cleaned.get("lead"), cleaned.get("new_lead")
        if lead and name:
            self.add_error("new_lead", "Choose a subgroup or name a new one, not both.")
        elif not lead and not name and not {"lead", "new_lead"} & self.errors.keys():
            self.add_error("lead", "Choose the subgroup that leads it, or name a new one.")
        elif name and self.fields["lead"].queryset.filter(name__iexact=name).exists():
            self.add_error("new_lead", f"“{name}” is in the list already. Choose it there.")
        return cleaned


class GoalForm(OutlineItemForm):
    """A goal's key starts with its area's key; admin.js suggests it while the title is typed."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "key" in self.fields:
            areas = self.fields["area_of_focus"].queryset
            prefixes = {area.pk: f"{area.key}/goals/" for area in areas}
            attributes = self.fields["key"].widget.attrs
            attributes["data-key-after"] = "area_of_focus"
            attributes["data-key-prefixes"] = json.dumps(prefixes)
