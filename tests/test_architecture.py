"""The picture in docs/architecture.md has the imports of the code for arrows."""

import re

import grimp
from django.conf import settings

APPS = ["strategy", "themes", "consultation", "consideration", "outcome", "site_wide"]
ARCHITECTURE = settings.BASE_DIR / "docs" / "architecture.md"


def imports():
    graph = grimp.build_graph("sdp_portal", *APPS, cache_dir=None)
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            yield importer.split("."), imported.split(".")


def app_arrows():
    return {(a[0], b[0]) for a, b in imports() if a[0] != b[0]}


def room_arrows():
    """Between folders of consultation."""
    folders = {
        folder.parent.name for folder in (settings.BASE_DIR / "consultation").glob("*/__init__.py")
    }
    rooms = {("consultation", folder) for folder in folders - {"migrations", "templatetags"}}
    return {
        (a[1], b[1]) for a, b in imports() if {tuple(a[:2]), tuple(b[:2])} <= rooms and a[1] != b[1]
    }


def drawn_arrows():
    drawing = re.search(r"```mermaid(.*?)```", ARCHITECTURE.read_text(), re.DOTALL)[1]
    for left, right in re.findall(r"^ *(.+) --> (.+)$", drawing, re.MULTILINE):
        for one in left.split(" & "):
            for other in right.split(" & "):
                yield one, other


def test_the_picture_of_the_architecture_has_the_arrows_of_the_code():
    apps = {arrow for arrow in app_arrows() if "sdp_portal" not in arrow}
    rooms = {arrow for arrow in room_arrows() if "models" not in arrow}
    drawn = list(drawn_arrows())

    assert sorted(drawn) == sorted(apps | rooms)


def test_what_the_picture_leaves_out_is_as_its_text_says():
    to_project = {importer for importer, imported in app_arrows() if imported == "sdp_portal"}
    to_models = {importer for importer, imported in room_arrows() if imported == "models"}
    above_models = {room for arrow in room_arrows() for room in arrow} - {"models"}

    assert to_project == set(APPS)
    assert to_models == above_models
