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
THE_TEXT_ALONE = {"summary/", "document/"}
WITH_A_TEXT = ["strategy:editions", "strategy:strategies"]


class PublicPages(Sitemap):
    """All public pages, those of each published text at the address where it is read.

    An item is (address, when it last changed). Only a page of a published text, which never
    changes, has a moment: search engines stop believing moments that are not true.
    """

    def items(self):
        at = clock.now()
        pages = [reverse(name) for name in ALWAYS]
        pages += [consultation.get_absolute_url() for consultation in Consultation.objects.live()]
        pages += [each.get_absolute_url() for each in Release.objects.first_of_each(at=at)]
        moments = dict.fromkeys(pages)
        texts = PublishedTexts(at=at)
        if texts.current:
            moments |= dict.fromkeys(reverse(name) for name in WITH_A_TEXT)
            moments |= dict(_pages_of_texts(texts, at=at))
        return list(moments.items())

    def location(self, item):
        return item[0]

    def lastmod(self, item):
        return item[1]


def _pages_of_texts(texts, *, at):
    """Subgroups stand beside a strategy, so they are listed beside its current edition only."""
    bases, published_at = {}, {}
    for edition in Edition.objects.published(at=at).newest_first():
        bases[edition.pk] = texts.place_of(edition).base
        published_at[edition.pk] = edition.published_at
        for page in OF_A_TEXT:
            yield bases[edition.pk] + page, edition.published_at if page in THE_TEXT_ALONE else None
    own_pages = Part.objects.filter(edition__in=bases).exclude(address__contains="#")
    for edition, address in own_pages.in_reading_order().values_list("edition", "address"):
        yield bases[edition] + address, published_at[edition]
    base_of = {edition.strategy_id: bases[edition.pk] for edition in texts.current}
    for group in Subgroup.objects.filter(strategy__in=base_of):
        yield f"{base_of[group.strategy_id]}subgroups/{group.slug}/", None
