"""Removes words from pasted HTML that are not part of the text.

Word processors add struck-out words, hidden words, margin comments and footnotes. Without their
tags these would become plain text, and a correction such as “We will not fund it” could turn into
its opposite. They are removed with everything inside them, and the officer is told.
"""

import re
from html import unescape
from html.parser import HTMLParser
from typing import NamedTuple

import nh3

LONGEST_SHOWN = 60
MOST_SHOWN = 3

# A text without a match has nothing to remove. Most texts end here.
_MAY_HOLD_SOME = re.compile(
    r"<(?:s|del|strike|xml|title|template|iframe)\b|<w:|\b(?:style|class|hidden)\b"
    r"|#_|#cmnt|#ftnt|#sd|!supportAnnotations",
    re.IGNORECASE,
)
_TAG_NAME = re.compile(r"<([a-z][^\s/>]*)", re.IGNORECASE)
_SCHEME = re.compile(r"(?<![a-z0-9+.-])[a-z][a-z0-9+.-]*(?=:)")
# Tags that are replaced before parsing. An <s> or <font> lasts until it is closed, even across
# paragraphs; a <del> or <span> would end with its paragraph.
_READ_AS = [
    (re.compile(r"<w:[^<>]*/>|</(?:body|html)(?=[\s/>])[^<>]*>", re.I), ""),
    (re.compile(r"<(/?)(?:(?:w:)?del|w:del\w+|w:movefrom)(?=[\s/>])", re.I), r"<\1s"),
    (re.compile(r"<(/?)span(?=[\s/>])", re.I), r"<\1font"),
    (re.compile(r"<(/?)(?:title|template|iframe)(?=[\s/>])", re.I), r"<\1xml"),
    (re.compile(r"<(/?)no(?:script|embed|frames)(?=[\s/>])", re.I), r"<\1section"),
    (re.compile(r"<(/?)(?:body|html|textarea|xmp)(?=[\s/>])", re.I), r"<\1section"),
]
_CONDITION = re.compile(r"<!(?:--)?\[(if\b[^\]<>]*|endif)\](?:--)?>", re.IGNORECASE)
# The content of these tags is not HTML, or has parsing rules of its own.
_NOT_LOOKED_INTO = {
    *("script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "noscript"),
    *("plaintext", "template", "svg", "math", "select", "html", "head", "body", "frameset"),
}
_VOID = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"),
    *("track", "wbr"),
}
_BLOCKS = {
    *("p", "div", "li", "dt", "dd", "tr", "td", "th", "blockquote", "pre"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
}
_ENDS_A_LINE = _BLOCKS | {"br", "hr", "ul", "ol", "dl", "table", "section"}

_STRUCK_TAGS = {"s", "del", "strike"}
_STRUCK_CLASSES = {"msodel", "strikethrough", "trackchangetextdeletion"}
_STRUCK_STYLE = re.compile(
    r"text-decoration(?:-line)?:[^;]*line-through|text-line-through:(?!none)"
)
_HIDDEN_STYLE = re.compile(
    r"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|mso-hide:all"
    r"|(?:font-size|opacity):\+?(?:0+\.?0*|\.0+)[a-z%]*(?:!|;|$))"
)
_COMMENT_STYLE = re.compile(r"mso-(?:element:comment|special-character:comment)")
_COMMENT_CLASS = re.compile(r"msocomment|msocom(?:txt|anchor|off)")
_COMMENT_LINK = re.compile(r"#(?:_msocom|_msoanchor|cmnt)")
_NOTE_STYLE = re.compile(r"mso-element:(?:foot|end)note")
_NOTE_CLASS = re.compile(r"mso(?:foot|end)note")
_NOTE_LINK = re.compile(r"#(?:_ftn|_edn|ftnt|sd(?:foot|end)note)")
# A link from a comment or note back to the text. The paragraph around it is the comment or note.
_WAY_BACK = re.compile(r"#(?:_msoanchor|cmnt_ref|_ftnref|_ednref|ftnt_ref|sd\w+anc)")

# Parts of a style sheet that are not rules: comments and quoted strings.
_NOT_STYLE = re.compile(
    r"""/\*.*?(?:\*/|\Z)|(["'])(?:\\.|(?!\1)[^\\\n])*(?:\1|\n|\\?\Z)|<!--|-->""", re.DOTALL
)
_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.DOTALL)
_CLASS = re.compile(r"\.([\w-]+)")
_NOT_THE_WORDS = re.compile(r":(?:before|after|hover|focus|active|marker)")

