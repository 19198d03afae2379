"""What a browser sends of an officers' page."""

import re
from html import unescape
from html.parser import HTMLParser


class _Form(HTMLParser):
    """Reads the fields of the forms of a page, as a browser without scripts sends them."""

    def __init__(self):
        super().__init__()
        self.data, self._select, self._textarea, self._depth = {}, None, None, 0

    def _add(self, name, value):
        self.data.setdefault(name, []).append(value)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        name = given.get("name")
        if tag == "form":
            self._depth = given.get("method", "get").lower() == "post"
        if not self._depth or "disabled" in given:
            return
        kind = given.get("type", "text")
        if tag == "input" and name and kind not in {"submit", "file", "button"}:
            if kind not in {"checkbox", "radio"} or "checked" in given:
                self._add(name, given.get("value") or ("on" if kind == "checkbox" else ""))
        elif tag == "select":
            self._select, self._first = name, None
            self._is_multiple, self._is_chosen = "multiple" in given, False
        elif tag == "option" and self._select:
            self._first = given.get("value", "") if self._first is None else self._first
            if "selected" in given:
                self._is_chosen = True
                self._add(self._select, given.get("value", ""))
        elif tag == "textarea" and name:
            self._textarea, self._words = name, ""

    def handle_data(self, data):
        if self._textarea:
            self._words += data

    def handle_endtag(self, tag):
        if tag == "form":
            self._depth = False
        if tag == "select" and self._select:
            if not self._is_multiple and not self._is_chosen and self._first is not None:
                self._add(self._select, self._first)
            self._select = None
        if tag == "textarea" and self._textarea:
            self._add(self._textarea, self._words.removeprefix("\r\n").removeprefix("\n"))
            self._textarea = None


def filled_in(answer) -> dict[str, list[str]]:
    """What sending the page's forms unchanged would send."""
    page = _Form()
    page.feed(answer.content.decode())
    page.data.pop("csrfmiddlewaretoken", None)
    return page.data


def forms_of(answer) -> list[tuple[str, dict[str, list[str]]]]:
    """Each form that is posted: its address, and what sending it unchanged would send."""
    found = []
    for text in re.findall(r"<form\b.*?</form>", answer.content.decode(), re.DOTALL):
        tag = text[: text.index(">")]
        if 'method="post"' in tag.lower():
            page = _Form()
            page.feed(text)
            page.data.pop("csrfmiddlewaretoken", None)
            action = re.search(r'action="([^"]*)"', tag)
            found.append((unescape(action[1]) if action else "", page.data))
    return found


def opened(client, address, *, form=-1) -> dict:
    """What the page's form says that it held, to send with values of a test's own.

    That of the page's own form is the last. The form that moves parts of an edition is the first.
    """
    sent = filled_in(client.get(address)).get("opened")
    return {"opened": sent[form]} if sent else {}
