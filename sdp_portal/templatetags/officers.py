from django import template

from sdp_portal.officers.adapters import has_second_factor

register = template.Library()


@register.simple_tag(takes_context=True)
def may_work(context) -> bool:
    """Whether the admin opens for whoever looks at the page."""
    request = context.get("request")
    user = request and request.user
    return bool(user and user.is_active and user.is_staff and has_second_factor(request, user))
