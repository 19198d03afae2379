"""Mail as people get it: the real portal, and a real mail server beside it."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect

from consultation.models.secrets import hash_of
from tests.browser import survey, w3c
from tests.browser.journey import RESPOND
from tests.browser.plain_http import post
from tests.mail_server import HOST, Postbox, mail_server

LINK = re.compile(r"^http://\S+", re.MULTILINE)


@pytest.fixture(scope="session")
def postbox():
    """Everything that is sent in this file's tests."""
    return Postbox()


@pytest.fixture(scope="session")
def mailing_portal(portals, postbox):
    """For the session: pytest plays the test without a browser after those of other files."""
    with mail_server(postbox) as port:
        yield portals.at("2024-04-10T10:00", name="mail", EMAIL_URL=f"smtp://{HOST}:{port}")


@pytest.fixture
def reader(browse, mailing_portal):
    return browse(mailing_portal)


def mail_to(postbox, address):
    return [message for message in postbox.messages if message["To"] == address]


def words(message):
    return message.get_body(["plain"]).get_content()


def first_link(message):
    return LINK.search(words(message))[0]


def give_address(visitor, address, button):
    box = visitor.page.get_by_role("textbox", name="Your email address")
    box.fill(address)
    visitor.button(button).click()


def test_a_receipt_arrives_once_and_its_link_opens_the_receipt(
    browse, reader, mailing_portal, postbox
):
    reader.comment("Clear, and short enough to be read.")
    reader.open(f"{RESPOND}about-you/")
    reader.choose_about_you()
    give_address(reader, "receipt@example.org", "Continue")
    reader.button("Send your response").dblclick()
    expect(reader.heading).to_contain_text("Response sent")
    mailing_portal.manage("due_work")

    [message] = mail_to(postbox, "receipt@example.org")

    assert reader.reference() in message["Subject"]
    assert message.get_body(["html"]) is not None
    elsewhere = browse(mailing_portal).open(first_link(message))
    assert elsewhere.reference() == reader.reference()


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without"])
def test_the_link_to_an_unsent_response_goes_on_with_it_on_another_device(
    browse, mailing_portal, postbox, javascript
):
    address = f"link-{javascript}@example.org".lower()
    visitor = browse(mailing_portal, java_script_enabled=javascript)
    visitor.comment("To be gone on with.")
    visitor.page.get_by_role("checkbox", name=re.compile("^Remind me")).check()
    give_address(visitor, "not an address", "Send me the link")
    expect(visitor.problem).to_contain_text("Enter an email address in the correct format")
    expect(visitor.page.get_by_role("checkbox")).to_be_checked()
    give_address(visitor, address, "Send me the link")
    expect(visitor.heading).to_have_text("We have sent you the link")

    [message] = mail_to(postbox, address)

    other_device = browse(mailing_portal).open(first_link(message))
    other_device.sees("To be gone on with.")
    other_device.sees("It is not sent yet.")


def test_a_reminder_comes_three_days_before_closing(browse, reader, mailing_portal, postbox):
    reader.comment("Not to be forgotten.")
    reader.page.get_by_role("checkbox", name=re.compile("^Remind me")).check()
    give_address(reader, "reminder@example.org", "Send me the link")
    expect(reader.heading).to_have_text("We have sent you the link")
    for _ in range(2):
        mailing_portal.manage("due_work", PORTAL_CLOCK="2024-04-12T09:00")

    [_link, reminder] = mail_to(postbox, "reminder@example.org")

    assert reminder["Subject"] == "Your response is not sent yet"
    browse(mailing_portal).open(first_link(reminder)).sees("Not to be forgotten.")


