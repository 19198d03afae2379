"""An officer is added, accepts, loses the second factor, and leaves, all of it in the browser."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.browser import plain_http, survey
from tests.browser.officers import PASSWORD, create
from tests.browser.test_mail import first_link, mail_to
from tests.mail_server import HOST, Postbox, mail_server
from tests.sdp_portal.officers.test_second_factor import present_code

LIST = "/admin/sdp_portal/officer/"
ANN = "ann.hall@durham.example"
CHOSEN = "a password of her own"


@pytest.fixture(scope="module")
def postbox():
    return Postbox()


@pytest.fixture(scope="module")
def accounts_portal(portals, postbox):
    with mail_server(postbox) as port:
        yield portals.at(
            "2024-04-10T10:00",
            name="accounts",
            EMAIL_URL=f"smtp://{HOST}:{port}",
            OFFICERS_NEED_SECOND_FACTOR="1",
        )


@pytest.fixture(scope="module")
def manager(browse_for_all, accounts_portal):
    """An administrator with an authenticator app, at the first screen."""
    visitor = browse_for_all(accounts_portal)
    create(accounts_portal, "mo")
    visitor.open("/officers/login/")
    visitor.page.get_by_label("Username or email address").fill("mo")
    visitor.page.get_by_label("Password").fill(PASSWORD)
    visitor.button("Sign in").click()
    set_up_app(visitor)
    return visitor


def set_up_app(visitor):
    visitor.link("Set up an app").click()
    secret = re.search(r"[A-Z2-7]{32}", visitor.page.inner_text("main"))[0]
    visitor.page.get_by_label("Code", exact=True).fill(present_code(secret))
    visitor.button("Set up").click()
    expect(visitor.heading).to_have_text("Your recovery codes")
    visitor.button("Go to work").click()
    visitor.arrives_at("/admin/")


def choose_password(visitor, link):
    visitor.page.goto(link)
    visitor.page.get_by_label("New password", exact=True).fill(CHOSEN)
    visitor.page.get_by_label("New password again").fill(CHOSEN)
    visitor.button("Save and continue").click()
    expect(visitor.heading).to_have_text("How you sign in")


def invite(manager, name, address):
    manager.open(LIST).link("Add an officer").click()
    manager.page.get_by_label("Name:").fill(name)
    manager.page.get_by_label("Email address:").fill(address)
    manager.page.get_by_label("Publisher").check()
    manager.button("Continue").click()
    manager.sees("Nothing is sent yet.")
    manager.button("Add and send").click()
    manager.sees(f"We have sent a link to {address}.")


def act(manager, name, what, reason, button):
    manager.open(LIST).link(name).click()
    manager.link(what).click()
    manager.page.get_by_label("Reason:").fill(reason)
    manager.button(button).click()


def test_from_the_invitation_to_the_last_day(browse, accounts_portal, manager, postbox):
    invite(manager, "Ann Hall", ANN)
    ann = browse(accounts_portal)
    choose_password(ann, first_link(mail_to(postbox, ANN)[-1]))
    set_up_app(ann)
    manager.open(LIST)
    expect(manager.page.locator("tr", has_text=ANN)).to_contain_text("App")

    act(manager, "Ann Hall", "Reset the second factor", "Lost phone", "Reset the second factor")
    manager.sees(f"We have sent a link to {ANN}.")
    ann.open("/admin/")
    expect(ann.heading).to_have_text("Officers sign in")
    choose_password(ann, first_link(mail_to(postbox, ANN)[-1]))
    set_up_app(ann)

    act(manager, "Ann Hall", "Remove this officer", "Left the council", "Remove this officer")
    manager.sees("Ann Hall is removed and signed out everywhere.")
    ann.open("/admin/")
    expect(ann.heading).to_have_text("Officers sign in")
    assert mail_to(postbox, ANN)[-1]["Subject"].endswith("Your account was closed")


def test_of_four_clicks_at_once_one_chooses_the_password(browse, accounts_portal, manager, postbox):
    invite(manager, "Bo Race", "bo@durham.example")
    path = first_link(mail_to(postbox, "bo@durham.example")[-1]).removeprefix(
        accounts_portal.address
    )
    bo = browse(accounts_portal).open(path)
    token = bo.page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    cookies = bo.page.context.cookies()
    together = Barrier(4)

    def click(number):
        password = f"{CHOSEN} {number}"
        form = {"csrfmiddlewaretoken": token, "password1": password, "password2": password}
        together.wait()
        return plain_http.post(accounts_portal, path, urlencode(form).encode(), cookies).status

    with ThreadPoolExecutor(4) as threads:
        statuses = sorted(threads.map(click, range(4)))

    assert statuses == [302, 404, 404, 404]


def test_the_pages_break_no_rule_of_wcag_and_fit_a_phone(manager):
    manager.watch.allow("inline")  # axe tries styles out, which our policy does not let it
    invite(manager, "Cy Long", f"{'long' * 12}@{'address' * 6}.durham.example")
    manager.open(LIST).link("Cy Long").click()
    account = manager.page.url.removeprefix(manager.portal.address)
    pages = [LIST, f"{LIST}add/", account]
    pages += [account.replace("change", each) for each in ("link", "reset", "remove", "give-back")]

    looks = {page: survey.look(manager, manager.read(page)) for page in pages}

    assert {page: look.violations for page, look in looks.items() if look.violations} == {}
    assert {page: look.sticks_out for page, look in looks.items() if look.sticks_out} == {}
