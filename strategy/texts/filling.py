"""Puts values into the gaps of a text."""

import re

import nh3
from django.utils.html import escape

from sdp_portal import partnership
from sdp_portal.characters import says_something
from strategy.rich_text import clean_html, plain_text
from strategy.texts.catalogue import TextKind

GAP = re.compile(r"\{([^{}]*)\}")
_GAP_IN_LINE = re.compile(r"( ?)\{([^{}]*)\}")
_EMPTY_LINES = re.compile(r"\n{3,}")
_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]’”]")


def problems(kind: TextKind, *texts: str) -> list[str]:
    """Sentences about gaps that the kind does not know, about needed ones that are missing, and
    about a text without words.

    A link is needed in the last text; what else is needed can be in any.
    """
    if not says_something(plain_text(texts[-1]) if kind.is_page else texts[-1]):
        return ["Write the text. Nobody could read anything here."]
    named = _named(texts)
    known = {gap.name for gap in kind.gaps}
    sentences = [
        f"There is nothing to put in the place of {{{name}}}. Correct it, or take it out."
        for name in sorted(named - known)
    ]
    if kind.is_page and any(map(_has_gap_in_tag, texts)):
        sentences.append(
            "A gap stands in the address of a link. Write the address itself, or put the gap into "
            "the words."
        )
    if any("{" in rest or "}" in rest for rest in (GAP.sub("", text) for text in texts)):
        sentences.append("A brace has no partner. Write a gap such as {partnership}.")
    sentences += [
        f"Put {gap} into the text: {gap.says}. Without it the mail is of no use."
        for gap in kind.gaps
        if gap.is_needed and gap.name not in _named(texts[-1:] if gap.is_link else texts)
    ]
    return sentences


def _named(texts):
    return {name for text in texts for name in GAP.findall(text)}


def _has_gap_in_tag(html):
    words = nh3.clean(html, tags=set())
    return len(GAP.findall(html)) > len(GAP.findall(words))


def of_the_partnership() -> dict[str, str]:
    row = partnership.current()
    officer = ", ".join(
        part for part in (row.protection_officer, row.protection_officer_contact) if part
    )
    return {
        "partnership": row.name,
        "area": row.area,
        "controller": row.controller,
        "controller_contact": _on_one_line(row.controller_contact),
        "protection_officer": f"Our data protection officer is {_on_one_line(officer)}."
        if officer
        else "",
    }


def as_html(text: str, values: dict[str, str]) -> str:
    """A page. It is cleaned once more, because a value could have become the address of a link."""
    filled = GAP.sub(lambda gap: escape(values.get(gap[1], "")), text)
    return clean_html(filled, headings=True)


def as_text(text: str, values: dict[str, str]) -> str:
    """A mail. A gap without a value leaves no space and no empty lines."""

    def fill(gap):
        value = values.get(gap[2], "")
        return gap[1] + value if value else ""

    filled = _GAP_IN_LINE.sub(fill, text)
    lines = filled.replace("\r\n", "\n").split("\n")
    return _EMPTY_LINES.sub("\n\n", "\n".join(line.rstrip() for line in lines)).strip()


def text_as_html(text: str) -> str:
    """The paragraphs of a mail as HTML, with links that can be followed."""
    html = "\n".join(
        f"<p>{escape(paragraph).replace(chr(10), '<br>' + chr(10))}</p>"
        for paragraph in text.split("\n\n")
    )
    return _LINK.sub(r'<a href="\g<0>">\g<0></a>', html)


def _on_one_line(text):
    return ", ".join(line.strip() for line in text.splitlines() if line.strip())
