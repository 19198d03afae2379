"""Officers sign in with their council account (OpenID Connect), against a provider started here."""

import http.client
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured

from sdp_portal.models import Act
from sdp_portal.officers.configuration import identity_provider
from sdp_portal.officers.models import OfficerAccount
from tests.sdp_portal.officers.identity_provider import CLIENT, IdentityProvider
from tests.sdp_portal.officers.test_second_factor import SECRET

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,  # the admin's own templates ask for what may be missing
]
JO = {"sub": "7f3a", "email": "jo@durham.example", "email_verified": True, "name": "Jo Bell"}


def at_the_council(address):
    """Where the provider sends the browser back to."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
    try:
        connection.request("GET", address)
        answer = connection.getresponse()
        answer.read()
    finally:
        connection.close()
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


@pytest.fixture(scope="module")
def council():
    with IdentityProvider() as provider:
        yield provider


@pytest.fixture(autouse=True)
def configure(council, settings, monkeypatch):
    """The settings as the environment makes them, with more of it if given."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    settings.OFFICERS_NEED_SECOND_FACTOR = True

    def configured(**environment):
        given = {
            "OIDC_SERVER_URL": council.issuer,
            "OIDC_CLIENT_ID": CLIENT["client_id"],
            "OIDC_CLIENT_SECRET": CLIENT["client_secret"],
            "OIDC_NAME": "Durham County Council",
        }
        for name, value in (given | environment).items():
            monkeypatch.setenv(name, value)
        for name, value in identity_provider(debug=True).items():
            setattr(settings, name, value)

    configured()
    council.person = JO
    return configured


def come_from_council(client, council):
    """Press the button, say who one is there, and come back; the last page."""
    start = client.get("/officers/oidc/council/login/?process=login&next=/admin/")
    assert start.status_code == 302, start.content.decode()
    return client.get(at_the_council(start.headers["Location"]), follow=True)


def is_in(client):
    return client.get("/admin/strategy/strategy/").status_code == 200


def person(answer):
    return answer.wsgi_request.user


def test_the_page_for_signing_in_has_the_button(client):
    page = client.get("/officers/login/?next=/admin/").content.decode()

    assert "Sign in with Durham County Council" in page
    assert 'href="/officers/oidc/council/login/?process=login&amp;next=%2Fadmin%2F"' in page


def test_without_a_provider_there_is_no_button_and_no_way(client, settings):
    settings.SOCIALACCOUNT_PROVIDERS = {}

    assert "Sign in with D" not in client.get("/officers/login/").content.decode()
    assert client.get("/officers/oidc/council/login/").status_code == 404


def test_an_officer_is_known_by_the_address_that_the_council_has_verified(
    client, council, make_officer
):
    officer = make_officer(email="Jo@durham.example")

    answer = come_from_council(client, council)

    assert person(answer) == officer
    assert answer.request["PATH_INFO"] == "/officers/second-factor/"  # still needed here
    officer.refresh_from_db()
    assert officer.has_usable_password()


def test_an_invitation_accepted_by_it_leaves_an_act(client, council, make_officer):
    officer = make_officer()
    OfficerAccount.objects.create(officer_id=officer.pk, invited_at=officer.date_joined)

    come_from_council(client, council)

    acts = Act.objects.exclude(kind=Act.Kind.SIGNED_IN).order_by("pk")
    assert [(act.officer_name, act.what) for act in acts] == [
        ("jo", "Connected their council account."),
        ("jo", "Accepted the invitation: signed in with the council account."),
    ]


def test_afterwards_by_the_account_itself_whatever_its_address(client, council, make_officer):
    officer = make_officer()
    come_from_council(client, council)
    client.post("/officers/logout/")
    council.person = JO | {"email": "jo.married@durham.example"}

    assert person(come_from_council(client, council)) == officer


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": "false"},
        {"email_verified": "true"},
        {"email_verified": None},
        {"email": "somebody@durham.example"},
        {"email": None},
    ],
)
def test_anybody_else_is_told_whom_to_ask(client, council, make_officer, claims, caplog):
    make_officer()
    people = get_user_model().objects.count()
    council.person = {name: value for name, value in (JO | claims).items() if value is not None}

    answer = come_from_council(client, council)

    assert answer.status_code == 403
    assert "You have no account here" in answer.content.decode()
    assert "Ask the person who runs the portal" in answer.content.decode()
    assert not person(answer).is_authenticated
    assert get_user_model().objects.count() == people
    assert not SocialAccount.objects.exists()
    assert "no officer has this council account" in caplog.text


