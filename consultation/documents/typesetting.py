"""Pages to print, set by typst from the templates in `consultation/documents/`.

A template gets what it shows as data, never as markup, so that no word can be taken for an
instruction. Only the fonts beside the templates are used and nothing is fetched, so that the same
data give the same pages on every machine. They are the regular and the bold of the site's variable
typeface, cut out as TrueType: typst reads neither WOFF2 nor variable fonts.
"""

import json
from pathlib import Path

import typst

TEMPLATES = Path(__file__).parent
TAGGED = "ua-1"  # PDF/UA-1: can be read by a screen reader


def pdf(template: str, data: dict) -> bytes:
    """`template` with `data`, as an accessible PDF.

    The standard demands a font for every character. Where ours have none (an emoji, another
    script) the PDF is tagged all the same, but does not claim the standard.
    """
    try:
        return _compile(template, data, pdf_standards=[TAGGED])
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return _compile(template, data)


def png(template: str, data: dict) -> bytes:
    return _compile(template, data, format="png", ppi=110)


def _compile(template, data, **options):
    return typst.compile(
        TEMPLATES / template,
        root=TEMPLATES,
        font_paths=[TEMPLATES / "fonts"],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        **options,
    )
