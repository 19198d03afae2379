"""Reads whole numbers, such as keys of rows, from what a browser sent."""

MOST_DIGITS = 18  # fit into a bigint; Python refuses more than 4,300 with a ValueError


def whole_number(text: str) -> int | None:
    """None if the text is no whole number, or too long to be one of ours."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None
