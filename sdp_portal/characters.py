"""What of a text can be seen."""

import unicodedata

# Spaces, line ends, control and format characters, and marks, which need a letter to stand on.
UNSEEN = {"Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Me"}
BLANK = set("\u115f\u1160\u2800\u3164\uffa0")  # letters and a symbol that are drawn as nothing


def says_something(text: str) -> bool:
    return any(unicodedata.category(c) not in UNSEEN and c not in BLANK for c in text)
