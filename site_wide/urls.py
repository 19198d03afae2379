from django.contrib.sitemaps.views import sitemap
from django.urls import path
from django.views.decorators.http import require_safe

from sdp_portal.pages.public import public_page
from site_wide.views import calendar, cards, document_pdf, feed, private_links, well_known
from site_wide.views.search import search
from site_wide.views.sitemap import PublicPages

app_name = "site_wide"

# A preview does not have these: a draft has no words to search before it is published.
text_pages = [
    path("timeline.ics", calendar.timeline_ics, name="timeline_ics"),
    path("search/", search, name="search"),
    path("document.pdf", document_pdf.document_pdf, name="document_pdf"),
]

urlpatterns = [
    *text_pages,
    path(
        "sitemap.xml",
        public_page(require_safe(sitemap)),
        {"sitemaps": {"pages": PublicPages}},
        name="sitemap",
    ),
    path("card.png", cards.card, name="card"),
    path("<path:page>card.png", cards.card),
    path("feed.xml", feed.feed, name="feed"),
    *(path(f"{kind}/", private_links.no_token, {"kind": kind}) for kind in private_links.KINDS),
    *(path(name, well_known.icon, {"name": name}) for name in well_known.ICONS),
    path("robots.txt", well_known.robots_txt),
    path(".well-known/security.txt", well_known.security_txt),
]
