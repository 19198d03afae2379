"""The officers' editor for the strategy's texts.

The page has a plain text box; static/build/admin.js turns it into django-prose-editor. It imports
the editor from the address in `data-rich-text`. So no import map is needed, which would have to be
an inline script (docs/decisions/0005).
"""

from django import forms
from django.forms.widgets import Script
from django.templatetags.static import static

from strategy.rich_text.pasted import take_out

# A longer text is refused anyway, and reading its tags could take seconds.
LONGEST_LOOKED_INTO = 200_000


class RichTextArea(forms.Textarea):
    # Form-urlencoding would triple the size of every HTML mark, and Django limits a request's size.
    needs_multipart_form = True

    class Media:
        css = {
            "all": ["django_prose_editor/material-icons.css", "django_prose_editor/editor.css"],
        }
        js = [Script("build/admin.js", type="module")]

    def format_value(self, value):
        """Without struck-out words, which the editor would show as text."""
        too_long = value is None or len(value) > LONGEST_LOOKED_INTO
        return super().format_value(value if too_long else take_out(value)[0])

    def get_context(self, name, value, attrs):
        editor = {"data-rich-text": static("django_prose_editor/editor.js")}
        return super().get_context(name, value, {"rows": 12, **(attrs or {}), **editor})

    def use_required_attribute(self, initial):
        """The editor hides the box, so a browser could not show its message beside it."""
        return False
