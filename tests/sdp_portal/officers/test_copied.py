"""With a copy of the database nobody can sign in as an officer."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.sessions.models import Session
from django.test import Client

from sdp_portal import keys
from sdp_portal.officers.session_store import hash_of
from tests.conftest import PASSWORD
from tests.copied import every_row
from tests.sdp_portal.officers.test_second_factor import SECRET, present_code

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,
]


@pytest.fixture
def another_key(settings, tmp_path):
    def lose():
        settings.PORTAL_KEYS = tmp_path / "another"
        settings.PORTAL_KEYS.write_text(keys.new_key())
        keys.forget_keys()

    yield lose
    keys.forget_keys()


def rows_with(*secrets):
    return [row for row in every_row() if any(secret in row for secret in secrets)]


def opens_the_admin(cookie):
    client = Client()
    client.cookies["sessionid"] = cookie
    return client.get("/admin/").status_code == 200


def test_no_row_holds_the_cookie_of_a_session(signed_in):
    client = signed_in()
    cookie = client.cookies["sessionid"].value
    assert opens_the_admin(cookie)

    assert rows_with(cookie) == []
    [kept] = Session.objects.all()
    assert not opens_the_admin(kept.session_key)


def test_what_a_session_holds_cannot_be_read(client, make_officer):
    officer = make_officer()
    client.post("/officers/login/", {"login": "jo", "password": PASSWORD})
    page = client.get("/officers/second-factor/totp/activate/").content.decode()
    secret = re.search(r"<strong[^>]*>([A-Z2-7]{32})</strong>", page)[1]

    [kept] = Session.objects.all()

    assert client.session["mfa.totp.secret"] == secret
    assert client.session["_auth_user_id"] == str(officer.pk)
    assert kept.session_data.startswith("gAAAA")
    with pytest.raises(keys.WrongKeyError):
        keys.unseal(kept.session_data, purpose="another")


def test_signing_out_removes_the_session(signed_in):
    client = signed_in()
    cookie = client.cookies["sessionid"].value

    client.post("/officers/logout/")

    assert not opens_the_admin(cookie)
    assert not Session.objects.filter(session_key=hash_of(cookie)).exists()


def test_a_new_password_ends_the_sessions_elsewhere(signed_in):
    here = signed_in()
    elsewhere = Client()
    elsewhere.force_login(here.officer)

    here.officer.set_password("another long sentence")
    here.officer.save()

    assert not opens_the_admin(elsewhere.cookies["sessionid"].value)


def test_a_session_sealed_with_another_key_is_none(signed_in, another_key):
    client = signed_in()
    another_key()

    assert client.get("/admin/").status_code == 302
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("cookie", ["", "x", "é", "x" * 5000, "a\0b", "%00"])
def test_a_made_up_cookie_is_no_session(cookie):
    assert not opens_the_admin(cookie)


def test_no_row_holds_the_secret_of_a_second_factor(make_officer):
    officer = make_officer()
    totp.TOTP.activate(officer, SECRET)
    codes = RecoveryCodes.activate(officer).get_unused_codes()

    kept = [Authenticator.objects.get(type=each).data for each in ("totp", "recovery_codes")]

    assert rows_with(SECRET, *codes) == []
    assert kept[0]["secret"].startswith("gAAAA")
    assert kept[1]["seed"].startswith("gAAAA")


def test_a_second_factor_sealed_with_another_key_is_refused_and_logged(
    client, make_officer, another_key, settings, caplog
):
    settings.OFFICERS_NEED_SECOND_FACTOR = True
    officer = make_officer(is_superuser=True)
    totp.TOTP.activate(officer, SECRET)
    RecoveryCodes.activate(officer)
    another_key()
    client.post("/officers/login/", {"login": "jo", "password": PASSWORD})

    page = client.post("/officers/second-factor/authenticate/", {"code": present_code()})

    assert "That code is not right" in page.content.decode()
    assert client.get("/admin/strategy/strategy/").status_code == 302
    assert "put back the file of keys" in caplog.text


def test_failed_sign_ins_are_counted_without_names_addresses_or_codes(client, make_officer):
    officer = make_officer("zebedee")
    totp.TOTP.activate(officer, SECRET)
    code = present_code()
    client.post("/officers/login/", {"login": "nobody-here", "password": "wrong"})
    client.post("/officers/login/", {"login": "zebedee", "password": PASSWORD})
    client.post("/officers/second-factor/authenticate/", {"code": code})

    cached = [row for row in every_row() if re.match(r"\([0-9a-f]{64},", row)]

    assert cached
    assert [row for row in every_row() if "allauth" in row and "127.0.0.1" in row] == []
    assert rows_with("nobody-here", f"code={code}") == []
