"""Every page of an officer's account: our look, a strict policy, stored and listed nowhere."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from tests.conftest import PASSWORD
from tests.sdp_portal.officers.test_second_factor import SECRET
from tests.sdp_portal.test_content_security import assert_strict, inline

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]
FACTORS = "/officers/second-factor/"
FOR_ANYBODY = [
    "/officers/login/",
    "/officers/login/?next=/admin/",
    "/officers/inactive/",
    "/officers/password/reset/",
    "/officers/password/reset/sent/",
    "/officers/password/reset/done/",
    "/officers/password/reset/1-abc-def/",
    "/officers/council/cancelled/",
    "/officers/council/failed/",
]
SIGNED_IN = [
    "/officers/logout/",
    "/officers/back/",
    "/officers/password/change/",
    "/officers/reauthenticate/",
    FACTORS,
    f"{FACTORS}reauthenticate/",
    f"{FACTORS}totp/activate/",
    f"{FACTORS}totp/deactivate/",
    f"{FACTORS}recovery-codes/",
    f"{FACTORS}recovery-codes/generate/",
    f"{FACTORS}webauthn/",
    f"{FACTORS}webauthn/add/",
]


@pytest.fixture(autouse=True)
def _needed(settings):
    settings.OFFICERS_NEED_SECOND_FACTOR = True


@pytest.fixture
def officer(client, make_officer):
    client.officer = make_officer()
    client.post("/officers/login/", {"login": "jo", "password": PASSWORD})
    return client


def assert_keeps_our_rules(response):
    page = response.content.decode()
    assert response.status_code in {200, 401}
    assert_strict(response)
    assert inline(response) == []
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "data:" not in page
    assert page.count("<h1") == 1
    assert "build/portal.css" in page


@pytest.mark.parametrize("address", FOR_ANYBODY)
def test_a_page_that_anybody_can_open(client, address):
    assert_keeps_our_rules(client.get(address))


@pytest.mark.parametrize("address", SIGNED_IN)
def test_a_page_for_who_is_signed_in(officer, address):
    if "totp/activate" not in address:
        TOTP.activate(officer.officer, SECRET)
        RecoveryCodes.activate(officer.officer)

    assert_keeps_our_rules(officer.get(address))


def test_the_page_that_asks_for_the_second_factor(client, make_officer):
    TOTP.activate(make_officer(), SECRET)

    data = {"login": "jo", "password": PASSWORD}
    response = client.post("/officers/login/", data, follow=True)

    assert response.request["PATH_INFO"] == f"{FACTORS}authenticate/"
    assert_keeps_our_rules(response)


@pytest.mark.parametrize("page", ["edit", "remove"])
def test_the_pages_of_one_passkey(officer, page):
    passkey = Authenticator.objects.create(
        user=officer.officer, type="webauthn", data={"name": "Laptop", "credential": {}}
    )

    response = officer.get(f"{FACTORS}webauthn/keys/{passkey.pk}/{page}/")

    assert_keeps_our_rules(response)
    assert "Laptop" in response.content.decode()


def test_setting_a_password_where_there_was_none(signed_in, settings):
    client = signed_in(password=None)

    assert_keeps_our_rules(client.get("/officers/password/set/"))


def test_recovery_codes_can_be_saved_as_plain_text(officer):
    TOTP.activate(officer.officer, SECRET)
    codes = RecoveryCodes.activate(officer.officer).get_unused_codes()

    response = officer.get(f"{FACTORS}recovery-codes/download/")

    assert response.headers["Content-Type"].startswith("text/plain")
    assert response.content.decode().split() == codes


@pytest.mark.parametrize("address", [page for page in SIGNED_IN if "logout" not in page])
def test_who_is_not_signed_in_is_led_to_do_so(client, address):
    answer = client.get(address)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/officers/login/")


def test_too_many_requests_get_a_page_of_ours(client):
    for _ in range(31):
        response = client.post("/officers/login/", {"login": "", "password": ""})

    assert response.status_code == 429
    assert "Too many attempts" in response.content.decode()
    assert_strict(response)
