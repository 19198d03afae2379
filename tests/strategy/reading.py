"""What a reader, a screen reader and a search engine find on a page."""

import re
from collections import defaultdict
from html.parser import HTMLParser

VOID = {"br", "hr", "img", "input", "link", "meta", "path", "use"}
UNSEEN = {"head", "script", "style", "template"}


class Page(HTMLParser):
    """A response's HTML: its `title`, `text`, `headings` (level, words), `links`, `ids`, `tags`."""

    def __init__(self, response):
        super().__init__()
        self.ids, self.links, self.tags = set(), [], []
        self._open, self._words, self._headings = [], defaultdict(list), []
        self.feed(response.content.decode())
        self.title = squeezed("".join(self._words["title"]))
        self.text = squeezed(" ".join(self._words["page"]))
        self.headings = [(level, squeezed("".join(words))) for level, words in self._headings]

    def text_of(self, identifier):
        return squeezed(" ".join(self._words[f"#{identifier}"]))

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        self.ids |= {attributes["id"]} if "id" in attributes else set()
        if tag == "a" and "href" in attributes:
            self.links.append(attributes["href"])
        if re.fullmatch(r"h[1-6]", tag):
            self._headings.append((int(tag[1]), []))
        if tag not in VOID:
            self._open.append((tag, attributes.get("id")))

    def handle_endtag(self, tag):
        if tag in {name for name, _ in self._open}:
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data):
        tags = {tag for tag, _ in self._open}
        if {"head", "title"} <= tags:
            self._words["title"].append(data)
        if tags & UNSEEN:
            return
        self._words["page"].append(data)
        for _, identifier in self._open:
            if identifier:
                self._words[f"#{identifier}"].append(data)
        if self._headings and f"h{self._headings[-1][0]}" in tags:
            self._headings[-1][1].append(data)


def squeezed(words):
    return " ".join(words.split())
