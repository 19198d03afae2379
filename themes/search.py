"""The subgroups, as a search finds them."""

from sdp_portal.search import Entry
from strategy.reading.outline import Outline
from strategy.rich_text import plain_text


def subgroups_of(outline: Outline) -> list[Entry]:
    return [
        Entry("Group", group.name, plain_text(group.text), f"{outline.base}subgroups/{group.slug}/")
        for group in outline.edition.strategy.subgroups.all()
    ]
