"""What a search finds of a strategy: the parts of a text, and the facts beside it."""

from django.utils.html import strip_tags

from sdp_portal import partnership
from sdp_portal.search import Entry, WordsOrSynonyms
from sdp_portal.templatetags.dates import planned
from strategy.models import Part
from strategy.reading.outline import Outline
from strategy.reading.timeline import timeline
from strategy.rich_text import plain_text

# Of two parts with the same words in their title, the one with a page of its own comes first.
WEIGHTS = {
    Part.Kind.AREA_OF_FOCUS: 0.6,
    Part.Kind.AREA_OF_ASSURANCE: 0.6,
    Part.Kind.THEME: 0.3,
    Part.Kind.SECTION: 0.2,
}

AREAS = {Part.Kind.AREA_OF_FOCUS, Part.Kind.AREA_OF_ASSURANCE}


def parts_with(outline: Outline, words: str) -> list[Entry]:
    """The parts of the text that have the words. Their index is in the database."""
    found = outline.edition.parts.filter(search=WordsOrSynonyms(words)).in_reading_order()
    return [_entry(outline.find(key)) for key in found.values_list("key", flat=True)]


def _entry(part):
    return Entry(
        kind=f"{part.get_kind_display()} {part.number}".strip(),
        title=part.title,
        text=part.plain_text,
        url=part.url,
        weight=WEIGHTS.get(part.kind, 0.0),
        within=", ".join(above.title for above in part.above),
        number=part.number,
        about=part,
    )


def facts_beside(outline: Outline, *, at) -> list[Entry]:
    """They are few, and change at any time, so they have no index: they are read as they are."""
    return [
        *_services(outline),
        *_dates(outline, at=at),
        *_papers(outline),
        *_how_it_came_about(outline),
        _contact(outline),
    ]


def _services(outline):
    """They are found also by the titles of the sensitive areas that they help with."""
    areas = {p.key: p.title for p in outline.parts if p.sensitive and p.kind in AREAS}
    for service in outline.edition.strategy.services.all():
        helps_with = [areas[key] for key in service.shown_on if key in areas]
        text = ". ".join([service.what, service.telephone, service.happened, *helps_with])
        yield Entry("Help", service.name, text, "", about=service)


def _dates(outline, *, at):
    for step in timeline(outline.edition.strategy, at=at):
        text = f"{strip_tags(planned(step))}. {step.note}"
        yield Entry("Timeline", step.title, text, f"{outline.base}timeline/#{step.key}")


def _papers(outline):
    page = f"{outline.base}documents/"
    strategy = outline.edition.strategy
    for document in strategy.documents.all():
        text = f"{document.by} {plain_text(document.text)}".strip()
        yield Entry("Document", document.title, text, f"{page}#{document.key}")
    for implication in strategy.implications.all():
        yield Entry(
            "Implication", implication.heading, implication.text, f"{page}#implications", -0.5
        )
    text = plain_text(strategy.equality_impact_text)
    yield Entry("Document", "Equality impact assessment", text, f"{page}#equality-impact", 0.5)


def _how_it_came_about(outline):
    page = f"{outline.base}how-we-work/"
    strategy = outline.edition.strategy
    bodies = ", ".join(body.name for body in strategy.bodies.all())
    text = f"{plain_text(strategy.how_developed)} {bodies}"
    yield Entry("Page", "How the strategy was developed", text, f"{page}#how-developed")
    for plan in strategy.related_plans.all():
        yield Entry("Related plan", plan.title, plan.note, f"{page}#related-plans")


def _contact(outline):
    strategy = outline.edition.strategy
    ours = partnership.current()
    contacts = [
        *(strategy.contact_name, strategy.contact_telephone, strategy.contact_email),
        *(ours.name, ours.telephone, ours.email),
    ]
    text = " ".join(filter(None, contacts))
    return Entry("Page", "Contact and help", text, f"{outline.base}contact/", 1.0)
