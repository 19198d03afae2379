"""The main navigation. A page says which section it belongs to in its `nav_current` block."""

from django import template
from django.template.loader import render_to_string
from django.urls import reverse

register = template.Library()

SECTIONS = (  # with an address below that of the text; None for the consultations
    ("strategy", "Strategy", ""),
    ("consultation", "Have your say", None),
    ("documents", "Documents", "documents/"),
    ("about", "About", "how-we-work/"),
)


@register.simple_block_tag
def navigation(content, base, way_in=""):
    """The sections as links, below the address `base` of the text that the page belongs to.

    What stands between the tags is the key of the current section. `way_in` is the address to
    respond at, if there is one to lead to.
    """
    current = content.strip()
    sections = [
        {
            "title": title,
            "url": (way_in or reverse("consultation:list")) if page is None else base + page,
            "is_current": key == current,
        }
        for key, title, page in SECTIONS
    ]
    return render_to_string("components/navigation.html", {"sections": sections})
