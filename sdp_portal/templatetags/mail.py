from django import template

from sdp_portal.mail_settings import has_mail_server

register = template.Library()


@register.inclusion_tag("admin/no_mail_server.html")
def no_mail_server():
    """Says so where officers are about to send something; nothing if there is one."""
    return {"has_mail_server": has_mail_server()}
