"""No officer works with a password alone."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core import mail

from sdp_portal.models import Act
from sdp_portal.officers.configuration import officers_accounts
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]
LOGIN = "/officers/login/"
FACTORS = "/officers/second-factor/"
CODE = f"{FACTORS}authenticate/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _needed(settings):
    settings.OFFICERS_NEED_SECOND_FACTOR = True


@pytest.fixture
def with_app(make_officer):
    """An officer with an authenticator app and recovery codes."""
    officer = make_officer(is_superuser=True)
    totp.TOTP.activate(officer, SECRET)
    RecoveryCodes.activate(officer)
    return officer


@pytest.fixture
def after_password(client, with_app):
    client.post(LOGIN, {"login": "jo", "password": PASSWORD})
    return client


def present_code(secret=SECRET):
    while time.time() % totp.app_settings.TOTP_PERIOD > 27:  # not while it changes
        time.sleep(0.2)
    return totp.format_hotp_value(
        totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time()))
    )


def is_in(client):
    return client.get("/admin/strategy/strategy/").status_code == 200


def sign_in(client):
    return client.post(LOGIN, {"login": "jo", "password": PASSWORD}, follow=True)


@pytest.mark.parametrize("address", ["/admin/", "/admin/strategy/edition/", "/admin/jsi18n/"])
def test_an_officer_without_one_is_led_to_set_one_up(client, make_officer, address):
    make_officer(is_superuser=True)
    sign_in(client)

    answer = client.get(address)

    assert (answer.status_code, answer.headers["Location"]) == (302, FACTORS)


def test_until_then_the_officer_is_nobody_elsewhere(client, make_officer):
    make_officer(is_superuser=True)
    sign_in(client)

    assert not client.get("/").wsgi_request.user.is_authenticated
    assert client.get(FACTORS).wsgi_request.user.is_authenticated


@pytest.mark.ignore_template_errors
def test_setting_up_an_app_opens_the_admin_and_gives_recovery_codes(client, make_officer):
    make_officer(is_superuser=True)
    sign_in(client)
    page = client.get(f"{FACTORS}totp/activate/").content.decode()
    secret = re.search(r"<strong[^>]*>([A-Z2-7]{32})</strong>", page)[1]

    after = client.post(f"{FACTORS}totp/activate/", {"code": present_code(secret)}, follow=True)

    assert "Your recovery codes" in after.content.decode()
    assert len(re.findall(r"<li>\d{8}</li>", after.content.decode())) == 10
    assert is_in(client)


def told_of_factors():
    acts = Act.objects.filter(kind=Act.Kind.STEP, officer_name="jo").order_by("pk")
    return [act.what for act in acts]


@pytest.mark.ignore_template_errors
def test_setting_one_up_leaves_acts(client, make_officer, django_capture_on_commit_callbacks):
    make_officer(is_superuser=True)
    sign_in(client)
    page = client.get(f"{FACTORS}totp/activate/").content.decode()
    secret = re.search(r"<strong[^>]*>([A-Z2-7]{32})</strong>", page)[1]
    client.post(f"{FACTORS}totp/activate/", {"code": "000000"})
    assert told_of_factors() == []

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{FACTORS}totp/activate/", {"code": present_code(secret)})

    assert told_of_factors() == ["Set up an authenticator app."]
    assert len(mail.outbox) == 0


@pytest.mark.ignore_template_errors
def test_removing_one_leaves_an_act(after_password):
    after_password.post(CODE, {"code": present_code()})

    after_password.post(f"{FACTORS}totp/deactivate/")

    assert told_of_factors() == ["Removed their authenticator app."]


def test_the_picture_for_the_app_stands_in_the_page(client, make_officer):
    make_officer()
    sign_in(client)

    page = client.get(f"{FACTORS}totp/activate/").content.decode()

    assert "<svg" in page
    assert "data:image" not in page
    assert "<?xml" not in page


@pytest.mark.ignore_template_errors
def test_after_the_password_comes_the_code(after_password):
    assert not is_in(after_password)

    after_password.post(CODE, {"code": present_code()})

    assert is_in(after_password)


def test_a_wrong_code_is_refused_and_logged(after_password, caplog):
    page = after_password.post(CODE, {"code": "000000"}).content.decode()

    assert "That code is not right, or was used before" in page
    assert not is_in(after_password)
    assert "second factor refused: username 'jo' from 127.0.0.1" in caplog.text
    assert "000000" not in caplog.text


def test_a_code_works_once(after_password, client):
    code = present_code()
    after_password.post(CODE, {"code": code})
    after_password.post("/officers/logout/")
    sign_in(client)

    assert "was used before" in client.post(CODE, {"code": code}).content.decode()


def test_guessing_codes_is_slowed(after_password):
    for _ in range(5):
        after_password.post(CODE, {"code": "000000"})

    page = after_password.post(CODE, {"code": present_code()}).content.decode()

    assert "Too many failed attempts" in page
    assert not is_in(after_password)


@pytest.mark.ignore_template_errors
def test_a_recovery_code_works_once(after_password, with_app):
    authenticator = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    code = authenticator.wrap().get_unused_codes()[0]

    after_password.post(CODE, {"code": code})
    assert is_in(after_password)
    after_password.post("/officers/logout/")
    sign_in(after_password)
    page = after_password.post(CODE, {"code": code}).content.decode()

    assert "That code is not right, or was used before" in page
    assert not is_in(after_password)


def test_the_password_alone_opens_nothing_however_often_one_goes_elsewhere(after_password):
    for address in ("/admin/", f"{FACTORS}totp/deactivate/", FACTORS, "/officers/back/"):
        answer = after_password.get(address)

        assert answer.status_code == 302, address
        assert not answer.wsgi_request.user.is_authenticated


def test_changing_it_later_asks_again_who_it_is(after_password):
    after_password.post(CODE, {"code": present_code()})
    session = after_password.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 6 * 60
    session.save()

    answer = after_password.get(f"{FACTORS}totp/deactivate/")

    assert answer.headers["Location"].startswith("/officers/reauthenticate/?next=")


@pytest.mark.ignore_template_errors
def test_a_demonstration_does_without(client, make_officer, settings):
    settings.OFFICERS_NEED_SECOND_FACTOR = False
    make_officer(is_superuser=True)

    sign_in(client)

    assert is_in(client)


@pytest.mark.parametrize(
    ("debug", "wish", "needed"),
    [
        (True, "", False),
        (True, "1", True),
        (True, "0", False),
        (False, "", True),
        (False, "1", True),
        (False, "0", True),  # it cannot be switched off
    ],
)
def test_only_a_demonstration_can_switch_it_off(monkeypatch, debug, wish, needed):
    monkeypatch.setenv("OFFICERS_NEED_SECOND_FACTOR", wish)

    settings = officers_accounts(debug=debug)

    assert settings["OFFICERS_NEED_SECOND_FACTOR"] is needed
