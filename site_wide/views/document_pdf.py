"""The whole text of an edition as an accessible PDF, made from its parts."""

from html.parser import HTMLParser

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from consultation.documents.typesetting import pdf
from sdp_portal import partnership
from sdp_portal.pages.public import public_page
from sdp_portal.templatetags.dates import day_in_words
from strategy.reading.request import page_of_text

DEEPEST = 4  # level of a heading


@public_page
@require_safe
@page_of_text
def document_pdf(request, outline):
    edition = outline.edition
    strategy = edition.strategy.full_title
    data = {
        "title": f"{strategy}: {edition.title}",
        "strategy": strategy,
        "edition": edition.title,
        "partnership": partnership.current().name,
        "published": day_in_words(edition.published_at, weekday=False),
        "about_this_text": edition.source_note,
        "url": request.build_absolute_uri(outline.base),
        "parts": [
            {
                "title": part.label,
                "level": min(len(part.above) + 1, DEEPEST),
                "text": tree_of(part.text),
            }
            for part in outline.parts
        ],
    }
    named = {"Content-Disposition": f'inline; filename="{edition.slug}.pdf"'}
    return HttpResponse(pdf("document.typ", data), content_type="application/pdf", headers=named)


def tree_of(html: str) -> list:
    """The text of a part as words and elements; the template gives each element its look."""
    tree = Tree()
    tree.feed(html)
    tree.close()
    return tree.top


class Tree(HTMLParser):
    """Of the few elements that a text can have, which are closed in order (rich_text)."""

    def __init__(self):
        super().__init__()
        self.top = []
        self.open = [self.top]

    def handle_starttag(self, tag, attrs):
        element = {"tag": tag, "href": dict(attrs).get("href", ""), "inside": []}
        self.open[-1].append(element)
        if tag != "br":
            self.open.append(element["inside"])

    def handle_endtag(self, tag):
        self.open.pop()

    def handle_data(self, data):
        self.open[-1].append(data)
