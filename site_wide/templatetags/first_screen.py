"""The tags for the top of the officers' first screen, and for what leads back to it."""

from django import template
from django.urls import reverse

from site_wide.first_screen import facts_for_officer
from site_wide.setting_up import next_step

register = template.Library()


@register.inclusion_tag("admin/first_screen.html", takes_context=True)
def first_screen(context):
    return facts_for_officer(context["request"])


@register.inclusion_tag("admin/next_step.html", takes_context=True)
def step_to_set_up_next(context):
    """While the portal is being set up, every page of the officers who do it says what is next."""
    request = context["request"]
    is_first_screen = request.path == reverse("admin:index")
    if is_first_screen or not request.user.has_perm("strategy.add_strategy"):
        return {"step": None}
    return {"step": next_step(at=request.at)}
