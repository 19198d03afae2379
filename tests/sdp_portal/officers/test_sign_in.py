"""Officers sign in at addresses of their own; nobody signs up; whoever guesses is slowed."""

import logging

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.urls import NoReverseMatch, reverse

from tests.conftest import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]
LOGIN = "/officers/login/"


@pytest.fixture(autouse=True)
def _demonstration(settings):
    """Without the second factor, which has tests of its own."""
    settings.OFFICERS_NEED_SECOND_FACTOR = False


def sign_in(client, login="jo", password=PASSWORD, **more):
    return client.post(LOGIN, {"login": login, "password": password}, **more)


def test_the_admin_leads_to_the_page_for_signing_in_and_back(client, make_officer):
    make_officer()

    assert client.get("/admin/", follow=True).redirect_chain == [
        ("/admin/login/?next=/admin/", 302),
        ("/officers/login/?next=%2Fadmin%2F", 302),
    ]
    answer = client.post(f"{LOGIN}?next=/admin/strategy/", {"login": "jo", "password": PASSWORD})

    assert answer.headers["Location"] == "/admin/strategy/"


@pytest.mark.parametrize("login", ["jo", "JO", "jo@durham.example", "Jo@Durham.Example"])
def test_by_username_or_by_email_address(client, make_officer, login):
    make_officer()

    assert sign_in(client, login).headers["Location"] == "/admin/"


def test_signing_in_is_noted_by_the_clock_of_the_portal(client, make_officer, set_clock):
    officer = make_officer("jo")
    set_clock("2024-04-10T10:00")

    sign_in(client)

    officer.refresh_from_db()
    assert f"{officer.last_login:%Y-%m-%d %H}" == "2024-04-10 09"


def test_a_wrong_password_is_said_in_plain_words_with_the_username_kept(client, make_officer):
    make_officer()

    page = sign_in(client, password="wrong").content.decode()

    assert "That username or email address and password do not belong together" in page
    assert "<title>Error: Sign in" in page
    assert 'value="jo"' in page
    assert "wrong" not in page


def test_an_unknown_name_gets_the_same_words_as_a_wrong_password(client, make_officer):
    make_officer()

    wrong = sign_in(client, password="wrong").context["form"].non_field_errors()

    assert sign_in(client, "nobody").context["form"].non_field_errors() == wrong


def test_what_is_left_empty_is_asked_for(client):
    page = sign_in(client, "", "").content.decode()

    assert "Enter your username or email address" in page
    assert "Enter your password" in page


def test_a_closed_account_cannot_sign_in(client, make_officer):
    make_officer(is_active=False)

    answer = client.post(LOGIN, {"login": "jo", "password": PASSWORD}, follow=True)

    assert "Your account is closed" in answer.content.decode()
    assert not answer.wsgi_request.user.is_authenticated


def test_who_is_no_officer_does_not_come_into_the_admin(client, make_officer):
    make_officer(is_staff=False)

    sign_in(client)

    assert client.get("/admin/").status_code == 302
    assert client.get("/admin/login/").status_code == 403


def test_nobody_signs_up(client):
    people = get_user_model().objects.count()
    data = {"username": "eve", "email": "eve@x.example", "password1": PASSWORD}

    for address in ("/officers/signup/", "/officers/second-factor/webauthn/signup/"):
        assert client.get(address).status_code == 404
        assert client.post(address, data | {"password2": PASSWORD}).status_code == 404

    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    assert get_user_model().objects.count() == people


def test_signing_out_ends_the_session(client, make_officer):
    make_officer()
    sign_in(client)

    client.post("/officers/logout/")

    assert client.get("/admin/").status_code == 302


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(client, make_officer):
    make_officer()
    for _ in range(5):
        sign_in(client, password="wrong")

    answer = sign_in(client)

    assert answer.context["form"].non_field_errors() == [
        "Too many failed attempts. Wait five minutes, then try again"
    ]
    assert not answer.wsgi_request.user.is_authenticated


def test_whoever_guesses_elsewhere_keeps_no_officer_out(client, make_officer):
    make_officer()
    for _ in range(9):
        sign_in(client, password="wrong", REMOTE_ADDR="192.0.2.66")

    guessed = sign_in(client, REMOTE_ADDR="192.0.2.66")
    signed_in = sign_in(client, REMOTE_ADDR="192.0.2.7")

    assert "Too many failed" in guessed.content.decode()
    assert signed_in.status_code == 302


