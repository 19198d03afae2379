"""/healthz and /readyz, for machines."""

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

BOTH = pytest.mark.parametrize("address", ["/healthz", "/readyz"])


@pytest.fixture
def lost_database(db):
    """Whatever is asked of the database, it does not answer."""

    def no_answer(execute, *arguments):
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(no_answer):
        yield


def test_the_process_is_up_whatever_the_database_does(client, lost_database):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")


def test_the_portal_is_ready_when_all_migrations_are_applied(db, client):
    response = client.get("/readyz")

    assert (response.status_code, response.content) == (200, b"ok\n")


def test_a_database_that_does_not_answer_is_not_ready_and_is_named(client, lost_database):
    response = client.get("/readyz")

    assert (response.status_code, response.content) == (503, b"The database does not answer.\n")


def test_a_migration_that_is_not_applied_is_not_ready_and_is_counted(db, client):
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")

    response = client.get("/readyz")

    assert (response.status_code, response.content) == (503, b"Migrations not applied: 1.\n")


@BOTH
def test_both_speak_plain_text_that_nobody_keeps(db, client, address):
    response = client.get(address)

    assert response.headers["Content-Type"].startswith("text/plain")
    assert "no-store" in response.headers["Cache-Control"]
    assert not response.cookies


@BOTH
def test_both_only_tell(db, client, address):
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


@BOTH
@pytest.mark.parametrize("host", ["10.1.2.3:8000", "another.example", "not a host", ""])
def test_both_answer_whatever_the_host_is_called(db, client, settings, address, host):
    answer = client.get(address, headers={"Host": host})

    assert (answer.status_code, answer.content) == (200, b"ok\n")


@BOTH
def test_neither_asks_for_the_encryption_that_a_proxy_adds(db, client, settings, address):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get(address, headers={"Host": "10.1.2.3"}).status_code == 200


def test_the_process_is_up_for_a_visitor_with_cookies_too(client, lost_database, settings):
    client.cookies[settings.SESSION_COOKIE_NAME] = "anything"

    assert client.get("/healthz").status_code == 200
