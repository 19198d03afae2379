"""The watch over every page hears what it is there to hear."""

import pytest

from tests.browser.portals import HOST

RUN_INLINE = """() => {
  const script = document.createElement('script')
  script.textContent = 'document.title = "Changed"'
  document.head.append(script)
}"""
SET_STYLE = "() => document.body.setAttribute('style', 'color: red')"
ASK_ANOTHER_HOST = "() => fetch('http://another.invalid/').catch(() => {})"


@pytest.fixture
def faults(visitor):
    """What the watch has heard; taken away, so that it does not fail the test too."""
    visitor.open("/contact/")
    yield visitor.watch.faults
    visitor.page.close()
    visitor.watch.faults.clear()


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        ("() => console.error('Something is wrong')", "Something is wrong"),
        ("() => { setTimeout(() => { throw new Error('Thrown') }) }", "Thrown"),
        (RUN_INLINE, "script-src-elem refuses inline"),
        (SET_STYLE, "style-src-attr refuses inline"),
        (ASK_ANOTHER_HOST, "connect-src refuses http://another.invalid"),
        ("() => { new Image().src = '/static/images/none.png' }", "404 for"),
    ],
)
def test_a_page_that_does_what_no_page_may_do_is_noticed(visitor, faults, script, fault):
    visitor.page.evaluate(script)
    visitor.page.wait_for_load_state("networkidle")

    assert any(fault in heard for heard in faults), faults


def test_a_request_to_another_host_is_noticed(visitor, faults):
    address = f"http://localhost:{visitor.portal.port}/contact/"
    assert HOST not in address

    visitor.page.goto(address)

    assert f"Request to another host: {address}" in faults
