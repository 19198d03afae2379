"""What search engines, and previews of links in messages, read in a page."""

from django import template
from django.utils.html import format_html, json_script
from django.utils.safestring import mark_safe

register = template.Library()

TITLE = '<title>{}</title>\n  <meta property="og:title" content="{}">'
DESCRIPTION = """<meta name="description" content="{0}">
  <meta property="og:description" content="{0}">"""


@register.simple_block_tag
def page_title(content):
    title = _in_attribute(content)
    return format_html(TITLE, title, mark_safe(title.removeprefix("Error: ")))  # noqa: S308


@register.simple_block_tag
def page_description(content):
    return format_html(DESCRIPTION, _in_attribute(content))


def _in_attribute(content):
    """What stands between the tags; the templates have escaped everything but their own marks."""
    return mark_safe(" ".join(content.split()).replace('"', "&quot;"))  # noqa: S308


@register.simple_tag
def organisation(partnership, address):
    """The partnership in the vocabulary of schema.org. Browsers do not run this script, so the
    security policy need not allow it."""
    contact = {"email": partnership.email, "telephone": partnership.telephone}
    data = {
        "@context": "https://schema.org",
        "@type": "GovernmentOrganization",
        "name": partnership.name,
        "url": str(address),
        "areaServed": partnership.area,
        **{name: value for name, value in contact.items() if value},
    }
    return as_linked_data(data)


@register.simple_tag
def breadcrumbs(*links):
    """The way to a page, from the first page on: each its title and its absolute address."""
    steps = [
        {"@type": "ListItem", "position": number, "name": str(title), "item": str(address)}
        for number, (title, address) in enumerate(zip(links[::2], links[1::2], strict=True), 1)
    ]
    data = {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": steps}
    return as_linked_data(data)


def as_linked_data(data):
    script = json_script(data)  # escapes whatever could end the element
    return mark_safe(script.replace("application/json", "application/ld+json", 1))  # noqa: S308
