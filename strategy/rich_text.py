"""The small HTML that the strategy's texts are written in, and what becomes of everything else."""

import html
import re

import nh3
from django.core.validators import MaxLengthValidator
from django.db import models

ALLOWED_TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "br"}
ALLOWED_ATTRIBUTES = {"a": {"href"}}
ALLOWED_SCHEMES = {"http", "https", "mailto", "tel"}

# A part's words are indexed for search, and PostgreSQL indexes no text of more than a megabyte;
# and nesting a hundred thousand characters deep is still cleaned within two seconds.
LONGEST_TEXT = 100_000

_END_OF_BLOCK = re.compile(r"</(?:p|li|ul|ol)>|<br>")


def clean_html(value: str) -> str:
    """`value` with paragraphs, lists, bold, italics and links; scripts and all else are dropped."""
    return nh3.clean(
        value,
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        url_schemes=ALLOWED_SCHEMES,
        link_rel=None,
    ).strip()


def plain_text(value: str) -> str:
    """The words of an HTML text, one line for each paragraph or item of a list."""
    lines = _END_OF_BLOCK.sub("\n", " ".join(value.split())).split("\n")
    words = (html.unescape(nh3.clean(line, tags=set())) for line in lines)
    return "\n".join(" ".join(line.split()) for line in words if line.strip())


class RichTextField(models.TextField):
    """Text in the small HTML of this module, cleaned whenever it is saved."""

    default_validators = [MaxLengthValidator(LONGEST_TEXT)]

    def pre_save(self, model_instance, add):
        value = clean_html(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value
