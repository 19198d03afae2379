"""The compiled styles hold the classes that are used, and no others.

A class of GOV.UK Frontend that nothing uses stands in assets/scss/unused.txt, and the rules for
such classes only are left out of the compiled styles. To use one, take it off the list; then, as
after putting one there, `make css`.
"""

import re

from django.conf import settings

ROOT = settings.BASE_DIR
UNUSED = set((ROOT / "assets/scss/unused.txt").read_text().split())
SOURCES = [
    *(ROOT / "templates").rglob("*.html"),
    *(file for app in ROOT.glob("*/apps.py") for file in app.parent.rglob("*.py")),
    ROOT / "static/build/portal.js",
]
GIVEN_BY_HTMX = {"htmx-request"}


def words_of_sources():
    return {word for file in SOURCES for word in re.findall(r"[a-z][\w-]*", file.read_text())}


def beginnings_that_templates_complete():
    return {
        beginning
        for file in SOURCES
        for beginning in re.findall(r"([a-z][\w-]*-)\{[{%]", file.read_text())
    }


def compiled_classes():
    styles = re.sub(r"url\([^)]*\)", "", (ROOT / "static/build/portal.css").read_text())
    return set(re.findall(r"\.([a-z][\w-]*)", styles))


def test_nothing_uses_a_class_that_is_left_out():
    assert UNUSED & words_of_sources() == set()


def test_no_class_is_kept_that_nothing_uses():
    used = words_of_sources() | GIVEN_BY_HTMX
    begun = tuple(beginnings_that_templates_complete())

    unused = {each for each in compiled_classes() - used - UNUSED if not each.startswith(begun)}

    assert unused == set(), "for assets/scss/unused.txt"
