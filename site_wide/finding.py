"""One search over everything that the public can read of a strategy."""

import datetime as dt
import re
from dataclasses import dataclass, field

from consultation.search import consultations_on
from outcome.responses.search import published_comments_with
from sdp_portal.search import Entry, Hit, did_you_mean, find_among
from strategy.models import Part, SupportService, Synonym
from strategy.reading.outline import Outline
from strategy.reading.search import facts_beside, parts_with
from themes.search import subgroups_of

MOST_HITS = 40
MOST_SERVICES = 4
PAGE = "Page"
WANTS_EXACTLY = re.compile(r'["“”]|(?:^|\s)-')

# Pages that have no text of their own: title, what people find there, address.
OF_THE_TEXT = [
    ("What we will do: our goals", "The strategy in short, to read or to print.", "summary/"),
    ("The whole strategy", "The full text, with a list of contents.", "document/"),
    ("Timeline", "What happened, what happens next, and when. Dates and meetings.", "timeline/"),
    ("Documents", "The strategy, reports and papers to read or to download.", "documents/"),
    ("Who leads the work", "Who is responsible for what.", "subgroups/"),
]
OF_THE_SITE = [
    ("Have your say", "Our consultations: what you can comment on.", "consultations/"),
    ("Get news by email", "We write to you when there is something new.", "follow/"),
    ("All versions", "Every earlier version of the strategy, and what changed.", "editions/"),
    ("Privacy", "What we do with personal data, and your rights.", "privacy/"),
    ("Accessibility", "How accessible this website is, and what to do if not.", "accessibility/"),
    ("Cookies", "Which cookies this website uses.", "cookies/"),
]
WEIGHT = 0.7


@dataclass
class Findings:
    """What a search found. `services` are where people get help, and come first.

    If nothing has the typed words: `did_you_mean` has them spelt as on our pages, or
    `has_some_words`, and that is what was found instead.
    """

    services: list[SupportService] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)
    did_you_mean: str = ""
    has_some_words: bool = False

    def __bool__(self):
        return bool(self.services or self.hits)

    @property
    def is_cut(self):
        return len(self.hits) == MOST_HITS

    @property
    def are_exact(self):
        """Everything that was typed was found. If not, help for whoever is in need comes first."""
        return bool(self) and not (self.did_you_mean or self.has_some_words)

    @property
    def are_sensitive(self):
        parts = [hit.entry.about for hit in self.hits if isinstance(hit.entry.about, Part)]
        return bool(self.services) or any(part.sensitive for part in parts)


def find(words: str, outline: Outline, *, at: dt.datetime) -> Findings:
    facts = [
        *facts_beside(outline, at=at),
        *subgroups_of(outline),
        *consultations_on(outline.edition.strategy, at=at),
        *_pages(outline.base, OF_THE_TEXT),
        *_pages("/", OF_THE_SITE),
    ]
    found = _find(words, outline, facts, at=at)
    if found or WANTS_EXACTLY.search(words):
        return found
    if meant := did_you_mean(words, _all_words(facts, outline)):
        found = _find(meant, outline, facts, at=at)
        if found:
            found.did_you_mean = meant
            return found
    found = _find(" or ".join(words.split()), outline, facts, at=at)
    found.has_some_words = bool(found)
    return found


def _all_words(facts, outline):
    texts = [f"{entry.title} {entry.text}" for entry in facts]
    texts += [f"{part.title} {part.plain_text}" for part in outline.parts]
    texts += Synonym.objects.values_list("searched", flat=True)
    return " ".join(texts)


def _pages(base, pages):
    return [Entry(PAGE, title, text, base + address, WEIGHT) for title, text, address in pages]


def _find(words, outline, facts, *, at):
    strategy = outline.edition.strategy
    entries = [
        *parts_with(outline, words),
        *facts,
        *published_comments_with(words, strategy, at=at),
    ]
    hits = find_among(entries, words, most=MOST_HITS)
    services = [hit.entry.about for hit in hits if isinstance(hit.entry.about, SupportService)]
    others = [hit for hit in hits if not isinstance(hit.entry.about, SupportService)]
    pages = [hit.entry.title.casefold() for hit in others if hit.entry.kind == PAGE]
    if words.casefold() in pages:
        services = []  # they typed the name of a page, such as “Have your say”
    first = services[:MOST_SERVICES]
    first.sort(key=lambda service: service.purpose != services[0].purpose)
    return Findings(first, others)
