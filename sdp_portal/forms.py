"""Forms in the style of GOV.UK's design system, by Django's own form rendering.

The templates are in `templates/forms/`: `{{ form }}` draws every field, and
`{{ form.email.as_field_group }}` draws one of them. This applies only to forms that inherit from
this module, not to those of the admin.
"""

import datetime as dt
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.template import TemplateDoesNotExist

from sdp_portal.clock import clock_change

NO_NULL = "Remove the null character: your text has one, often from a copied document."
BREAKS_A_LINE = {"Cc", "Zl", "Zp"}  # control characters, line and paragraph separators


def stays_on_one_line(text):
    """Validator of fields with one line. (All fields refuse the null character.)"""
    if any(unicodedata.category(c) in BREAKS_A_LINE and c != "\0" for c in text):
        raise ValidationError(
            "Remove the line break or control character: your text has one, often from a copied "
            "document.",
            code="control_characters",
        )


def refuse_distant_year(day: dt.date):
    """Also of a moment."""
    if not 1998 <= day.year < 3000:
        raise ValidationError("Enter a year from 1998 to 2999.")


class MomentField(forms.SplitDateTimeField):
    """A day and a time in London, in a year from 1998 (when the law on these strategies began) to
    2999. For times when the clocks change, the error says what to use."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A minute after the last day that Python knows is an error on every page.
        self.validators.append(refuse_distant_year)

    def compress(self, data_list):
        try:
            return super().compress(data_list)
        except ValidationError as refusal:
            if refusal.code != "ambiguous_timezone":
                raise
            raise ValidationError(clock_change(dt.datetime.combine(*data_list))) from None


class CharacterCountTextarea(forms.Textarea):
    """A textarea whose count appears when `threshold` per cent of the limit are used.

    It counts like the browser: UTF-16 code units, and a line break as one. It has no maxlength
    attribute, because that silently cuts off pasted text.
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
    """Radios whose choices can have a hint, and a field that is shown only with the choice.

    `hints`: value of a choice → its hint. `reveals`: value of a choice → name of its field. Without
    JavaScript that field is always visible below the choice.
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
        """The ids of Django's hint and error, and then of the limit of the count."""
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
        """The target of a link to this field: the first one of several radios or checkboxes."""
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
        """Whether the field is drawn below its choice. Its label then never says "(optional)",
        because the field is needed with that choice."""
        return any(
            self.name in field.widget.reveals.values()
            for field in self.form.fields.values()
            if isinstance(field.widget, HintedRadioSelect)
        )


class PortalRenderer(TemplatesSetting):
    """Uses the project's templates, and Django's own for widgets without one."""

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
    """The CSS class of GOV.UK Frontend for the widget; None if our templates draw it."""
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
