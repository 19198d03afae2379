"""Where mail goes and where its links lead."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from sdp_portal.mail_settings import mail_settings, portal_url
from sdp_portal.partnership import mail_sender
from strategy.models import Partnership

NAME = "Safe Durham Partnership"


@pytest.fixture
def environment(monkeypatch):
    """Only what a test gives: `environment(EMAIL_URL="smtp://…")`."""
    for name in ("EMAIL_URL", "EMAIL_FROM", "PORTAL_URL", "PORT"):
        monkeypatch.delenv(name, raising=False)

    def give(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return give


def found_settings(tmp_path, *, debug=False):
    return mail_settings(debug=debug, data_dir=tmp_path)


# The server


def test_a_demonstration_writes_into_files(environment, tmp_path):
    found = found_settings(tmp_path, debug=True)

    assert found["EMAIL_BACKEND"].endswith("filebased.EmailBackend")
    assert found["EMAIL_FILE_PATH"] == tmp_path / "mail"


@pytest.mark.parametrize(
    ("url", "host", "port", "tls", "over_tls"),
    [
        ("", "localhost", 25, False, False),
        ("smtp://mail.example", "mail.example", 587, True, False),
        ("smtps://mail.example", "mail.example", 465, False, True),
        ("smtp://127.0.0.1:2525", "127.0.0.1", 2525, False, False),
    ],
)
def test_a_server_is_given_as_an_address(environment, tmp_path, url, host, port, tls, over_tls):
    environment(EMAIL_URL=url)

    found = found_settings(tmp_path)

    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == (host, port)
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (tls, over_tls)
    assert found["EMAIL_TIMEOUT"] == 10


def test_a_name_and_password_may_hold_any_character(environment, tmp_path):
    environment(EMAIL_URL="smtp://portal%40durham.example:p%40ss%3Aword@mail.example")

    found = found_settings(tmp_path)

    assert found["EMAIL_HOST_USER"] == "portal@durham.example"
    assert found["EMAIL_HOST_PASSWORD"] == "p@ss:word"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "sender"),
    [
        ("portal@localhost", '"Durham, Safe" <portal@localhost>'),
        ("Council <portal@localhost>", "Council <portal@localhost>"),
    ],
)
def test_a_sender_without_a_name_has_the_partnerships(settings, address, sender):
    Partnership.objects.update(name="Durham, Safe")
    settings.DEFAULT_FROM_EMAIL = address

    assert mail_sender() == sender


@pytest.mark.parametrize("url", ["http://mail.example", "mail.example:587", "imap://mail.example"])
def test_what_is_no_mail_server_is_refused(environment, tmp_path, url):
    environment(EMAIL_URL=url)

    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL begins with smtp://"):
        found_settings(tmp_path)


# The links


@pytest.mark.parametrize(
    ("given", "debug", "url"),
    [
        ({}, False, "https://strategy.example"),
        ({"PORTAL_URL": "https://www.strategy.example/"}, False, "https://www.strategy.example"),
        (
            {"PORTAL_URL": "https://durham.example/strategy/"},
            False,
            "https://durham.example/strategy",
        ),
        ({}, True, "http://127.0.0.1:8000"),
        ({"PORT": "8136"}, True, "http://127.0.0.1:8136"),
        ({"PORT": ""}, True, "http://127.0.0.1:8000"),
        ({"PORTAL_URL": "http://127.0.0.1:9000"}, True, "http://127.0.0.1:9000"),
    ],
)
def test_links_begin_with_the_portals_address(environment, given, debug, url):
    environment(**given)

    assert portal_url(debug=debug, hosts=[" strategy.example", "other.example"]) == url


@pytest.mark.parametrize(
    "url", ["http://strategy.example", "strategy.example", "https://", "ftp://strategy.example"]
)
def test_an_address_without_encryption_or_host_is_refused(environment, url):
    environment(PORTAL_URL=url)

    with pytest.raises(ImproperlyConfigured, match=r"https://strategy\.example\.org"):
        portal_url(debug=False, hosts=["strategy.example"])


@pytest.mark.parametrize("host", ["*", ".strategy.example"])
def test_a_pattern_of_hosts_is_no_address(environment, host):
    with pytest.raises(ImproperlyConfigured, match="PORTAL_URL"):
        portal_url(debug=False, hosts=[host])
