"""The top of the officers' first screen."""

from django import template

from site_wide import first_screen

register = template.Library()


@register.inclusion_tag("admin/first_screen.html", takes_context=True)
def state_of_things(context):
    return first_screen.state_of_things(context["request"])
