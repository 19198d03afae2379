"""Which characters of a text are visible."""

import unicodedata

# Spaces, line ends, control and format characters, and marks, which need a base letter.
UNSEEN = {"Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Me"}
BLANK = set("\u115f\u1160\u2800\u3164\uffa0")  # letters and a symbol that look empty


def says_something(text: str) -> bool:
    return any(unicodedata.category(c) not in UNSEEN and c not in BLANK for c in text)
