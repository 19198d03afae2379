"""Which texts there are, and which gaps each can have.

A gap is a word in braces, such as `{reference}`. There is no template language: what officers write
is never run.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

DEFAULTS = settings.BASE_DIR / "texts"


@dataclass(frozen=True)
class Gap:
    name: str
    says: str  # to officers
    sample: str  # for the preview
    is_link: bool = False
    is_needed: bool = False  # without it the text is refused

    def __str__(self):
        return f"{{{self.name}}}"


@dataclass(frozen=True)
class TextKind:
    key: str
    title: str
    about: str  # to officers: when people get it
    gaps: tuple[Gap, ...]
    is_page: bool = False

    @property
    def default_file(self) -> Path:
        return DEFAULTS / f"{self.key}.{'html' if self.is_page else 'txt'}"

    def default(self) -> tuple[str, str]:
        """Its subject (empty for a page) and its text."""
        text = self.default_file.read_text(encoding="utf-8")
        if self.is_page:
            return "", text
        subject, _, text = text.partition("\n")
        return subject.removeprefix("Subject: "), text.strip()


# The values of these come from the partnership's row.
OF_THE_PARTNERSHIP = (
    Gap("partnership", "the partnership’s name", "Safer Northshire Partnership"),
    Gap("area", "the area’s name", "Northshire"),
    Gap("controller", "the data controller", "Northshire Council"),
    Gap("controller_contact", "its contact", "Town Hall, Northshire"),
    Gap(
        "protection_officer",
        "a sentence that names the data protection officer; nothing if you gave none",
        "Our data protection officer is Jo Field, dpo@northshire.example.",
    ),
)

_kinds: dict[str, TextKind] = {}


def register(*kinds: TextKind):
    for kind in kinds:
        _kinds[kind.key] = kind


def find(key: str) -> TextKind | None:
    return _kinds.get(key)


def every_kind() -> Iterable[TextKind]:
    return _kinds.values()


def page(key: str, title: str, about: str) -> TextKind:
    return TextKind(key, title, about, OF_THE_PARTNERSHIP, is_page=True)


register(
    page("accessibility", "Accessibility", "The accessibility statement, /accessibility/."),
    page("privacy", "Privacy", "The privacy notice, /privacy/."),
    page("cookies", "Cookies", "Above the table of cookies on /cookies/."),
    page("contact", "Contact", "Above the contacts on /contact/."),
)
