"""Officers sign in with a passkey, and a form sent too late is saved after all."""

import copy

import pytest
from playwright.sync_api import expect

from tests.browser import survey, w3c
from tests.browser.officers import PASSWORD, create

FACTORS = "/officers/second-factor/"
PAGES = [
    FACTORS,
    f"{FACTORS}totp/activate/",
    f"{FACTORS}webauthn/add/",
    f"{FACTORS}webauthn/",
    "/officers/password/change/",
    "/officers/back/",
    "/officers/logout/",
]
PAGES_BEFORE = ["/officers/login/", "/officers/password/reset/", "/officers/password/reset/sent/"]


@pytest.fixture(scope="module")
def officers_portal(portals):
    """By its name, as browsers give no passkey to a bare address of the network."""
    portal = copy.copy(portals.at("2024-04-10T10:00", name="officers"))
    portal.address = f"http://localhost:{portal.port}"
    create(portal, "jo")
    return portal


@pytest.fixture
def officer(browse, officers_portal):
    visitor = browse(officers_portal)
    sign_in(visitor)
    return visitor


@pytest.fixture
def passkeys(officer):
    """A device that holds passkeys and says yes to everything, as the browser's own protocol
    offers for tests."""
    protocol = officer.page.context.new_cdp_session(officer.page)
    protocol.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device = protocol.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return lambda: protocol.send("WebAuthn.getCredentials", device)["credentials"]


def sign_in(visitor, next_page=""):
    visitor.open(f"/officers/login/{next_page}")
    visitor.page.get_by_label("Username or email address").fill("jo")
    visitor.page.get_by_label("Password").fill(PASSWORD)
    visitor.button("Sign in").click()


def sign_out(visitor):
    visitor.open("/officers/logout/").button("Sign out").click()


def test_a_passkey_signs_in_alone_and_beside_the_password(officer, passkeys):
    officer.open(f"{FACTORS}webauthn/add/")
    officer.button("Set up").click()
    expect(officer.heading).to_have_text("Your recovery codes")
    assert len(passkeys()) == 1

    sign_out(officer)
    officer.open("/officers/login/").button("Sign in with a passkey").click()
    officer.arrives_at("/admin/")

    sign_out(officer)
    sign_in(officer)
    expect(officer.heading).to_have_text("Confirm that it is you")
    officer.page.wait_for_load_state()  # the button asks for the passkey by a script
    officer.button("Use a passkey").click()
    officer.arrives_at("/admin/")

    officer.open(f"{FACTORS}webauthn/reauthenticate/?next={FACTORS}webauthn/")
    officer.button("Use a passkey").click()
    officer.link("Remove Passkey").click()
    officer.button("Remove passkey").click()
    officer.open(FACTORS)
    expect(officer.link("Set up a passkey")).to_be_visible()


def test_the_pages_break_no_rule_of_wcag_and_fit_a_phone(officer):
    looks = {page: survey.look(officer, officer.read(page)) for page in PAGES}
    sign_out(officer)
    looks |= {page: survey.look(officer, officer.read(page)) for page in PAGES_BEFORE}

    assert {page: look.violations for page, look in looks.items() if look.violations} == {}
    assert {page: look.sticks_out for page, look in looks.items() if look.sticks_out} == {}


def test_their_html_is_valid(officer):
    sources = [officer.read(page) for page in PAGES]
    sign_out(officer)
    sources += [officer.read(page) for page in PAGES_BEFORE]

    assert w3c.mistakes(dict(zip(PAGES + PAGES_BEFORE, sources, strict=True))) == {}


def test_a_browser_without_a_passkey_says_so_on_the_page(officer, passkeys):
    sign_out(officer)

    officer.open("/officers/login/").button("Sign in with a passkey").click()

    expect(officer.page.locator("#passkey-problem")).to_be_visible()


def test_a_form_sent_too_late_is_saved_after_signing_in_in_another_tab(officer):
    officer.open("/admin/auth/group/add/")
    officer.page.get_by_label("Name:").fill("Night shift")
    officer.page.context.clear_cookies(name="sessionid")

    officer.button("Save").click()
    expect(officer.heading).to_have_text("You have been signed out")
    with officer.page.context.expect_page() as tab:
        officer.link("Sign in again (opens in a new tab)").click()
    other = type(officer)(officer.portal, tab.value, officer.watch)
    other.page.get_by_label("Username or email address").fill("jo")
    other.page.get_by_label("Password").fill(PASSWORD)
    other.button("Sign in").click()
    expect(other.heading).to_have_text("You are signed in again")
    officer.button("Try again").click()

    expect(officer.page.locator(".messagelist")).to_contain_text("Night shift")
