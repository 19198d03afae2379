"""The test database holds the shipped strategy; every test that writes is rolled back."""

import datetime as dt
from io import StringIO

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connection
from django.test import Client

from consultation.models import Consultation
from consultation.responding.flags import SENDERS
from sdp_portal import clock, partnership
from sdp_portal.officers.sessions import note_request
from strategy.models import Edition
from strategy.reading.outline import forget_outlines
from tests.loaded_database import Databases, loaded_database
from tests.logs import lines_of_people, logged

PASSWORD = "a long sentence nobody guesses"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """A new test database is a copy of the loaded one, and is only brought up to date."""
    connection.settings_dict["TEST"]["TEMPLATE"] = loaded_database()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Also one of an earlier run (`--reuse-db`) holds the strategy. What a process asks only once
    has been asked, so that no test that counts queries has to be the first to do it."""
    with django_db_blocker.unblock():
        call_command("load_strategy", stdout=StringIO())
        ContentType.objects.get_for_models(*apps.get_models())


@pytest.fixture(scope="session")
def copies():
    """Further databases that hold the strategy: `copies.new()` is the name of one."""
    databases = Databases()
    yield databases
    databases.drop_all()


@pytest.fixture(scope="session", autouse=True)
def nobody_in_the_logs():
    """After all tests, with all that went wrong in them: nothing of what people said, no address
    of theirs and no private link in our log or in that of the embedded database."""
    with logged() as since:
        yield
    assert lines_of_people(since.text) == []


@pytest.fixture(autouse=True)
def nothing_remembered():
    """What a process remembers of published editions, and of who sent what lately, is another
    test's no more."""
    forget_outlines()
    partnership.forget()
    SENDERS.forget()


@pytest.fixture
def set_clock(settings):
    """Start the portal's clock at a London time: `set_clock("2024-04-10T10:00")`."""

    def start(moment: str):
        settings.CLOCK_OFFSET = clock.offset_to(moment)
        return clock.now()

    start("2024-04-10T10:00")
    return start


@pytest.fixture
def consultation(db):
    return Consultation.objects.get(slug="draft-strategy-2024-29")


@pytest.fixture
def public_window(consultation):
    return consultation.windows.get(audience="everyone")


@pytest.fixture
def invited_window(consultation):
    """Of the committee, from 16 to 23 April 2024."""
    return consultation.windows.get(audience="invited")


@pytest.fixture
def edition(db):
    return Edition.objects.get(slug="consultation-draft")


def london(moment: str) -> dt.datetime:
    """`2024-04-14T23:59:59.999999` as a moment in London."""
    return clock.in_london(dt.datetime.fromisoformat(moment))


@pytest.fixture
def admin_user(db):
    """An officer who may do everything, without the password that takes long to hash."""
    return get_user_model().objects.create_superuser("officer")


@pytest.fixture
def admin_client(admin_client):
    """Signed in for as long as a test moves the clock; no request has to note when it came."""
    session = admin_client.session
    note_request(session, at=dt.datetime(2100, 1, 1, tzinfo=dt.UTC))
    session.save()
    return admin_client


@pytest.fixture
def make_officer(db, settings):
    """An officer in the named groups, with a password that is quick to hash:
    `make_officer("jo", "Publisher")`."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def make(username="jo", *groups, password=PASSWORD, **fields):
        fields = {"is_staff": True, "email": f"{username}@durham.example"} | fields
        officer = get_user_model().objects.create_user(username, password=password, **fields)
        officer.groups.set(Group.objects.filter(name__in=groups))
        assert officer.groups.count() == len(groups)
        return officer

    return make


@pytest.fixture
def signed_in(make_officer):
    """A browser in which an officer of these groups is signed in: `signed_in("Publisher")`."""

    def sign_in(*groups, **fields):
        client = Client()
        client.officer = make_officer("jo", *groups, **fields)
        client.force_login(client.officer)
        return client

    return sign_in


@pytest.fixture
def kept_files(tmp_path, monkeypatch):
    """The folder in which files of officers are kept, empty."""
    monkeypatch.setattr(storages["attachments"], "location", str(tmp_path / "attachments"))
    return tmp_path / "attachments"