# A link text that leads to a comment or note: “[PS1]”.
_MARK = re.compile(r"\[\w{1,8}\]|\W*")

STRUCK, HIDDEN, COMMENT, NOTE = "struck", "hidden", "comment", "note"
NAMES = {
    STRUCK: "Words that were struck out",
    HIDDEN: "Hidden words",
    COMMENT: "Comments in the margin",
    NOTE: "Footnotes",
}


class LeftOut(NamedTuple):
    kind: str
    words: str


def take_out(html: str) -> tuple[str, list[LeftOut]]:
    """`html` without these words, and the words that were removed. The HTML is not yet safe."""
    plain = unescape(html)
    if not _MAY_HOLD_SOME.search(plain):
        return html, []
    by_class = _kinds_of_classes(html)
    html = _with_margins_marked(html)
    for tag, other in _READ_AS:
        html = tag.sub(other, html)
    tags = {name.lower() for name in _TAG_NAME.findall(html)} - _NOT_LOOKED_INTO
    # From here on every tag is closed and written in one way.
    whole = nh3.clean(
        html,
        tags=tags,
        attributes={
            "*": {"style", "class", "hidden"},
            "a": {"href", "style", "class", "hidden"},
            "ol": {"start"},
        },
        # The reader recognises a link to a comment by its address, which can be a file: address.
        url_schemes={*_SCHEME.findall(plain.lower())},
        link_rel=None,
    )
    reader = _Reader(by_class)
    reader.feed(whole)
    reader.close()
    found = [each for each in reader.left_out if each.words and not _MARK.fullmatch(each.words)]
    return "".join(reader.kept), found


def sentences_about(left_out: list[LeftOut]) -> list[str]:
    """One sentence for each kind of removed words."""
    by_kind = {}
    for each in left_out:
        by_kind.setdefault(each.kind, []).append(each.words)
    sentences = []
    for kind, passages in by_kind.items():
        shown = ", ".join(
            f"“{words if len(words) <= LONGEST_SHOWN else f'{words[:LONGEST_SHOWN]}…'}”"
            for words in passages[:MOST_SHOWN]
        )
        more = len(passages) - MOST_SHOWN
        and_more = f" and {more} more" if more > 0 else ""
        sentences.append(f"{NAMES[kind]} were left out: {shown}{and_more}.")
    return sentences


def _with_margins_marked(html):
    """Mark as comments the passages that Word writes for programs without comments."""
    conditions = []

    def mark(found):
        condition = found[1].lower()
        if condition != "endif":
            conditions.append("!supportannotations" in condition)
            return "<font class=msocomoff>" if conditions[-1] else found[0]
        return "</font>" if conditions and conditions.pop() else found[0]

    return _CONDITION.sub(mark, html)


def _kinds_of_classes(html):
    """The classes that style sheets in `html` strike out or hide: {class: kind}."""
    kinds = {}
    for sheet in re.split(r"<style\b", html, flags=re.IGNORECASE)[1:]:
        rules = re.split(r"</style", sheet, maxsplit=1, flags=re.IGNORECASE)[0].partition(">")[2]
        for rule in _plain_style(rules).split("}"):
            selectors, _, style = rule.rpartition("{")
            if kind := _kind_of_style(re.sub(r"\s", "", style)):
                for selector in selectors.rpartition("{")[2].split(","):
                    classes = _CLASS.findall(selector)
                    if classes and not _NOT_THE_WORDS.search(selector):
                        kinds[classes[-1]] = kind
    return kinds


def _plain_style(style):
    """`style` in lower case, without comments and quoted strings, and with escapes resolved."""

    def unescaped(found):
        code = int(found[1] or "0", 16)
        return (chr(code).lower() if 0 < code < 0x110000 else "") if found[1] else found[2]

    return _ESCAPE.sub(unescaped, _NOT_STYLE.sub("", style.lower()))