def test_behind_a_proxy_the_addresses_that_it_saw_are_told_apart(client, make_officer, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    make_officer()
    for number in range(9):  # what the client itself writes in front changes nothing
        through = {"X-Forwarded-For": f"10.0.0.{number}, 192.0.2.66"}
        sign_in(client, password="wrong", headers=through)

    guessed = sign_in(client, headers={"X-Forwarded-For": "10.0.0.99, 192.0.2.66"})
    signed_in = sign_in(client, headers={"X-Forwarded-For": "192.0.2.7"})

    assert "Too many failed" in guessed.content.decode()
    assert signed_in.status_code == 302


def test_one_household_of_ipv6_is_one_address(client, make_officer):
    make_officer()
    for number in range(9):
        sign_in(client, password="wrong", REMOTE_ADDR=f"2001:db8:1:2::{number}")

    assert "Too many failed" in sign_in(client, REMOTE_ADDR="2001:db8:1:2::99").content.decode()
    assert sign_in(client, REMOTE_ADDR="2001:db8:1:3::1").status_code == 302


def test_capitals_make_no_other_name(client, make_officer):
    make_officer()
    for name in ("jo", "JO", "Jo", "jO", "jo"):
        sign_in(client, name, password="wrong")

    assert "Too many failed" in sign_in(client).content.decode()


def test_one_officers_failures_do_not_keep_another_out(client, make_officer):
    make_officer()
    make_officer("ann")
    for _ in range(5):
        sign_in(client, password="wrong")

    assert sign_in(client, "ann").status_code == 302


def test_from_one_address_ten_failures_a_minute_are_the_most(client, make_officer):
    make_officer()
    for number in range(10):
        sign_in(client, f"guess{number}")

    assert "Too many failed" in sign_in(client).content.decode()
    assert sign_in(client, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(
    client, make_officer, settings, caplog
):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    sign_in(client, headers={"X-Forwarded-For": "203.0.113.9, 192.0.2.7"})

    assert "from 192.0.2.7" in caplog.text


def test_failures_are_counted_where_all_processes_see_them(settings):
    assert settings.CACHES["default"]["BACKEND"].endswith("db.DatabaseCache")


def test_a_failure_is_logged_with_name_and_address_and_without_the_password(
    client, make_officer, caplog
):
    make_officer()

    sign_in(client, password="almost-right")

    (record,) = [record for record in caplog.records if record.name == "officers"]
    assert record.levelno == logging.WARNING
    assert record.getMessage() == "wrong password: username 'jo' from 127.0.0.1"


@pytest.mark.parametrize("typed", ["a long sentence nobody guesses", "someone@example.org", "’“🙂"])
def test_what_was_typed_instead_of_a_username_is_not_logged(client, make_officer, caplog, typed):
    """It may be the password."""
    make_officer()

    sign_in(client, typed)

    assert "wrong password: unknown username from 127.0.0.1" in caplog.text
    assert typed not in caplog.text


def test_an_officer_who_signs_in_by_address_is_logged_by_username(client, make_officer, caplog):
    make_officer()

    sign_in(client, "JO@durham.example", password="wrong")

    assert "wrong password: username 'jo' from 127.0.0.1" in caplog.text


def test_nobody_writes_a_line_of_the_log(client, caplog):
    sign_in(client, "jo\nofficers: all is well")

    (record,) = [record for record in caplog.records if record.name == "officers"]
    assert "\n" not in record.getMessage()


def test_being_slowed_is_logged_too(client, make_officer, caplog):
    make_officer()
    for _ in range(6):
        sign_in(client, password="wrong")

    assert "too many failed sign-ins: username 'jo' from 127.0.0.1" in caplog.text


class TestForgottenPassword:
    def ask(self, client, email):
        return client.post("/officers/password/reset/", {"email": email}, follow=True)

    def test_a_link_by_mail_sets_a_new_one(self, client, make_officer):
        make_officer()

        assert "Look at your email" in self.ask(client, "jo@durham.example").content.decode()
        (message,) = mail.outbox
        link = next(line for line in message.body.splitlines() if line.startswith("http"))
        form = client.get(link, follow=True)
        new = "quite another long sentence"
        client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})

        assert sign_in(client, password=new).status_code == 302
        assert "Your username is jo." in message.body

    def test_an_unknown_address_gets_the_same_page_and_no_mail(self, client):
        assert "Look at your email" in self.ask(client, "nobody@x.example").content.decode()
        assert mail.outbox == []

    def test_a_used_or_changed_link_says_so(self, client):
        page = client.get("/officers/password/reset/1-abc-def/").content.decode()

        assert "That link does not work any more" in page

    def test_a_mail_server_that_is_away_is_logged_and_not_the_visitors_trouble(
        self, client, make_officer, settings, caplog
    ):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        make_officer()

        assert "Look at your email" in self.ask(client, "jo@durham.example").content.decode()
        assert "mail was not sent" in caplog.text


def test_a_password_is_changed_with_the_present_one(client, make_officer):
    make_officer()
    sign_in(client)
    new = "quite another long sentence"
    form = {"oldpassword": "wrong", "password1": new, "password2": new}
    address = "/officers/password/change/"

    assert "That is not your present password" in client.post(address, form).content.decode()
    assert client.post(address, form | {"oldpassword": PASSWORD}).status_code == 302
    client.post("/officers/logout/")
    assert sign_in(client, password=new).status_code == 302
