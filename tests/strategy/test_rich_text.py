"""The small HTML of the strategy's texts: what comes through and what does not."""

import pytest
from django.core.exceptions import ValidationError

from strategy.models import Document, Strategy
from strategy.rich_text import LONGEST_TEXT, clean_html, plain_text


def test_paragraphs_lists_bold_italics_and_links_come_through():
    text = (
        '<p>A <strong>bold</strong> and <em>quiet</em> word.<br><a href="https://example.org/">'
        "More</a></p><ul><li>one</li></ul><ol><li>two</li></ol>"
    )

    assert clean_html(text) == text


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<script>alert(1)</script>", ""),
        ("Before<script>alert(1)</script>after", "Beforeafter"),
        ("<SCRIPT SRC=//example.org>x</SCRIPT>", ""),
        ("<style>p { color: red }</style>", ""),
        ('<p onclick="alert(1)">Words</p>', "<p>Words</p>"),
        ('<p style="color: red" class="x" id="y">Words</p>', "<p>Words</p>"),
        ('<img src="x" onerror="alert(1)">', ""),
        ("<svg/onload=alert(1)>", ""),
        ('<iframe src="https://example.org/"></iframe>', ""),
        ("<h1>Shouting</h1>", "Shouting"),
        ("<!-- a note -->Words", "Words"),
        ("Fish & chips < 5", "Fish &amp; chips &lt; 5"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_everything_else_is_dropped(written, kept):
    assert clean_html(written) == kept


@pytest.mark.parametrize(
    "address",
    [
        *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)"),
        *(" javascript:alert(1)", "&#106;avascript:alert(1)", "vbscript:msgbox(1)"),
        *("data:text/html,<script>alert(1)</script>", "file:///etc/passwd"),
    ],
)
def test_a_link_that_could_do_harm_loses_its_address(address):
    assert clean_html(f'<a href="{address}">Words</a>') == "<a>Words</a>"


@pytest.mark.parametrize(
    "address", ["https://example.org/", "http://example.org/", "mailto:a@example.org", "tel:101"]
)
def test_a_link_to_a_page_a_mailbox_or_a_telephone_stays(address):
    link = f'<a href="{address}">Words</a>'

    assert clean_html(link) == link


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("<p>One<p>Two", "<p>One</p><p>Two</p>"),
        ("<strong>Bold", "<strong>Bold</strong>"),
        ("Words</li></strong>", "Words"),
        ("<strong><em>Both</strong></em>", "<strong><em>Both</em></strong>"),
        ("<p", ""),
    ],
)
def test_broken_nesting_is_mended(broken, mended):
    assert clean_html(broken) == mended


@pytest.mark.parametrize("piece", ["<p>", "<strong>", "<a href='x'>", "word "])
def test_two_megabytes_of_flat_markup_are_cleaned(piece):
    cleaned = clean_html(piece * (2_000_000 // len(piece)))

    assert clean_html(cleaned) == cleaned


def test_cleaning_what_is_clean_changes_nothing():
    once = clean_html("<ul><li>One<li>Two</ul><p>Fish & chips</p><script>x</script>")

    assert clean_html(once) == once


# In a field


def test_a_text_is_cleaned_when_it_is_saved(db):
    document = Document.objects.create(
        strategy=Strategy.objects.get(),
        key="paper",
        title="Paper",
        dated_on="2024-04-01",
        text="<p>Words<script>alert(1)</script></p>",
    )

    assert document.text == "<p>Words</p>"
    document.refresh_from_db()
    assert document.text == "<p>Words</p>"


def test_a_text_that_could_not_be_searched_is_refused(db):
    strategy = Strategy.objects.get()
    strategy.how_developed = "<ul><li>" * (LONGEST_TEXT // 8 + 1)

    with pytest.raises(ValidationError, match=r"at most 100,?000 characters"):
        strategy.full_clean()


# Without its markup


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("<p>One paragraph.</p>", "One paragraph."),
        ("<p>One.</p>\n<p>Two.</p>", "One.\nTwo."),
        ("<p>One<br>two</p>", "One\ntwo"),
        ("<p>These:</p><ul>\n<li>one</li>\n<li>two</li>\n</ul>", "These:\none\ntwo"),
        ("<p>A\n  <strong>bold</strong>\n  word.</p>", "A bold word."),
        ('<p>See <a href="https://example.org/">the plan</a>.</p>', "See the plan."),
        ("<p>Fish &amp; chips &lt;5</p>", "Fish & chips <5"),
        ("<p>&lt;script&gt;</p>", "<script>"),
    ],
)
def test_a_plain_text_has_a_line_for_each_paragraph_and_item(text, words):
    assert plain_text(text) == words
