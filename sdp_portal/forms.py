"""Forms as GOV.UK's design system draws them, by Django's own form rendering.

A form is drawn from `templates/forms/`: `{{ form }}` gives every field, and
`{{ form.email.as_field_group }}` one of them. Only forms that inherit from here are drawn so; the
admin's are not touched.
"""

import datetime as dt
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.template import TemplateDoesNotExist

from sdp_portal.clock import clock_change

NO_NULL = "Remove the null character: your text holds one, often from a copied document."
BREAKS_A_LINE = {"Cc", "Zl", "Zp"}  # control characters, line and paragraph separators


def stays_on_one_line(text):
    """For what is typed into a field of one line. (The null character is refused everywhere.)"""
    if any(unicodedata.category(c) in BREAKS_A_LINE and c != "\0" for c in text):
        raise ValidationError(
            "Remove the line break or control character: your text holds one, often from a copied "
            "document.",
            code="control_characters",
        )


class MomentField(forms.SplitDateTimeField):
    """A day and a time in London. On the nights when the clocks change it says what to use."""

    def compress(self, data_list):
        try:
            return super().compress(data_list)
        except ValidationError as refusal:
            if refusal.code != "ambiguous_timezone":
                raise
            raise ValidationError(clock_change(dt.datetime.combine(*data_list))) from None


class CharacterCountTextarea(forms.Textarea):
    """A textarea with a count that appears late, when `threshold` per cent of the limit are used.

    It counts as the browser does: UTF-16 code units, a line break as one. It has no maxlength
    attribute, which would cut off pasted text without a word.
    """

    def __init__(self, *, max_length, threshold=80, attrs=None):
        self.max_length = max_length
        self.threshold = threshold
        super().__init__(attrs)

    def build_attrs(self, base_attrs, extra_attrs=None):
        attrs = super().build_attrs(base_attrs, extra_attrs)
        attrs.pop("maxlength", None)
        return attrs


class HintedRadioSelect(forms.RadioSelect):
    """Radios with a hint below some of the choices, and fields shown only with their choice.

    `hints`: a choice's value → its hint. `reveals`: a choice's value → the name of the field that
    belongs to it; without JavaScript that field is simply visible below the choice.
    """

    def __init__(self, *args, hints=None, reveals=None, **kwargs):
        self.hints = hints or {}
        self.reveals = reveals or {}
        super().__init__(*args, **kwargs)


class PortalBoundField(BoundField):
    def build_widget_attrs(self, attrs, widget=None):
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        if name := _component(widget):
            given = widget.attrs.get("class", "")
            error = f"{name}--error" if self.errors else ""
            count = "govuk-js-character-count" if self.max_length else ""
            attrs["class"] = " ".join(filter(None, [name, error, count, given]))
        return attrs

    @property
    def aria_describedby(self):
        """Django's hint and error, then the count's limit."""
        ids = super().aria_describedby
        if ids is not None and self.max_length:
            ids = f"{ids} {self.auto_id}-info".strip()
        return ids

    @property
    def max_length(self):
        return getattr(self.field.widget, "max_length", None)

    @property
    def is_radios(self):
        return isinstance(self.field.widget, forms.RadioSelect)

    @property
    def is_checkboxes(self):
        return isinstance(self.field.widget, forms.CheckboxSelectMultiple)

    @property
    def is_checkbox(self):
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def first_id(self):
        """Where a link to this field leads: to the first of several radios or checkboxes."""
        return f"{self.auto_id}_0" if self.use_fieldset else self.auto_id

    @property
    def options(self):
        """The choices of radios or checkboxes, each with its hint and the field that it reveals."""
        widget = self.field.widget
        hints, reveals = getattr(widget, "hints", {}), getattr(widget, "reveals", {})
        for choice in self.subwidgets:
            value = str(choice.data["value"])
            revealed = reveals.get(value)
            yield {
                "id": choice.id_for_label,
                "label": choice.choice_label,
                "value": value,
                "is_chosen": choice.data["selected"],
                "hint": hints.get(value, ""),
                "revealed": self.form[revealed] if revealed in self.form.fields else None,
            }

    @property
    def is_revealed(self):
        """Whether it is drawn inside the choice it belongs to. It is then needed with that choice
        only, so that its label does not say "(optional)"."""
        return any(
            self.name in field.widget.reveals.values()
            for field in self.form.fields.values()
            if isinstance(field.widget, HintedRadioSelect)
        )


class PortalRenderer(TemplatesSetting):
    """The project's templates, and Django's own for the widgets that need no other."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = PortalBoundField
    own_of_django = DjangoTemplates()

    def get_template(self, template_name):
        try:
            return super().get_template(template_name)
        except TemplateDoesNotExist:
            return self.own_of_django.get_template(template_name)


class PortalFormMixin:
    """For forms and model forms alike: `class ThingForm(PortalFormMixin, forms.ModelForm)`."""

    default_renderer = PortalRenderer
    use_required_attribute = False  # the server answers in words, at the field
    is_filter = False  # of a list: then no label says "(optional)"

    @property
    def fields_in_error(self):
        """In the order of the page, for the error summary."""
        return [field for field in self if field.errors]


class PortalForm(PortalFormMixin, forms.Form):
    pass


def _component(widget):
    """The class that GOV.UK's stylesheet gives to such a control; None for one drawn otherwise."""
    match widget:
        case forms.Textarea():
            return "govuk-textarea"
        case forms.RadioSelect() | forms.CheckboxSelectMultiple():
            return None
        case forms.Select():
            return "govuk-select"
        case forms.CheckboxInput() | forms.HiddenInput():
            return None
        case forms.widgets.Input():
            return "govuk-input"
        case _:
            return None
