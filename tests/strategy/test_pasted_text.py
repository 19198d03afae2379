"""What becomes of a text that is pasted from a word processor."""

import pytest
from django.core.exceptions import ValidationError

from strategy.rich_text import LONGEST_TEXT, RichTextFormField, clean_html, plain_text

FROM_WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta name=Generator content="Microsoft Word 15">
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {margin:0cm; font-family:"Calibri",sans-serif;} --></style>
</head><body lang=EN-GB style='tab-interval:36.0pt'><!--StartFragment-->
<p class=MsoNormal style='mso-margin-top-alt:auto'><b style='mso-bidi-font-weight:normal'><span
style='font-size:14.0pt;mso-fareast-language:EN-GB'>Confidence to report<o:p></o:p></span></b></p>
<p class=MsoNormal><span style='color:red'>People should <i>know</i> what comes of it &#8211; see <a
href="https://www.durham.gov.uk/asb" target="_blank"><span style='color:blue'>our
page</span></a>.<o:p></o:p></span></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if
!supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>Answer every
report<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><!--[if
!supportLists]--><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><!--[endif]-->Tell
what was done<o:p></o:p></p>
<!--EndFragment--></body></html>"""


def test_word_gives_clean_paragraphs_with_bold_italics_and_links():
    lines = plain_text(clean_html(FROM_WORD)).splitlines()
    cleaned = " ".join(clean_html(FROM_WORD).split())

    assert lines == [
        "Confidence to report",
        "People should know what comes of it – see our page.",
        "Answer every report",
        "Tell what was done",
    ]
    assert "<p><strong>Confidence to report</strong></p>" in cleaned
    assert "<em>know</em>" in cleaned
    assert '<a href="https://www.durham.gov.uk/asb">our page</a>' in cleaned
    for rubbish in ("mso", "Mso", "style", "<o:p", "span", "<!", "&nbsp;</p>"):
        assert rubbish not in cleaned


def test_cleaning_what_word_gave_a_second_time_changes_nothing():
    once = clean_html(FROM_WORD)

    assert clean_html(once) == once


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<b>Bold</b> and <i class='x'>italic</i>", "<strong>Bold</strong> and <em>italic</em>"),
        ("<p>Words</p><p>&nbsp;</p><p> </p><p><br></p><p></p>", "<p>Words</p>"),
        ("<ul><li><p>One</p></li><li><p>Two</p></li></ul>", "<ul><li>One</li><li>Two</li></ul>"),
        ("<ul><li><p>One</p><p>More</p></li></ul>", "<ul><li><p>One</p><p>More</p></li></ul>"),
        (
            "<ul><li><p>One</p><ol><li><p><b>A</b></p></li></ol></li></ul>",
            "<ul><li>One<ol><li><strong>A</strong></li></ol></li></ul>",
        ),
        ("<p></p>", ""),
    ],
)
def test_other_ways_to_write_the_same_are_written_in_one_way(written, kept):
    assert clean_html(written) == kept


@pytest.mark.parametrize(
    "address",
    ["java<p></p>script:alert(1)", "java<b></b>script:alert(1)", "<li><p>javascript:alert(1)</p>"],
)
def test_nothing_harmful_comes_together_by_what_is_taken_out(address):
    cleaned = clean_html(f"<ul><li><p><a href='{address}'>Words</a></p></li></ul>")

    assert 'href="javascript' not in cleaned


@pytest.mark.parametrize("piece", ["<![if !supportLists]>", "<li><p>", "<p>&nbsp;", "<p> <br>"])
def test_two_megabytes_of_what_word_writes_are_cleaned_in_seconds(piece):
    assert clean_html(piece * (2_000_000 // len(piece))) is not None


def test_a_text_that_is_too_long_is_refused_in_a_sentence():
    with pytest.raises(ValidationError) as refusal:
        RichTextFormField().clean("word " * 400_000)

    [sentence] = refusal.value.messages
    assert sentence.startswith("This text is too long")
    assert "at most 100,000 characters" in sentence


def test_the_longest_text_is_accepted():
    assert len(RichTextFormField().clean("x" * LONGEST_TEXT)) == LONGEST_TEXT