class _Reader(HTMLParser):
    """Splits HTML, in which every tag is closed, into text to keep and words to leave out."""

    def __init__(self, by_class):
        super().__init__(convert_charrefs=False)
        self.by_class = by_class
        self.kept, self.left_out = [], []
        self.open = []  # (tag, its index in `kept`)
        self.leaving_out, self.depth, self.words = None, 0, []
        self.is_line = False  # leave out up to the end of the line, not of a tag

    def handle_starttag(self, tag, attrs):
        if self.is_line and not self.depth and tag in _ENDS_A_LINE:
            self._end()
        if self.leaving_out:
            self.depth += tag not in _VOID
            self.words.append(" " if tag in _BLOCKS or tag == "br" else "")
            return
        attributes = {name: value or "" for name, value in attrs}
        if (kind := _kind_of(tag, attributes, self.by_class)) and tag not in _VOID:
            self._leave_out(kind, is_way_back=bool(_WAY_BACK.search(_link(attributes))))
            return
        if kind:
            return
        if tag not in _VOID:
            self.open.append((tag, len(self.kept)))
        self.kept.append(self.get_starttag_text())

    def handle_endtag(self, tag):
        if self.is_line and not self.depth:
            self._end()
        if self.leaving_out:
            self.depth -= 1
            if not self.depth and not self.is_line:
                self._end()
            return
        if self.open:
            self.open.pop()
        self.kept.append(f"</{tag}>")

    def close(self):
        super().close()
        if self.is_line:
            self._end()

    def handle_data(self, data):
        (self.words if self.leaving_out else self.kept).append(data)

    def handle_entityref(self, name):
        self.handle_data(f"&{name};")

    def handle_charref(self, name):
        self.handle_data(f"&#{name};")

    def _leave_out(self, kind, *, is_way_back):
        """Leave out the tag that opens here, or everything around a link back to the text."""
        self.leaving_out, self.depth = kind, 1
        if not is_way_back:
            return
        first = self._around()
        self.is_line = first == len(self.open) or self.open[first][0] not in _BLOCKS
        if first < len(self.open):
            self.depth += len(self.open) - first
            begins = self.open[first][1]
            self.words = [nh3.clean("".join(self.kept[begins:]), tags=set())]
            del self.kept[begins:], self.open[first:]

    def _around(self):
        """The index of the open tag that contains the whole note.

        That is its table row; or its paragraph, or the <div> that starts with that paragraph; or
        else the first tag of its line.
        """
        tags = [tag for tag, _ in self.open]
        for wanted in ({"tr"}, _BLOCKS):
            if around := [i for i, tag in enumerate(tags) if tag in wanted]:
                i = around[-1]
                while i and tags[i - 1] == "div":
                    between = self.kept[self.open[i - 1][1] + 1 : self.open[i][1]]
                    if "".join(between).strip():
                        break
                    i -= 1
                return i
        lines = [i for i, tag in enumerate(tags) if tag in _ENDS_A_LINE]
        return lines[-1] + 1 if lines else 0

    def _end(self):
        words = " ".join(unescape("".join(self.words)).split())
        self.left_out.append(LeftOut(self.leaving_out, words))
        self.leaving_out, self.words, self.is_line = None, [], False


def _link(attributes):
    return re.sub(r"\s", "", attributes.get("href", "").lower())


def _kind_of(tag, attributes, by_class):
    """The kind under which the tag is left out; None if it is part of the text."""
    style = re.sub(r"\s", "", _plain_style(attributes.get("style", "")))
    classes = attributes.get("class", "").lower()
    link = _link(attributes)
    if _COMMENT_STYLE.search(style) or _COMMENT_CLASS.search(classes) or _COMMENT_LINK.search(link):
        return COMMENT
    if _NOTE_STYLE.search(style) or _NOTE_CLASS.search(classes) or _NOTE_LINK.search(link):
        return NOTE
    if tag in _STRUCK_TAGS or _STRUCK_CLASSES & {*classes.split()}:
        return STRUCK
    if "hidden" in attributes or tag == "xml":
        return HIDDEN
    by_its_class = (by_class[name] for name in classes.split() if name in by_class)
    return _kind_of_style(style) or next(by_its_class, None)


def _kind_of_style(style):
    if _STRUCK_STYLE.search(style):
        return STRUCK
    return HIDDEN if _HIDDEN_STYLE.search(style) else None
