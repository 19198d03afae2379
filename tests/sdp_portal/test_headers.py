"""What every answer tells the browser, and the names of cookies, as they are in production."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory, override_settings

from consultation.models import Consultation, Response
from consultation.models.secrets import hash_of
from consultation.responding import draft
from tests.consultation.responding.test_responding import COMMENT
from tests.strategy.addresses import PAGES

pytestmark = pytest.mark.django_db
REDIRECT = "/admin/"
ANSWERS = [
    ("/", 200),
    (PAGES[-1], 200),
    ("/document.json", 200),
    ("/timeline.ics", 200),
    (COMMENT, 200),
    ("/admin/login/", 302),
    (REDIRECT, 302),
    ("/officers/login/", 200),
    ("/no-such-page/", 404),
    ("/healthz", 200),
    ("/readyz", 200),
]


def assert_told(headers):  # of static files, see tests/nginx
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    policy = dict(each.split("=") for each in headers["Permissions-Policy"].split(", "))
    assert policy["camera"] == policy["geolocation"] == policy["browsing-topics"] == "()"
    assert policy["clipboard-write"] == policy["publickey-credentials-get"] == "(self)"


@pytest.mark.usefixtures("set_clock")
@pytest.mark.parametrize(("address", "status"), ANSWERS)
def test_every_kind_of_answer_is_embedded_by_nobody_and_asks_for_nothing(client, address, status):
    answer = client.get(address)

    assert answer.status_code == status
    assert_told(answer.headers)


@pytest.mark.parametrize(
    ("address", "more"),
    [
        ("/", {"headers": {"Host": "another.example"}}),  # 400
        (COMMENT, {"method": "POST"}),  # 422 or 403
        ("/", {"method": "DELETE"}),  # 405
    ],
)
def test_so_is_what_is_refused(client, address, more):
    answer = client.generic(more.pop("method", "GET"), address, **more)

    assert answer.status_code >= 400
    assert_told(answer.headers)


# In production

PRODUCTION = """
import json, sys, django
from django.conf import settings
django.setup()
from sdp_portal.pages.sharing import OURS
names = [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.RESPONSE_COOKIE_PREFIX]
print(json.dumps({
    "names": names,
    "lead_to_django": [bool(OURS.search(f"_ga=1; {name}=2")) for name in names],
    "strangers": bool(OURS.search("sessionid=1; x__Host-csrftoken=2")),
    "secure": [settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE],
    "domains": [settings.SESSION_COOKIE_DOMAIN, settings.CSRF_COOKIE_DOMAIN],
    "paths": [settings.SESSION_COOKIE_PATH, settings.CSRF_COOKIE_PATH],
    "hsts": [
        settings.SECURE_HSTS_SECONDS,
        settings.SECURE_HSTS_INCLUDE_SUBDOMAINS,
        settings.SECURE_HSTS_PRELOAD,
    ],
}))
"""


def in_production(**environment):
    complete = {
        "DJANGO_SETTINGS_MODULE": "sdp_portal.settings",
        "DEBUG": "0",
        "SECRET_KEY": "fifty characters or more that nobody else could know!",
        "ALLOWED_HOSTS": "strategy.example.org",
        "PORTAL_CLOCK": "",
    }
    return subprocess.run(
        [sys.executable, "-c", PRODUCTION],
        cwd=settings.BASE_DIR,
        env=os.environ | complete | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_cookies_belong_to_this_host_alone_and_lead_to_django():
    told = json.loads(in_production().stdout)

    assert told["names"] == ["__Host-sessionid", "__Host-csrftoken", "__Host-response-"]
    assert told["lead_to_django"] == [True, True, True]
    assert not told["strangers"]
    # What browsers ask of such names.
    assert told["secure"] == [True, True]
    assert told["domains"] == [None, None]
    assert told["paths"] == ["/", "/"]


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("", [31536000, False, False]),
        ("subdomains", [31536000, True, False]),
        ("preload", [31536000, True, True]),
    ],
)
def test_https_is_asked_of_other_hosts_only_where_that_is_set(setting, expected):
    assert json.loads(in_production(HSTS=setting).stdout)["hsts"] == expected


def test_another_word_for_it_stops_the_start():
    assert "HSTS=all is unknown" in in_production(HSTS="all").stderr


@pytest.mark.usefixtures("set_clock")
def test_the_cookie_of_a_response_is_set_and_deleted_under_that_name(client, settings):
    settings.RESPONSE_COOKIE_PREFIX = "__Host-response-"
    name = "__Host-response-draft-strategy-2024-29"

    answer = client.post(COMMENT, {"text": "Good."}, secure=True)

    cookie = answer.cookies[name]
    assert (cookie["path"], cookie["domain"], cookie["secure"]) == ("/", "", True)
    page = client.get("/consultations/draft-strategy-2024-29/respond/", secure=True)
    assert "Good." in page.content.decode()


def test_deleting_such_a_cookie_says_what_browsers_ask_of_it():
    request = RequestFactory().get("/")
    request.COOKIES["__Host-response-a"] = "token"
    response = Response(consultation=Consultation(slug="a"), token_hash=hash_of("token"))

    with override_settings(RESPONSE_COOKIE_PREFIX="__Host-response-"):
        answer = draft.forget(request, HttpResponse(), response)

    cookie = answer.cookies["__Host-response-a"]
    assert (cookie["path"], cookie["secure"], cookie["max-age"]) == ("/", True, 0)
