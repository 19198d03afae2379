"""Makes PDFs and images with typst, from the templates in `consultation/documents/`.

Templates receive data, never markup, so that typst runs no text as an instruction. They use only
the fonts beside them and fetch nothing, so that the same data give the same pages on every machine.
The fonts are the regular and bold of the site's variable typeface, as TrueType: typst reads neither
WOFF2 nor variable fonts.
"""

import json
from pathlib import Path

import typst

from sdp_portal import partnership

TEMPLATES = Path(__file__).parent
TAGGED = "ua-1"  # PDF/UA-1, for screen readers


def pdf(template: str, data: dict) -> bytes:
    """`template` with `data`, as an accessible PDF.

    The standard demands a font for every character. If ours have none (an emoji, another script)
    the PDF is still tagged, but does not claim the standard. A logo that is damaged is left out.
    """
    try:
        return _compile(template, data, pdf_standards=[TAGGED])
    except typst.TypstError as error:
        if "logo" in data and "image" in str(error):
            return pdf(template, {name: data[name] for name in data.keys() - {"logo"}})
        if "could not be displayed" not in str(error):
            raise
        return _compile(template, data)


def logo() -> dict:
    """The partnership's logo for a template, as numbers, because data are JSON; empty without
    one."""
    row = partnership.current()
    return {"logo": list(row.logo)} if row.logo_type else {}


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
