"""The main navigation. A page says which section it belongs to in its `nav_current` block."""

from django import template
from django.template.loader import render_to_string
from django.urls import reverse

register = template.Library()

SECTIONS = (
    ("strategy", "Strategy", "strategy:home"),
    ("consultation", "Have your say", "consultation:list"),
    ("timeline", "Timeline", "strategy:timeline"),
    ("documents", "Documents", "strategy:documents"),
    ("about", "About", "strategy:how_we_work"),
)


@register.simple_block_tag
def navigation(content):
    """The sections as links; what stands between the tags is the key of the current one."""
    current = content.strip()
    sections = [
        {"title": title, "url": reverse(name), "is_current": key == current}
        for key, title, name in SECTIONS
    ]
    context = {"sections": sections, "search_url": reverse("strategy:search")}
    return render_to_string("components/navigation.html", context)
