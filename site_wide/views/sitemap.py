from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from consultation.models import Consultation
from outcome.models import Release
from sdp_portal import clock
from strategy.models import Edition, Part
from strategy.reading.published_texts import PublishedTexts
from themes.models import Subgroup

ALWAYS = [
    "strategy:contact",
    "strategy:accessibility",
    "strategy:privacy",
    "strategy:cookies",
    "consultation:list",
]
OF_A_TEXT = [
    *(
        "",
        "summary/",
        "how-we-work/",
        "document/",
        "timeline/",
        "documents/",
        "contact/",
        "subgroups/",
    ),
]
WITH_A_TEXT = ["strategy:editions", "strategy:strategies"]


class PublicPages(Sitemap):
    """All public pages, those of each published text at the address where it is read."""

    def items(self):
        at = clock.now()
        pages = [reverse(name) for name in ALWAYS]
        pages += [consultation.get_absolute_url() for consultation in Consultation.objects.live()]
        pages += [each.get_absolute_url() for each in Release.objects.first_of_each(at=at)]
        texts = PublishedTexts(at=at)
        if texts.current:
            pages += [reverse(name) for name in WITH_A_TEXT]
            pages += _pages_of_texts(texts, at=at)
        return list(dict.fromkeys(pages))  # the contact of the text in front is there always

    def location(self, item):
        return item


def _pages_of_texts(texts, *, at):
    """Subgroups stand beside a strategy, so they are listed beside its current edition only."""
    bases = {}
    for edition in Edition.objects.published(at=at).newest_first():
        bases[edition.pk] = texts.place_of(edition).base
        yield from (bases[edition.pk] + page for page in OF_A_TEXT)
    own_pages = Part.objects.filter(edition__in=bases).exclude(address__contains="#")
    for edition, address in own_pages.in_reading_order().values_list("edition", "address"):
        yield bases[edition] + address
    base_of = {edition.strategy_id: bases[edition.pk] for edition in texts.current}
    for group in Subgroup.objects.filter(strategy__in=base_of):
        yield f"{base_of[group.strategy_id]}subgroups/{group.slug}/"
