"""The picture that messengers and social networks show beside a link to a page.

The page itself says its title and the colour of its theme, so there is no second list of titles.
"""

import html
import io
import re

from django.http import Http404, HttpResponse
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_safe
from PIL import Image, ImageDraw, ImageFont

from consultation.documents.typesetting import TEMPLATES
from sdp_portal import partnership
from sdp_portal.pages.public import is_public, public_page

SIZE = (1200, 630)
MARGIN = 80
INK, WHITE = "#14233f", "#ffffff"
ARCHES = ("#f3b64a", "#5fc4b6", "#e08fbf")
# The tones for dark grounds, as in assets/scss/_palette.scss; a test compares them.
TONES = {
    "ochre": "#e9b95c",
    "teal": "#6cc7bd",
    "plum": "#e39cc8",
    "blue": "#8fbcf0",
    "brick": "#f0a183",
    "moss": "#b4cf79",
    "violet": "#bda9f2",
    "slate": "#b3c0d1",
}
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
THEME = re.compile(r'<body class="[^"]*theme-(\w+)')


@public_page
@require_safe
def card(request, page=""):
    """The card of the public page at `page`, below which this address is."""
    shown = _page_at(request, f"/{page}")
    title = TITLE.search(shown)
    if title is None:
        raise Http404("This page has no title.")
    theme = THEME.search(shown)
    picture = draw(
        html.unescape(title[1]),
        name=partnership.current().name,
        tone=TONES[theme[1]] if theme else ARCHES[0],
    )
    return HttpResponse(picture, content_type="image/png")


def _page_at(request, path) -> str:
    try:
        match = resolve(path)
    except Resolver404 as error:
        raise Http404 from error
    if not path.endswith("/") or not is_public(match.func):
        raise Http404("There is no public page.")
    request.path = request.path_info = path
    request.resolver_match = match
    answer = match.func(request, *match.args, **match.kwargs)
    if answer.status_code != 200:
        raise Http404("There is no public page.")
    return answer.content.decode()


def draw(title: str, *, name: str, tone: str) -> bytes:
    """The title of a page large, and small the text that it belongs to and the partnership."""
    large, _, small = title.partition(" – ")
    image = Image.new("RGB", SIZE, INK)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 24, SIZE[1]), fill=tone)
    _draw_mark(pen)
    lines, font = _fit(pen, large)
    pen.multiline_text((MARGIN, 210), "\n".join(lines), font=font, fill=WHITE, spacing=14)
    below = [each for each in (small, name) if each and each != large]
    foot = [_fit(pen, each, sizes=[32], most=1)[0][0] for each in dict.fromkeys(below)]
    anchor = (MARGIN, SIZE[1] - MARGIN)
    pen.multiline_text(
        anchor, "\n".join(foot), font=_font("regular", 32), fill=tone, spacing=12, anchor="ld"
    )
    return _as_png(image)


def _draw_mark(pen):
    for number, colour in enumerate(ARCHES):
        left = MARGIN + number * 44
        pen.arc((left, 80, left + 68, 148), 180, 360, fill=colour, width=10)
        for foot in (left, left + 58):
            pen.rectangle((foot, 114, foot + 9, 160), fill=colour)


def _fit(pen, text, *, sizes=(72, 60, 48, 40), most=4):
    """(lines, font): in the largest size in which the text needs at most so many lines."""
    for size in sizes:
        font = _font("bold" if most > 1 else "regular", size)
        lines = _lines(pen, text, font)
        if len(lines) <= most:
            return lines, font
    return [*lines[: most - 1], lines[most - 1] + "…"], font


def _lines(pen, text, font) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if pen.textlength(longer, font=font) <= SIZE[0] - 2 * MARGIN or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _font(weight, size):
    return ImageFont.truetype(
        TEMPLATES / "fonts" / f"atkinson-hyperlegible-next-{weight}.ttf", size
    )


def _as_png(image) -> bytes:
    """With few colours, which is all that it has: a third of the weight."""
    file = io.BytesIO()
    image.quantize(64).save(file, "PNG", optimize=True)
    return file.getvalue()
