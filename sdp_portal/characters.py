"""Which characters of a text are visible."""

import unicodedata

# Spaces, line ends, control and format characters, and marks, which need a base letter.
UNSEEN = {"Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Me"}
BLANK = set("\u115f\u1160\u2800\u3164\uffa0")  # letters and a symbol that look empty
TURNS_TEXT_AROUND = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def says_something(text: str) -> bool:
    return any(unicodedata.category(c) not in UNSEEN and c not in BLANK for c in text)
