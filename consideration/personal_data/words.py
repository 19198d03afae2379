"""Lists of words in small letters, each with its source, from `words/`."""

from pathlib import Path


def words(name: str) -> frozenset[str]:
    lines = Path(__file__).with_name("words").joinpath(f"{name}.txt").read_text(encoding="utf-8")
    return frozenset(
        word for line in lines.splitlines() if not line.startswith("#") for word in line.split()
    )


COMMON_WORDS = words("common")