@pytest.mark.parametrize("fields", [{"is_staff": False}, {"is_active": False}])
def test_who_is_no_officer_any_more_does_not_come_in(client, council, make_officer, fields):
    officer = make_officer()
    come_from_council(client, council)
    client.post("/officers/logout/")
    get_user_model().objects.filter(pk=officer.pk).update(**fields)

    answer = come_from_council(client, council)

    assert answer.status_code == 403
    assert not person(answer).is_authenticated


def test_two_officers_with_one_address_are_not_guessed_between(client, council, make_officer):
    make_officer()
    make_officer("jo2", email="jo@durham.example")

    assert come_from_council(client, council).status_code == 403


def test_a_domain_can_be_taken_as_verified(client, council, make_officer, configure):
    configure(OIDC_EMAIL_DOMAINS="durham.example, other.example")
    officer = make_officer()
    council.person = {"sub": "7f3a", "email": "jo@durham.example"}

    assert person(come_from_council(client, council)) == officer


def test_the_councils_second_factor_counts_if_the_setting_says_so(
    client, council, make_officer, configure
):
    configure(OIDC_BRINGS_SECOND_FACTOR="1")
    make_officer(is_superuser=True)

    come_from_council(client, council)

    assert is_in(client)


def test_it_counts_beside_one_that_was_set_up_here(client, council, make_officer, configure):
    configure(OIDC_BRINGS_SECOND_FACTOR="1")
    TOTP.activate(make_officer(is_superuser=True), SECRET)

    come_from_council(client, council)

    assert is_in(client)


def test_otherwise_the_one_set_up_here_is_asked_for(client, council, make_officer):
    TOTP.activate(make_officer(is_superuser=True), SECRET)

    answer = come_from_council(client, council)

    assert answer.request["PATH_INFO"] == "/officers/second-factor/authenticate/"
    assert not is_in(client)


def test_a_password_does_not_profit_from_the_councils_second_factor(
    client, make_officer, configure
):
    configure(OIDC_BRINGS_SECOND_FACTOR="1")
    make_officer(is_superuser=True, password="a long sentence")

    client.post("/officers/login/", {"login": "jo", "password": "a long sentence"})

    assert not is_in(client)


def test_cancelling_leads_to_a_page_that_says_so(client, council):
    council.person = None

    answer = come_from_council(client, council)

    assert "You did not sign in" in answer.content.decode()


@pytest.mark.parametrize("query", ["", "?code=made-up&state=made-up", "?error=server_error"])
def test_a_made_up_answer_is_refused(client, query):
    answer = client.get(f"/officers/oidc/council/login/callback/{query}")

    assert answer.status_code == 401
    assert "Signing in did not work" in answer.content.decode()


def test_another_portals_secret_is_refused(client, council, make_officer, configure):
    configure(OIDC_CLIENT_SECRET="somebody else's")
    make_officer()

    assert come_from_council(client, council).status_code == 401


def test_a_session_cannot_be_joined_to_another_council_account(client, council, make_officer):
    officer = make_officer()
    TOTP.activate(officer, SECRET)
    client.force_login(officer)
    council.person = {"sub": "other", "email": "other@durham.example", "email_verified": True}

    start = client.get("/officers/oidc/council/login/?process=connect")
    client.get(at_the_council(start.headers["Location"]))

    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    ("environment", "complaint"),
    [
        ({"OIDC_CLIENT_ID": ""}, "OIDC_CLIENT_ID is not set"),
        ({"OIDC_CLIENT_SECRET": ""}, "OIDC_CLIENT_SECRET is not set"),
        ({"OIDC_SERVER_URL": "login.example"}, "must begin with https://"),
        (
            {
                "OIDC_SERVER_URL": "https://login.microsoftonline.com/common/v2.0",
                "OIDC_EMAIL_DOMAINS": "durham.example",
            },
            "the council's own tenant",
        ),
    ],
)
def test_what_is_set_wrongly_stops_the_start(configure, environment, complaint):
    with pytest.raises(ImproperlyConfigured, match=complaint):
        configure(**environment)


def test_in_production_the_provider_is_spoken_to_over_tls_only():
    with pytest.raises(ImproperlyConfigured, match="https://"):
        identity_provider(debug=False)
