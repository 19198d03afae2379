"""The small set of HTML in which the strategy's texts are written, and its cleaning."""

import html
import re

import nh3
from django import forms
from django.core.validators import MaxLengthValidator
from django.db import models

from strategy.rich_text.editor import RichTextArea
from strategy.rich_text.pasted import sentences_about, take_out

HEADING = "h2"  # only in texts of pages of their own
ALLOWED_TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "br"}
ALLOWED_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
ALLOWED_SCHEMES = {"http", "https", "mailto", "tel"}

# Other tags for bold and italics.
OTHER_NAMES = {"b": "strong", "i": "em"}

# A cell of a table becomes a paragraph, so that its words stay apart from those of the next.
CELLS = {"td", "th"}
_CELL = re.compile(r"<(/?)t[dh]>")

# PostgreSQL cannot index a text of more than a megabyte for search. A text of this length is
# cleaned within two seconds, even if its tags are nested as deeply as possible.
LONGEST_TEXT = 100_000
TOO_LONG = (
    f"This text is too long: it can have at most {LONGEST_TEXT:,} characters, "
    "with the marks for paragraphs, lists and links."
)

# Word puts the bullet or number of a list item into the text, between these two marks.
_WORD_BULLET = re.compile(
    r"<!(?:--)?\[if\s+!supportLists\](?:--)?>.{0,500}?<!(?:--)?\[endif\](?:--)?>", re.DOTALL
)
_OTHER_NAME = re.compile(r"<(/?)(b|i)>")
_MAIL_ADDRESS = re.compile(r"[\w.+'’-]+@[\w-]+(?:\.[\w-]+)+")
_LIST_BEGINS_AT = re.compile(r"[0-9]{1,4}", re.ASCII)
_EMPTY_PARAGRAPH = re.compile(r"<p>(?:\s|&nbsp;|<br>)*</p>")
# The editor wraps the text of every list item in a paragraph.
_ITEM_OF_ONE_PARAGRAPH = re.compile(
    r"<li><p>([^<]*(?:<(?!/?(?:p|li|ul|ol)>)[^<]*)*)</p>(?=</li>|<ul>|<ol[ >])"
)
_END_OF_BLOCK = re.compile(r"</(?:p|li|ul|ol)>|<br>")


def clean_html(value: str, *, headings: bool = False) -> str:
    """`value` with only paragraphs, lists, bold, italics, links and, if wanted, headings.

    Other tags are removed. Scripts, struck-out words, hidden words and margin notes are removed
    with their content.
    """
    text, _ = take_out(_WORD_BULLET.sub("", value))
    allowed = ALLOWED_TAGS | ({HEADING} if headings else set())
    harmless = _harmless(text, allowed | OTHER_NAMES.keys() | CELLS)
    if _CELL.search(harmless):
        paragraphs = _CELL.sub(r"<\1p>", harmless)
        harmless = _harmless(paragraphs, allowed | OTHER_NAMES.keys())
    # From here on every tag is written in exactly one way.
    tidy = _OTHER_NAME.sub(lambda tag: f"<{tag[1]}{OTHER_NAMES[tag[2]]}>", harmless)
    tidy = _ITEM_OF_ONE_PARAGRAPH.sub(r"<li>\1", _EMPTY_PARAGRAPH.sub("", tidy))
    # nh3 always has the last word, so the result is safe.
    return (harmless if tidy == harmless else _harmless(tidy, allowed)).strip()


def what_is_left_out(value: str) -> list[str]:
    """Sentences about the words that cleaning removes from `value`; empty if it removes none."""
    return sentences_about(take_out(value)[1])


def _harmless(value, tags):
    return nh3.clean(
        value,
        tags=tags,
        attributes=ALLOWED_ATTRIBUTES,
        url_schemes=ALLOWED_SCHEMES,
        link_rel=None,
        attribute_filter=_attribute,
    )


def _attribute(tag, name, value):
    """A link to a bare mail address would lead to a page of ours that is not there."""
    if name == "href" and _MAIL_ADDRESS.fullmatch(value.strip()):
        return f"mailto:{value.strip()}"
    if name == "start" and (value == "1" or not _LIST_BEGINS_AT.fullmatch(value)):
        return None
    return value


def plain_text(value: str) -> str:
    """The words of an HTML text, one line for each paragraph or list item."""
    lines = _END_OF_BLOCK.sub("\n", " ".join(value.split())).split("\n")
    words = (html.unescape(nh3.clean(line, tags=set())) for line in lines)
    return "\n".join(" ".join(line.split()) for line in words if line.strip())


_not_too_long = MaxLengthValidator(LONGEST_TEXT, TOO_LONG)


class RichTextFormField(forms.CharField):
    """The text from the editor, cleaned; a text that is too long is refused.

    If words were left out, the form is refused once and names them. It comes back without those
    words, and the officer can save it.
    """

    is_html = True  # for pages that compare words
    widget = RichTextArea
    default_validators = [_not_too_long]
    has_headings = False

    def clean(self, value):
        text = super().clean(value)
        if sentences := what_is_left_out(text):
            raise forms.ValidationError([*sentences, "Check the text below, then save it again."])
        return clean_html(text, headings=self.has_headings)


class PageTextFormField(RichTextFormField):
    """The text of a whole page, which can have headings."""

    has_headings = True

    def widget_attrs(self, widget):
        return {"data-headings": "yes"}

    def has_changed(self, initial, data):
        """The editor writes the same text in other HTML, for instance “<li><p>”."""
        texts = [initial or "", data or ""]
        if any(len(text) > LONGEST_TEXT for text in texts):
            return super().has_changed(initial, data)
        return not self.disabled and clean_html(texts[0]) != clean_html(texts[1])


class RichTextField(models.TextField):
    """Text in this module's HTML. Every save cleans it."""

    is_html = True
    default_validators = [_not_too_long]

    def formfield(self, **kwargs):
        """Always uses the editor, even though the admin asks for its own text box."""
        return super().formfield(
            **kwargs | {"form_class": RichTextFormField, "widget": RichTextArea}
        )

    def pre_save(self, model_instance, add):
        value = clean_html(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value
