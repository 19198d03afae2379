"""What the code base promises about its own shape."""

import re

import pytest
from django.apps import apps
from django.conf import settings

from sdp_portal import bodies, server

# From the bottom up.
APPS = ["strategy", "themes", "consultation", "consideration", "outcome", "site_wide"]
ALL = ["sdp_portal", *APPS]

PROJECT = settings.BASE_DIR / "sdp_portal"
SETTINGS = [
    PROJECT / "settings.py",
    PROJECT / "mail_settings.py",
    PROJECT / "file_settings.py",
    PROJECT / "security_settings.py",
    PROJECT / "database" / "configuration.py",
    PROJECT / "officers" / "configuration.py",
]
README = settings.BASE_DIR / "README.md"


def relations():
    """(model, field) for everything in our apps that leads to another model of ours."""
    return [
        (model, field)
        for name in APPS
        for model in apps.get_app_config(name).get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model._meta.app_label in APPS
    ]


def test_no_model_points_to_a_room_above_its_own():
    upwards = [
        str(field)
        for model, field in relations()
        if APPS.index(field.related_model._meta.app_label) > APPS.index(model._meta.app_label)
    ]

    assert upwards == []


def test_relations_between_rooms_are_found():
    rooms = {
        (model._meta.app_label, field.related_model._meta.app_label) for model, field in relations()
    }

    assert {("consultation", "strategy"), ("themes", "strategy")} <= rooms


# Folders of templates whose names do not start with the app that they belong to.
FOLDERS = dict.fromkeys(
    ("admin/drafting", "admin/strategy/edition", "admin/strategy/strategy"), "themes"
)
# Files that name an app above their own, and why they may.
NAMES_UPWARDS = {
    "sdp_portal/templatetags/navigation.py": "the navigation of every page names all sections",
}
TEMPLATES = settings.BASE_DIR / "templates"
LIBRARIES = {
    library.stem: app
    for app in ALL
    for library in (settings.BASE_DIR / app / "templatetags").glob("[a-z]*.py")
}


def owner(file):
    """The app that a file belongs to; None if it belongs to the whole portal."""
    if not file.is_relative_to(TEMPLATES):
        return file.relative_to(settings.BASE_DIR).parts[0]
    name = file.relative_to(TEMPLATES).as_posix()
    for folder, app in (FOLDERS | {f"admin/{app}": app for app in APPS}).items():
        if name.startswith(f"{folder}/"):
            return app
    top = name.partition("/")[0]
    return top if top in APPS else None


def named_apps(text):
    """The apps whose addresses, templates or tag libraries `text` names."""
    every_app = "|".join(APPS)
    for of_page, of_admin in re.findall(rf"""["'](?:({every_app}):|admin:({every_app})_)""", text):
        yield of_page or of_admin
    for template in re.findall(r"""["']([\w/]+\.(?:html|txt))["'#]""", text):
        yield owner(TEMPLATES / template)
    for libraries in re.findall(r"{% load ([\w ]+) %}", text):
        yield from map(LIBRARIES.get, libraries.split())


def names():
    """(file, its app, an app that it names) for all code and templates."""
    code = [file for app in ALL for file in (settings.BASE_DIR / app).rglob("*.py")]
    for file in [*code, *TEMPLATES.rglob("*.*")]:
        for app in named_apps(file.read_text()):
            yield file.relative_to(settings.BASE_DIR).as_posix(), owner(file), app


def test_no_file_names_pages_or_tags_of_an_app_above_its_own():
    upwards = {
        file for file, own, named in names() if own and named and ALL.index(named) > ALL.index(own)
    }

    assert upwards == set(NAMES_UPWARDS)


def test_names_of_pages_and_tags_are_found():
    found = set(names())

    assert ("templates/consultation/detail.html", "consultation", "strategy") in found  # url
    assert ("templates/admin/outcome/publish_responses.html", "outcome", "consultation") in found
    assert ("templates/admin/drafting/change.html", "themes", "themes") in found  # load
    assert ("outcome/models/release.py", "outcome", "outcome") in found  # reverse


def test_every_decision_stands_in_the_index_by_its_title():
    folder = settings.BASE_DIR / "docs" / "decisions"
    index = (folder / "README.md").read_text()
    notes = sorted(folder.glob("0*.md"))

    for number, note in enumerate(notes, 1):
        title = note.read_text().partition("\n")[0]
        assert note.name.startswith(f"{number:04}-")
        assert f"[{number:04}]({note.name}) {title.partition('. ')[2]}\n" in index


def test_no_server_of_nginx_writes_down_private_links():
    nginx = (settings.BASE_DIR / "deploy" / "nginx.conf").read_text()
    parts = re.findall(r"^server \{$.*?^\}$", nginx, re.MULTILINE | re.DOTALL)

    assert len(parts) == 2
    for part in parts:
        assert "access_log off;" in part
        assert "error_log /dev/null emerg;" in part


def environment_variables():
    text = "".join(file.read_text() for file in SETTINGS)
    reading = r'(?:environ\.get\(|environ\[|required\(|_needed\()\s*"([A-Z_]+)"'
    return set(re.findall(reading, text))


@pytest.mark.parametrize("name", sorted(environment_variables()))
def test_the_readme_names_every_variable_that_the_settings_read(name):
    assert f"`{name}`" in README.read_text()


def test_the_variables_that_the_settings_read_are_found():
    assert {"SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "DEBUG"} <= environment_variables()


@pytest.mark.parametrize("name", ["README.md", "deploy/portal.service"])
def test_granian_is_started_as_the_benchmarks_start_it(name):
    words = (settings.BASE_DIR / name).read_text().replace("\\\n", " ")
    (command,) = re.findall(r"/granian +(--.*) +--host 127.0.0.1 --port 8000 (\S+)", words)

    assert (command[0].split(), command[1]) == (server.PRODUCTION, server.APPLICATION)


def test_the_readme_and_nginx_name_the_limits_that_the_portal_has():
    words = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20
    files = bodies.LARGEST_WITH_FILES // 2**20
    nginx = (settings.BASE_DIR / "deploy" / "nginx.conf").read_text()

    assert f"{words} MB of words" in README.read_text()
    assert f"{files} MB with files" in README.read_text()
    limits = re.findall(r"client_max_body_size (\w+m);", nginx)
    assert limits == [f"{words}m", f"{files}m"]
