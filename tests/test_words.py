"""The words that residents read are plain and their sentences short.

This holds what a machine can hold. Whether a page reads well aloud is for people to judge.
"""

import re

import pytest
from django.conf import settings

LONGEST_SENTENCE = 25  # words

# What nobody says. In each pair stands what we say instead.
NOT_SAID = {
    "until when": "by when",
    "choose whom": "select who",
    "change whom": "change who",
    "to whom": "who … to",
    "go on with": "continue",
    "unwanted messages": "junk or spam folder",
    "stays on the record": "we keep a record",
    "stays readable": "you can still read",
    "leans on": "is influenced by",
    "in place for": "works on",
    "arrangements behind": "other groups we oversee",
    "not yet recorded": "not confirmed",
    "amend": "change",
    "commence": "begin",
    "in order to": "to",
    "prior to": "before",
    "regarding": "about",
    "utilise": "use",
    "whilst": "while",
    "thereof": "of it",
    "pursuant": "under",
    "please note": "(leave it out)",
    "click here": "(say what the link leads to)",
}

# A paragraph, a heading or an item of a list ends here, also without a full stop.
BLOCKS = (
    r"</?(?:p|h\d|li|dt|dd|td|th|div|section|button|label|legend|caption|summary|title)\b[^>]*>"
)


def public_words():
    templates = settings.BASE_DIR / "templates"
    files = [
        file
        for file in [*templates.rglob("*.html"), *(settings.BASE_DIR / "texts").iterdir()]
        if file.relative_to(settings.BASE_DIR).parts[1] != "admin" and "officers" not in file.parts
    ]
    return {str(file.relative_to(settings.BASE_DIR)): file.read_text() for file in files}


FILES = public_words()


def sentences(source):
    """Those of a template: a variable counts as one word, and what a tag chooses all counts."""
    text = re.sub(r"{#.*?#}|{% comment.*?endcomment %}|<!--.*?-->", " ", source, flags=re.S)
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", text, flags=re.S)
    text = re.sub(r"{%.*?%}", "\n", text, flags=re.S)
    text = re.sub(r"{{.*?}}", "it", text, flags=re.S)
    text = re.sub(BLOCKS, "\n", text)
    text = re.sub(r"<[^>]*>", "", text, flags=re.S)
    for line in re.split(r"\n\s*\n|\n", text):
        yield from (part.strip() for part in re.split(r"(?<=[.!?:])\s+", line) if part.strip())


def test_words_are_found_in_every_place():
    assert {"templates/base.html", "templates/consultation/receipt.html", "texts/privacy.html"} <= (
        set(FILES)
    )
    assert [*sentences("<p>One {{ two }}. Three?</p><p>Four{% if x %} five{% endif %}</p>")] == [
        *("One it.", "Three?", "Four", "five"),
    ]


@pytest.mark.parametrize("file", sorted(FILES))
def test_nothing_is_said_that_nobody_says(file):
    said = " ".join(sentences(FILES[file])).lower()

    assert [words for words in NOT_SAID if re.search(rf"\b{words}\b", said)] == []


@pytest.mark.parametrize("file", sorted(FILES))
def test_sentences_are_short(file):
    long = [each for each in sentences(FILES[file]) if len(each.split()) > LONGEST_SENTENCE]

    assert long == []