def test_alerts_are_confirmed_and_stopped_with_one_click(reader, mailing_portal, postbox):
    address = "alerts@example.org"
    reader.open("/consultations/draft-strategy-2024-29/")
    reader.link("get alerts by email").click()
    give_address(reader, address, "Send me alerts")
    expect(reader.heading).to_have_text("Check your email")
    [confirmation] = mail_to(postbox, address)
    reader.open(first_link(confirmation))
    expect(reader.heading).to_have_text("Do you want our alerts?")
    reader.button("Yes, send me alerts").click()
    expect(reader.heading).to_have_text("You will get our alerts")

    for _ in range(2):  # when the public window has closed
        mailing_portal.manage("due_work", PORTAL_CLOCK="2024-04-15T00:05")
    [_confirmation, alert] = mail_to(postbox, address)
    assert alert["Subject"].strip().startswith("Closed: ")
    stop = alert["List-Unsubscribe"].strip(" <>")
    assert alert["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    reader.open(stop)
    expect(reader.heading).to_have_text("Stop the alerts?")
    path = stop.removeprefix(mailing_portal.address)
    stopped = post(mailing_portal, path, b"List-Unsubscribe=One-Click", cookies=[])

    assert stopped.status == 200
    assert mailing_portal.execute("SELECT * FROM consultation_follower") == []
    reader.page.reload()
    expect(reader.heading).to_have_text("You will get no more alerts")


LONG_ADDRESS = f"{'x' * 60}@{'long-' * 10}.example"


@pytest.fixture
def looks(reader, mailing_portal):
    """What is found on each page, of which some hold an address without a place to break it."""
    reader.comment("To look at.")
    seen = {"the link": survey.look(reader, reader.read(f"{RESPOND}link/"))}
    give_address(reader, "no address", "Send me the link")
    expect(reader.problem).to_be_visible()
    seen["a mistake"] = survey.look(reader, reader.page.content())
    addresses = ["/follow/", "/follow/asked/", "/follow/nobody/", f"{RESPOND}link/sent/"]
    for number, confirmed_at in enumerate(["2024-04-10T08:00Z", None]):
        mailing_portal.execute(
            "INSERT INTO consultation_follower (email, token_hash, sealed_token, asked_at, "
            "confirmed_at) VALUES (%s, %s, '', '2024-04-10T08:00Z', %s)",
            f"{number}{LONG_ADDRESS}",
            hash_of(f"follower-{number}"),
            confirmed_at,
        )
        addresses += [f"/follow/follower-{number}/", f"/follow/follower-{number}/stop/"]
    seen |= {address: survey.look(reader, reader.read(address)) for address in addresses}
    yield seen
    mailing_portal.execute("DELETE FROM consultation_follower")


def test_the_pages_break_no_rule_of_wcag_fit_a_phone_and_are_valid(looks):
    assert {page: look.violations for page, look in looks.items() if look.violations} == {}
    assert {page: look.sticks_out for page, look in looks.items() if look.sticks_out} == {}

    assert w3c.mistakes({page: look.html for page, look in looks.items()}) == {}


POST_AN_ALERT = """
from consultation.models import Follower
from consultation.notifications.outbox import post_confirmation
from sdp_portal import clock
at = clock.now()
post_confirmation(follower=Follower.objects.create(email="worker@example.org", asked_at=at), at=at)
"""


def test_in_production_workers_and_due_work_at_the_same_time_send_a_mail_once(
    mailing_portal, postbox
):
    production = {
        "DEBUG": "0",
        "SECRET_KEY": "fifty characters or more that nobody else could know!",
        "ALLOWED_HOSTS": "strategy.example",
        "PORTAL_URL": "https://strategy.example",
        "PORTAL_CLOCK": "",
    }
    mailing_portal.manage("shell", "--command", POST_AN_ALERT, **production)
    assert mail_to(postbox, "worker@example.org") == []

    worker = ("db_worker", "--batch", "--no-startup-delay")
    with ThreadPoolExecutor() as at_the_same_time:
        for _ in at_the_same_time.map(
            lambda command: mailing_portal.manage(*command, **production),
            [worker, worker, ("due_work",), ("due_work",)],
        ):
            pass

    [message] = mail_to(postbox, "worker@example.org")
    assert "https://strategy.example/follow/" in words(message)
