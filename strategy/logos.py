"""Decodes a logo whole. `read` runs in a process of its own, without Django."""

from collections.abc import Iterator
from typing import BinaryIO

from PIL import Image

from sdp_portal.foreign_files import UnreadableError

FORMATS = ["PNG", "JPEG", "WEBP"]  # no SVG, because it can hold a script
FEWEST, MOST = 16, 4000  # pixels in each direction

NOT_AN_IMAGE = (
    "This file is not a PNG, JPEG or WebP image. Save the logo as one of these; an SVG could hold "
    "a script."
)
BROKEN = "This image is broken. Open it in the program it was made with, and save it anew."
SIZE = (
    f"This image is {{}} by {{}} pixels. Choose one that is {FEWEST} to {MOST:,} pixels wide and "
    "high."
)


def read(stream: BinaryIO) -> Iterator[str]:
    """Yields its media type. Raises UnreadableError."""
    Image.MAX_IMAGE_PIXELS = None  # the size is checked below, before anything is unpacked
    try:
        image = Image.open(stream, formats=FORMATS)
    except (OSError, ValueError, SyntaxError):
        raise UnreadableError(NOT_AN_IMAGE) from None
    if not all(FEWEST <= side <= MOST for side in image.size):
        raise UnreadableError(SIZE.format(*image.size))
    try:
        image.load()
    except (OSError, ValueError, SyntaxError):
        raise UnreadableError(BROKEN) from None
    yield Image.MIME[image.format]
