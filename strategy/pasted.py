"""What word processors put into their HTML that is no part of the text.

Struck-out words, hidden words, comments in the margin and footnotes would become plain text when
their tags are taken away, and “We will not fund it” would come out of a correction as its opposite.
They are taken out with all that is in them, and whoever pasted them is told.
"""

import re
from html import unescape
from html.parser import HTMLParser
from typing import NamedTuple

import nh3

LONGEST_SHOWN = 60
MOST_SHOWN = 3

# Nothing else can hold what is left out: most texts are done with this.
_MAY_HOLD_SOME = re.compile(r"<(?:s|del|strike)\b|\b(?:style|class|hidden)\b|#_|#cmnt|#ftnt", re.I)
_TAG_NAME = re.compile(r"<([a-z][^\s/>]*)", re.IGNORECASE)
# What is in these is not HTML, or follows rules of its own.
_NOT_LOOKED_INTO = {
    *("script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "noscript"),
    *("plaintext", "template", "svg", "math", "select", "html", "head", "body", "frameset"),
}
_VOID = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"),
    *("track", "wbr"),
}
_BLOCKS = {"p", "div", "li", "dd", "td", "blockquote"}

_STRUCK_TAGS = {"s", "del", "strike"}
_STRUCK_CLASSES = {"msodel", "strikethrough", "trackchangetextdeletion"}
_STRUCK_STYLE = re.compile(r"text-decoration(?:-line)?:[^;]*line-through")
_HIDDEN_STYLE = re.compile(r"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|mso-hide:all)")
_COMMENT_STYLE = re.compile(r"mso-(?:element:comment|special-character:comment)")
_COMMENT_CLASS = re.compile(r"msocomment|msocom(?:txt|anchor|off)")
_COMMENT_LINK = re.compile(r"#(?:_msocom|_msoanchor|cmnt)")
_NOTE_STYLE = re.compile(r"mso-element:(?:foot|end)note")
_NOTE_CLASS = re.compile(r"mso(?:foot|end)note")
_NOTE_LINK = re.compile(r"#(?:_ftn|_edn|ftnt)")
# From a comment or a note back to the text: the paragraph around it is the comment or the note.
_WAY_BACK = re.compile(r"#(?:_msoanchor|cmnt_ref|_ftnref|_ednref|ftnt_ref)")

# What leads from the text to a comment or a note: “[PS1]”.
_MARK = re.compile(r"\[\w{1,8}\]|\W*")

STRUCK, HIDDEN, COMMENT, NOTE = "struck", "hidden", "comment", "note"
TOLD = {
    STRUCK: "Words that were struck out",
    HIDDEN: "Hidden words",
    COMMENT: "Comments in the margin",
    NOTE: "Footnotes",
}


class LeftOut(NamedTuple):
    kind: str
    words: str


def take_out(html: str) -> tuple[str, list[LeftOut]]:
    """`html` without them, and those of them that had words. It is not safe HTML yet."""
    if not _MAY_HOLD_SOME.search(html):
        return html, []
    tags = {name.lower() for name in _TAG_NAME.findall(html)} - _NOT_LOOKED_INTO
    # Every tag is closed now, and in one way.
    whole = nh3.clean(
        html,
        tags=tags,
        attributes={"*": {"style", "class", "hidden"}, "a": {"href", "style", "class", "hidden"}},
        link_rel=None,
    )
    reader = _Reader()
    reader.feed(whole)
    reader.close()
    found = [each for each in reader.left_out if each.words and not _MARK.fullmatch(each.words)]
    return "".join(reader.kept), found


def sentences_about(left_out: list[LeftOut]) -> list[str]:
    """What was left out, in a sentence for each kind."""
    by_kind = {}
    for each in left_out:
        by_kind.setdefault(each.kind, []).append(each.words)
    return [f"{TOLD[kind]} were left out: {_shown(words)}." for kind, words in by_kind.items()]


def _shown(passages):
    words = [
        f"“{each if len(each) <= LONGEST_SHOWN else f'{each[:LONGEST_SHOWN]}…'}”"
        for each in passages[:MOST_SHOWN]
    ]
    more = len(passages) - MOST_SHOWN
    return ", ".join(words) + (f" and {more} more" if more > 0 else "")


class _Reader(HTMLParser):
    """Reads HTML in which every tag is closed, and keeps what is part of the text."""

    def __init__(self):
        super().__init__(convert_charrefs=False)
        self.kept, self.left_out = [], []
        self.open = []  # (tag, where it begins in `kept`)
        self.leaving_out, self.depth, self.words = None, 0, []

    def handle_starttag(self, tag, attrs):
        if self.leaving_out:
            self.depth += tag not in _VOID
            self.words.append(" " if tag in _BLOCKS or tag == "br" else "")
            return
        attributes = {name: value or "" for name, value in attrs}
        if (kind := _kind_of(tag, attributes)) and tag not in _VOID:
            self._leave_out(kind, is_way_back=bool(_WAY_BACK.search(attributes.get("href", ""))))
            return
        if kind:
            return
        if tag not in _VOID:
            self.open.append((tag, len(self.kept)))
        self.kept.append(self.get_starttag_text())

    def handle_endtag(self, tag):
        if self.leaving_out:
            self.depth -= 1
            if not self.depth:
                words = " ".join(unescape("".join(self.words)).split())
                self.left_out.append(LeftOut(self.leaving_out, words))
                self.leaving_out, self.words = None, []
            return
        if self.open:
            self.open.pop()
        self.kept.append(f"</{tag}>")

    def handle_data(self, data):
        (self.words if self.leaving_out else self.kept).append(data)

    def handle_entityref(self, name):
        self.handle_data(f"&{name};")

    def handle_charref(self, name):
        self.handle_data(f"&#{name};")

    def _leave_out(self, kind, *, is_way_back):
        """Until the tag that opens here is closed, or the paragraph around a way back."""
        self.leaving_out, self.depth = kind, 1
        around = [i for i, (tag, _) in enumerate(self.open) if tag in _BLOCKS]
        if is_way_back and around:
            self.depth += len(self.open) - around[-1]
            begins = self.open[around[-1]][1]
            self.words = [nh3.clean("".join(self.kept[begins:]), tags=set())]
            del self.kept[begins:], self.open[around[-1] :]


def _kind_of(tag, attributes):
    """As which it is left out; None for what is part of the text."""
    style = re.sub(r"/\*.*?\*/|\s", "", attributes.get("style", "").lower())
    classes = attributes.get("class", "").lower()
    link = attributes.get("href", "").lower()
    if _COMMENT_STYLE.search(style) or _COMMENT_CLASS.search(classes) or _COMMENT_LINK.match(link):
        return COMMENT
    if _NOTE_STYLE.search(style) or _NOTE_CLASS.search(classes) or _NOTE_LINK.match(link):
        return NOTE
    if tag in _STRUCK_TAGS or _STRUCK_STYLE.search(style) or _STRUCK_CLASSES & {*classes.split()}:
        return STRUCK
    if "hidden" in attributes or _HIDDEN_STYLE.search(style):
        return HIDDEN
    return None
