"""The top of the officers' first screen."""

from django import template

from consultation import state_of_things as things

register = template.Library()


@register.inclusion_tag("admin/state_of_things.html", takes_context=True)
def state_of_things(context):
    return things.state_of_things(context["request"])
