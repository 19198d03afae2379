"""Sentences with labels: `Ring me on ⟦telephone:07700 900123⟧`."""

import re
from collections import Counter
from pathlib import Path

from consideration.personal_data import Kind, Passage, likely_personal_data

LABEL = re.compile(r"⟦(\w+):([^⟧]+)⟧")


def sentences(name: str) -> list[tuple[str, set[Passage]]]:
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [_read(line) for line in lines if line and not line.startswith("#")]


def _read(line: str) -> tuple[str, set[Passage]]:
    text, end, passages = "", 0, set()
    for label in LABEL.finditer(line):
        text += line[end : label.start()]
        passages.add(Passage(len(text), len(text) + len(label[2]), Kind(label[1])))
        text, end = text + label[2], label.end()
    return text + line[end:], passages


def counted(labelled: list[tuple[str, set[Passage]]]) -> dict[str, Counter]:
    """Per kind and overall. Right is what has the labelled kind, beginning and end."""
    counts = {name: Counter() for name in ["overall", *Kind.values]}
    for text, wanted in labelled:
        marked = set(likely_personal_data(text))
        for passage in wanted | marked:
            is_right = passage in wanted and passage in marked
            result = "right" if is_right else "missed" if passage in wanted else "wrong"
            counts[passage.kind][result] += 1
            counts["overall"][result] += 1
    return counts
