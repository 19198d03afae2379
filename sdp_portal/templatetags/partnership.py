"""What templates say of the partnership, wherever they are included."""

from django import template

from sdp_portal import partnership

register = template.Library()


@register.simple_tag
def theme_colour(number):
    """The colour of the theme or item with that number, which completes the class “theme-…”."""
    return partnership.current().colour_of(number)


@register.simple_tag
def portal_name():
    """For error pages, which may need no database."""
    return partnership.name_without_database()
