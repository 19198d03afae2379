"""The officers' editor for the strategy's texts.

A plain text box that static/build/admin.js turns into django-prose-editor. The editor is imported
from the address in `data-rich-text`, so that its import map, which would have to be a script
inside the page, is not needed (docs/decisions/0005).
"""

from django import forms
from django.forms.widgets import Script
from django.templatetags.static import static

from strategy.pasted import take_out

# A text with more than that is refused anyway, and tags nested deeper take seconds to read.
LONGEST_LOOKED_INTO = 200_000


class RichTextArea(forms.Textarea):
    # Sent as it is typed: as "application/x-www-form-urlencoded" every mark of HTML would count
    # three times towards the size of a request that Django accepts.
    needs_multipart_form = True

    class Media:
        css = {
            "all": ["django_prose_editor/material-icons.css", "django_prose_editor/editor.css"],
        }
        js = [Script("build/admin.js", type="module")]

    def format_value(self, value):
        """A form that comes back does not bring struck-out words back: they would be text in it."""
        too_long = value is None or len(value) > LONGEST_LOOKED_INTO
        return super().format_value(value if too_long else take_out(value)[0])

    def get_context(self, name, value, attrs):
        editor = {"data-rich-text": static("django_prose_editor/editor.js")}
        return super().get_context(name, value, {"rows": 12, **(attrs or {}), **editor})

    def use_required_attribute(self, initial):
        """The box itself is hidden behind the editor, where a browser could not point at it."""
        return False
