"""What a reader, a screen reader and a search engine find on a page."""

import re
from html.parser import HTMLParser

VOID = {"br", "hr", "img", "input", "link", "meta", "path", "use"}


class Page(HTMLParser):
    """A response's HTML: `title`, `text`, `headings` as (level, words), `links`, `ids`, `tags`."""

    def __init__(self, response):
        super().__init__()
        self.ids, self.links, self.tags = set(), [], []
        self._open, self._title, self._text, self._headings = [], [], [], []
        self.feed(response.content.decode())
        self.title = squeezed("".join(self._title))
        self.text = squeezed(" ".join(self._text))
        self.headings = [(level, squeezed("".join(words))) for level, words in self._headings]

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        if "id" in attributes:
            self.ids.add(attributes["id"])
        if tag == "a" and "href" in attributes:
            self.links.append(attributes["href"])
        if re.fullmatch(r"h[1-6]", tag):
            self._headings.append((int(tag[1]), []))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data):
        if "title" in self._open and "head" in self._open:
            self._title.append(data)
        elif not {"head", "script", "style"} & set(self._open):
            self._text.append(data)
            if self._headings and f"h{self._headings[-1][0]}" in self._open:
                self._headings[-1][1].append(data)

    def under(self, heading):
        """The words between that heading and the next one."""
        start = self.text.index(heading) + len(heading)
        names = [words for _, words in self.headings]
        following = names[names.index(heading) + 1 :]
        end = self.text.find(following[0], start) if following else len(self.text)
        return self.text[start:end].strip()


def squeezed(words):
    return " ".join(words.split())
