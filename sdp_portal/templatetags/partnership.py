"""What templates say of the partnership, wherever they are included."""

from django import template

from sdp_portal import partnership

register = template.Library()

PICTURES = ["street", "neighbours", "light", "viaduct"]


@register.simple_tag
def theme_colour(number):
    """The colour of the theme or item with that number, which completes the class “theme-…”."""
    return partnership.current().colour_of(number)


@register.simple_tag
def theme_picture(number):
    """The template with the picture of the theme or item with that number."""
    first = int(str(number).partition(".")[0] or 1)
    return f"pictures/{PICTURES[(first - 1) % len(PICTURES)]}.html"


@register.simple_tag
def portal_name():
    """For error pages, which may need no database."""
    return partnership.name_without_database()
