"""What a spreadsheet would run as a formula, in the cells of a CSV file."""

import re

RUNS = r"[-=+@＝＋－＠\t\r\n]"  # noqa: RUF001 Excel runs the wide ones too
WOULD_RUN = rf"^'*{RUNS}"


def guarded(text: str) -> str:
    """`text` for a cell of a CSV file, with an apostrophe before what would run."""
    return f"'{text}" if re.match(WOULD_RUN, text) else text
