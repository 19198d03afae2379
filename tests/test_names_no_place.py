"""Code and templates name no partnership, no place and no number of themes.

What is of one partnership is in its content file. Left out are migrations, which never change,
tests, and what tells of the project: documents, licence, name of the package.
"""

import re
import subprocess

import pytest
from django.conf import settings

SPOKEN = r"\b(?:three|3) (?:umbrella )?(?:themes|areas|areas of focus)\b"
OF_ONE_PLACE = re.compile(rf"durham|\bthe county\b|county council|{SPOKEN}", re.IGNORECASE)
LEFT_OUT = re.compile(
    r"^(?:content|tests|docs|benchmarks|requirements|node_modules|static/build)/|/migrations/|\.md$"
    r"|^(?:LICENSE|pyproject\.toml|package(?:-lock)?\.json)$"
)
# The demonstration loads the content file that comes with the portal.
MAY_NAME_ONE = {"site_wide/management/commands/load_strategy.py"}


def sources():
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in tracked.stdout.splitlines():
        if not LEFT_OUT.search(name) and name not in MAY_NAME_ONE:
            yield name


def test_no_source_names_one_place():
    named = []
    for name in sources():
        try:
            text = (settings.BASE_DIR / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, OSError):  # a picture, a font, a link to a folder
            continue
        lines = enumerate(text.splitlines(), start=1)
        named += [f"{name}:{number}" for number, line in lines if OF_ONE_PLACE.search(line)]

    assert named == []


@pytest.mark.parametrize(
    "line", ["Safe Durham", "Three themes", "in the county", "the three areas of focus"]
)
def test_what_is_of_one_place_is_found(line):
    assert OF_ONE_PLACE.search(line)
