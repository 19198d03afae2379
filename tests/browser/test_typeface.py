"""Nothing moves while a page is loading, not even when the typeface comes late."""

import pytest

from tests.browser.journey import COMMENT, CONSULTATION

WATCH_SHIFTS = """
window.shifted = 0
new PerformanceObserver(list => {
  for (const shift of list.getEntries()) window.shifted += shift.value
}).observe({ type: 'layout-shift', buffered: true })
"""
HAS_PAINTED = "() => performance.getEntriesByName('first-contentful-paint').length > 0"
HAS_SETTLED = """async () => {
  await document.fonts.ready
  const next = () => new Promise(resolve => requestAnimationFrame(resolve))
  await next().then(next).then(next)
  return window.shifted
}"""
# A line of text that wraps elsewhere gives 0.1 and more, which is no longer good by the measure of
# Core Web Vitals.
HARDLY_SEEN = 0.05
PHONE = {"viewport": {"width": 390, "height": 850}}


@pytest.mark.parametrize("address", ["/", "/document/", CONSULTATION, COMMENT])
def test_a_typeface_that_comes_late_moves_nothing(browse, portal, address):
    visitor = browse(portal, **PHONE)
    held_back = []

    def hold_back(route):
        held_back.append(route)

    visitor.page.route("**/*.woff2", hold_back)
    visitor.page.add_init_script(WATCH_SHIFTS)

    visitor.page.goto(address, wait_until="domcontentloaded")
    visitor.page.wait_for_function(HAS_PAINTED)
    for typeface in held_back:
        typeface.continue_()

    assert len(held_back) == 1
    assert visitor.page.evaluate(HAS_SETTLED) < HARDLY_SEEN
