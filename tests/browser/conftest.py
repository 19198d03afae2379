"""Chromium and the real portal (`portals.py`); every page opened is watched (`watching.py`)."""

import contextlib
import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Error, expect

pytest.register_assert_rewrite("tests.browser.journey", "tests.browser.watching")

from tests.browser.journey import Visitor  # noqa: E402
from tests.browser.portals import Portals  # noqa: E402
from tests.browser.watching import Watch  # noqa: E402
from tests.logs import lines_of_people  # noqa: E402

HERE = Path(__file__).parent
LONGEST_WAIT = 15_000  # milliseconds; the portal itself waits 5 seconds for a lost database
DESK = {
    "locale": "en-GB",
    "timezone_id": "Europe/London",
    "viewport": {"width": 1280, "height": 900},
}


def pytest_collection_modifyitems(items):
    """Browser tests come last: Playwright leaves an event loop running, under which Django's
    ORM refuses to work in this process."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")
    items.sort(key=lambda item: HERE in item.path.parents)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """With a failure comes what the visitor had before them."""
    report = yield
    visitor = getattr(item, "funcargs", {}).get("visitor")
    if report.failed and visitor:
        with contextlib.suppress(Error):
            words = visitor.page.locator("body").inner_text(timeout=2_000)
            report.sections.append(("page", f"{visitor.page.url}\n{words}"))
    return report


expect.set_options(timeout=LONGEST_WAIT)


@pytest.fixture(scope="session")
def base_url():
    """Each portal has an address of its own. (pytest-playwright's fixture of this name is made in
    a way that pytest warns of.)"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    small = ["--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
    # Chromium's sandbox does not work for root.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    return browser_type_launch_args | {
        "executable_path": chromium,
        "args": [*quiet, *small, *sandbox],
    }


@pytest.fixture(scope="session")
def portals(tmp_path_factory):
    """Nothing of what people said, and no private link, may be in what the servers wrote."""
    portals = Portals(tmp_path_factory.mktemp("portals"))
    try:
        yield portals
    finally:
        portals.stop_all()
    logs = [log.read_text(errors="replace") for log in portals.logs.iterdir()]
    assert [line for log in logs for line in lines_of_people(log)] == []


@pytest.fixture
def portal(portals):
    """Four days before the public window closes."""
    return portals.at("2024-04-10T10:00")


@pytest.fixture
def closing_portal(portals):
    """For tests that move the window's closing time; it is moved back after each."""
    portal = portals.at("2024-04-10T10:00", name="closing")
    before = portal.execute("SELECT id, closes_at, grace_minutes FROM consultation_window")
    yield portal
    for pk, closes_at, grace_minutes in before:
        portal.execute(
            "UPDATE consultation_window SET closes_at = %s, grace_minutes = %s WHERE id = %s",
            closes_at,
            grace_minutes,
            pk,
        )


@pytest.fixture
def browse(new_context):
    """Open a browser, with nothing in it yet, at a portal: `browse(portal).open("/")`.

    Whatever a page does that no page may do fails the test (`watching.py`).
    """
    yield from browsing(new_context)


@pytest.fixture(scope="session")
def browse_for_all(browser):
    """The same for what several tests look at together."""
    yield from browsing(browser.new_context)


def browsing(new_context):
    watches = []

    def open_browser(portal, **options) -> Visitor:
        context = new_context(**DESK | {"base_url": portal.address} | options)
        context.set_default_timeout(LONGEST_WAIT)
        watches.append(Watch(context, portal.address))
        return Visitor(portal, context.new_page(), watches[-1])

    yield open_browser
    for watch in watches:
        watch.context.close()
    assert [fault for watch in watches for fault in watch.faults] == []


@pytest.fixture
def visitor(browse, portal):
    return browse(portal)
