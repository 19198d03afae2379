"""Every colour that a theme can have is read well."""

import re

import pytest
from django.conf import settings

from strategy.models import Colour

PALETTE = (settings.BASE_DIR / "assets/scss/_palette.scss").read_text()
TONES = {
    name: (dark, tint)
    for name, dark, tint in re.findall(r'"(\w+)": \("dark": (#\w+), "tint": (#\w+)', PALETTE)
}
NIGHT = {
    name: (night, tint)
    for name, night, tint in re.findall(
        r'"(\w+)": \(.*"night": (#\w+), "night-tint": (#\w+)', PALETTE
    )
}
AT_NIGHT = dict(
    re.findall(r"--([a-z-]+): (#\w+);", (settings.BASE_DIR / "assets/scss/_night.scss").read_text())
)
WHITE, PAPER, INK, INK_SOFT = "#ffffff", "#fdfcf8", "#14233f", "#47536b"


def luminance(colour):
    """WCAG 2.2, relative luminance."""
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_the_guidelines_do():
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


def test_every_colour_has_its_tones():
    assert set(TONES) == set(NIGHT) == set(Colour.values)


@pytest.mark.parametrize("name", Colour.values)
def test_a_colour_is_read_well(name):
    dark, tint = TONES[name]

    assert min(contrast(dark, ground) for ground in (WHITE, PAPER, tint)) >= 4.5
    assert min(contrast(text, tint) for text in (INK, INK_SOFT)) >= 4.5


@pytest.mark.parametrize("name", Colour.values)
def test_a_colour_is_read_well_on_a_device_that_is_set_to_dark(name):
    night, tint = NIGHT[name]
    words = [AT_NIGHT[name] for name in ("ink", "ink-soft", "link", "link-visited", "danger")]

    assert min(contrast(night, ground) for ground in (AT_NIGHT["paper"], tint)) >= 4.5
    for ground in (tint, *(AT_NIGHT[name] for name in ("paper", "card", "sand", "warm"))):
        assert min(contrast(word, ground) for word in words) >= 4.5


def test_the_compiled_styles_have_every_colour():
    styles = (settings.BASE_DIR / "static/build/portal.css").read_text()

    for name, (dark, _) in TONES.items():
        assert re.search(rf"\.theme-{name}{{--theme:{dark}", styles), name
