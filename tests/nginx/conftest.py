"""nginx with `deploy/nginx.conf`, in front of the portal as it runs in production."""

import http.client
import ssl
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

from benchmarks import portals, proxy
from tests.loaded_database import address_of

HERE = Path(__file__).parent
SIGN_IN = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from allauth.mfa.models import Authenticator
officer = get_user_model().objects.create_superuser("officer")
Authenticator.objects.create(user=officer, type=Authenticator.Type.TOTP, data={})
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY] = str(officer.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = officer.get_session_auth_hash()
session.create()
print(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")
"""


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("nginx")


@dataclass
class Website:
    """The portal behind nginx; `cookie` is a signed-in officer's."""

    front: proxy.Proxy
    cookie: str = ""

    @property
    def context(self) -> ssl.SSLContext:
        """Trusts this one certificate, which is made out to the portal's name."""
        context = ssl.create_default_context(cafile=self.front.folder / "certificate.pem")
        context.check_hostname = False
        return context

    def connect(self) -> http.client.HTTPSConnection:
        return http.client.HTTPSConnection(
            portals.HOST, self.front.port, timeout=120, context=self.context
        )

    def ask(self, method, path, body=None, **headers):
        """(status, headers, text) of an answer."""
        connection = self.connect()
        try:
            connection.putrequest(method, path, skip_host=True)
            connection.putheader("Host", proxy.NAME)
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders()
            with suppress(OSError):  # it has been refused before its end
                connection.send(body or b"")
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            connection.close()


@pytest.fixture(scope="session")
def environment(copies):
    with portals.production(address_of(copies.new())) as environment:
        environment["PORTAL_KEYS"] = str(settings.PORTAL_KEYS)  # with which it was loaded
        portals.open_window(environment)
        yield environment


@pytest.fixture(scope="session")
def website(environment):
    shell = [sys.executable, "manage.py", "shell", "--no-imports", "-c", SIGN_IN]
    done = subprocess.run(
        shell, cwd=portals.CHECKOUT, env=environment, capture_output=True, text=True, check=True
    )
    cookie = done.stdout.strip()
    with portals.serving(environment) as (_, port), proxy.in_front_of(port) as front:
        yield Website(front, cookie)
