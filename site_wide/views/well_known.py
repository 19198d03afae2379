"""robots.txt, security.txt, and the icons that browsers ask for without a link."""

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from sdp_portal.pages.public import public_page
from strategy.reading.request import published_texts

SECURITY_TXT_HOLDS_FOR = dt.timedelta(days=180)
ICONS = {
    "favicon.ico": "image/x-icon",
    "apple-touch-icon.png": "image/png",
    "apple-touch-icon-precomposed.png": "image/png",
}
ONE_WEEK = 7 * 24 * 3600  # seconds


@public_page
@require_safe
def robots_txt(request):
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /receipts/",
        "Disallow: /invitations/",
        "Disallow: /consultations/*/respond/",
        f"Sitemap: {request.build_absolute_uri(reverse('site_wide:sitemap'))}",
    ]
    return _plain(lines)


@public_page
@require_safe
def security_txt(request):
    """Contacts for security reports (RFC 9116). The RFC asks for an expiry within a year."""
    edition = published_texts(request).front
    if edition is None:
        raise Http404("There is no contact yet.")
    strategy = edition.strategy
    contacts = [
        strategy.contact_email and f"mailto:{strategy.contact_email}",
        strategy.contact_telephone
        and f"tel:+44-{strategy.contact_telephone.lstrip('0').replace(' ', '-')}",
    ]
    expires = (request.at + SECURITY_TXT_HOLDS_FOR).replace(microsecond=0)
    lines = [
        *(f"Contact: {contact}" for contact in contacts if contact),
        f"Expires: {expires.isoformat().replace('+00:00', 'Z')}",
        "Preferred-Languages: en",
        f"Canonical: {request.build_absolute_uri(request.path)}",
    ]
    return _plain(lines)


@cache_control(public=True, max_age=ONE_WEEK)
@require_safe
def icon(request, name):
    file = settings.BASE_DIR / "static" / "images" / name.replace("-precomposed", "")
    return HttpResponse(file.read_bytes(), content_type=ICONS[name])


def _plain(lines):
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
