from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from consultation.models import Consultation
from outcome.models import Release
from sdp_portal import clock
from strategy.reading.outline import current_outline

ALWAYS = [
    "strategy:contact",
    "strategy:accessibility",
    "strategy:privacy",
    "strategy:cookies",
    "consultation:list",
]
WITH_A_STRATEGY = [
    "strategy:home",
    "strategy:how_we_work",
    "strategy:document",
    "strategy:timeline",
    "strategy:documents",
    "strategy:editions",
    "themes:subgroups",
]


class PublicPages(Sitemap):
    """All public pages of the current edition, and those beside it."""

    def items(self):
        outline = current_outline(at=clock.now())
        pages = [reverse(name) for name in ALWAYS]
        pages += [consultation.get_absolute_url() for consultation in Consultation.objects.live()]
        pages += [each.get_absolute_url() for each in Release.objects.first_of_each(at=clock.now())]
        if outline:
            pages += [reverse(name) for name in WITH_A_STRATEGY]
            pages += [part.url for part in outline.pages]
            strategy = outline.edition.strategy
            pages += [subgroup.get_absolute_url() for subgroup in strategy.subgroups.all()]
        return pages

    def location(self, item):
        return item
