"""The tag for the top of the officers' first screen."""

from django import template

from site_wide.first_screen import facts_for_officer

register = template.Library()


@register.inclusion_tag("admin/first_screen.html", takes_context=True)
def first_screen(context):
    return facts_for_officer(context["request"])
