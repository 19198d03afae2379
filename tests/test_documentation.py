"""Paths, names, links and the version in the documents are those of the code."""

import pkgutil
import re
import tomllib

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
APPS = ["strategy", "themes", "consultation", "consideration", "outcome", "site_wide"]
DOCUMENTS = [
    *("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"),
    *sorted(str(file.relative_to(ROOT)) for file in (ROOT / "docs").rglob("*.md")),
]
CODE = re.compile(r"```.*?```|`[^`]+`", re.DOTALL)
ENDINGS = r"\.(?:py|md|toml|txt|html|conf|service|timer|yaml|json|js|mjs|scss)"
PATH = re.compile(rf"(?:[\w.-]+/)+[\w.-]*|[\w.-]+{ENDINGS}")
NAME = re.compile(rf"(?:{'|'.join(['sdp_portal', *APPS])})(?:\.\w+)+")
MADE_LATER = (".venv/", "var/", "attachments/", "mail/")  # by installing or running the portal


def words_of_code(document):
    """Of all commands and names in backticks; of a test's address its file."""
    for code in CODE.findall((ROOT / document).read_text()):
        for word in re.split(r"[\s=`|;]+", code):
            yield word.partition("::")[0].rstrip(":,").removesuffix("()")


def named(pattern, document):
    return {word for word in words_of_code(document) if pattern.fullmatch(word)}


def exists(path):
    """From the root of the checkout or, if it is a bare name such as `urls.py`, in an app."""
    return (ROOT / path).exists() or ("/" not in path[:-1] and any(ROOT.glob(f"*/{path}")))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_in_a_document_exists(document):
    paths = [path for path in named(PATH, document) if not path.startswith(MADE_LATER)]

    assert [path for path in paths if not exists(path)] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_in_a_document_leads_to_a_file(document):
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / document).read_text())

    assert [link for link in links if not (ROOT / document).parent.joinpath(link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_function_named_beside_its_file_is_in_it(document):
    beside = re.findall(r"`([\w/]+\.py): (\w+)`", (ROOT / document).read_text())
    missing = [
        (file, name) for file, name in beside if f"def {name}(" not in (ROOT / file).read_text()
    ]

    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_name_in_python_means_something(document):
    for name in named(NAME, document):
        assert pkgutil.resolve_name(name) is not None


def test_paths_and_names_are_found():
    assert {"site_wide/officer_groups.py", "tests/browser/"} <= named(PATH, "CONTRIBUTING.md")
    assert "sdp_portal.clock.now" in named(NAME, "CONTRIBUTING.md")


def test_the_newest_version_in_the_change_log_is_that_of_the_project():
    versions = re.findall(r"^## (\d\S*) ", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert versions[0] == project["version"]
