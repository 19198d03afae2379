"""The link of a group for a noticeboard, as a QR code and as a poster with that code."""

import io

import segno

from consultation.documents.typesetting import logo, pdf
from consultation.models import CirculationGroup, Window
from sdp_portal import partnership
from sdp_portal.templatetags.dates import moment_in_words
from strategy.rich_text import plain_text

INK = "#14233f"
PIXELS = 16  # for each module: a code of 37 modules and its margin is 720 wide, enough for print
LONGEST_PROPOSAL = 330  # characters that fit on one sheet


def qr_code(url: str, *, kind: str) -> bytes:
    """`url` as SVG or PNG, with the margin that cameras need."""
    file = io.BytesIO()
    code = segno.make(url, error="m", micro=False)
    options = {"svg": {"dark": INK, "unit": "mm"}, "png": {"scale": PIXELS, "dark": INK}}
    code.save(file, kind=kind, border=4, **options[kind])
    return file.getvalue()


def poster(group: CirculationGroup, *, window: Window, url: str) -> bytes:
    return pdf("poster.typ", poster_data(group, window=window, url=url))


def poster_data(group: CirculationGroup, *, window: Window, url: str) -> dict:
    """The content of the poster. People who follow it respond in `window`."""
    consultation = group.consultation
    proposal = plain_text(consultation.proposal).partition("\n")[0]
    return {
        "partnership": partnership.current().name,
        **logo(),
        "title": consultation.title,
        "noun": consultation.edition.noun,
        "proposal": proposal if len(proposal) <= LONGEST_PROPOSAL else "",
        "opens": moment_in_words(window.opens_at),
        "closes": moment_in_words(window.last_minute),
        "qr": qr_code(url, kind="svg").decode(),
        "url": url,
        "group": group.name,
        "email": consultation.email,
        "telephone": consultation.telephone,
    }
