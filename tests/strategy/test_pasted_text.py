"""What becomes of a text that is pasted from a word processor."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from strategy.rich_text import (
    LONGEST_TEXT,
    RichTextField,
    RichTextFormField,
    clean_html,
    plain_text,
    what_is_left_out,
)
from strategy.rich_text.editor import RichTextArea

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


# What is no part of the text

COMMENT_OF_WORD = """<p class=MsoNormal><a style='mso-comment-reference:PS_1;mso-comment-date:
20240410T1000'>Fund wardens</a><span class=MsoCommentReference><span style='font-size:8.0pt'><![if
!supportAnnotations]><a class=msocomanchor id="_anchor_1" href="#_msocom_1"
name="_msoanchor_1">[PS1]</a><![endif]><span style='mso-special-character:comment'>&nbsp;</span>
</span></span> soon.</p><div style='mso-element:comment-list'><![if !supportAnnotations]><hr
class=msocomoff align=left size=1 width="33%"><![endif]><div style='mso-element:comment'><div
id="_com_1" class=msocomtxt><p class=MsoCommentText><a href="#_msoanchor_1">[PS1]</a>Private: budget
not agreed yet!</p><p class=MsoCommentText>And <b>never</b> will be.</p></div></div></div>"""
FOOTNOTE_OF_WORD = """<p class=MsoNormal>Fund wardens<a style='mso-footnote-id:ftn1' href="#_ftn1"
name="_ftnref1" title=""><span class=MsoFootnoteReference>[1]</span></a> soon.</p><div
style='mso-element:footnote-list'><br clear=all><hr align=left size=1 width="33%"><div
style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a href="#_ftnref1">[1]</a> If there
is money.</p></div></div>"""
STRUCK = [
    "We will <s>not </s>fund it",
    "We will <S class=x>not </S>fund it",
    "We will <strike>not </strike>fund it",
    '<p>We will <del cite="mailto:ann" datetime="2024-04-10T10:00">not </del>fund it</p>',
    "<p>We will <s><span style='color:red'>not </span></s>fund it</p>",
    "<p>We will <span class=msoDel><del>not </del></span>fund it</p>",
    "<p>We will <span style='text-decoration:line-through'>not </span>fund it</p>",
    '<p>We will <span style="color:red; TEXT-DECORATION : underline Line-Through">not </span>'
    "fund it</p>",
    "<p>We will <span style='text-decoration-line:line-through'><i>not </i></span>fund it</p>",
    '<p>We will <span class="TextRun Strikethrough SCXW1">not </span>fund it</p>',
    '<p>We will <b><font style="text-decoration:line-through">not</font></b> fund it</p>',
    "<p>We will <ins>fund it</ins></p><p><s>not</s></p>",
    "<p>We will <s>not <br>not <p>not</s> fund it",
    "<p>We will <del>not<p>not</p></del> fund it</p>",
    "<p>We will <b><del>not</b> not</del> fund it</p>",
    "<p>We will <span style='text-decoration:line-through'>not<p>not</p></span> fund it</p>",
    "<p>We will <w:del w:author=Ann><w:r><w:delText>not </w:delText></w:r></w:del>fund it</p>",
    "<noscript>We will <s>not </s>fund it</noscript>",
    "<textarea>We will <s>not </s>fund it</textarea>",
    "<p>We will fund it</p><body style='text-decoration:line-through'><p>not</p></body>",
    "<style>.xl66{text-decoration:line-through}</style><p>We will <i class=xl66>not </i>fund it",
    "<style><!--\n.xl65 {color:red}\ntd.XL66, p.c\n\t{color:red; text-decoration : line-through;}"
    "--></style>We will fund it<table><tr><td class='xl65 xl66'>not</td></tr></table>",
    r"<p>We will <span style='text-decoration:line\-through'>not </span>fund it</p>",
    r"<p>We will <span style='text-decoration:\6cine-through'>not </span>fund it</p>",
    """<p>We will <span style='text-decoration:";" line-through'>not </span>fund it</p>""",
    "<p>We will <span style='TEXT-DECORATION-LINE : LINE-THROUGH'>not </span>fund it</p>",
    "<p>We will <span style='text-line-through:double'>not </span>fund it</p>",
]
HIDDEN = [
    "We will <span style='display:none;mso-hide:all'>not </span>fund it",
    "We will <span style='mso-hide:all'>not </span>fund it",
    "We will <span style='display : none !important'>not </span>fund it",
    "We will <span style='display:/* no */none'>not </span>fund it",
    "We will <span style='color:red;visibility:hidden'>not </span>fund it",
    "We will <span hidden>not </span>fund it",
    "We will <o:p style='display:none'>not </o:p>fund it",
    "We will fund it<div style='display:none'><ul><li>not<p>not</div>",
    "We will <span style='font-size:0'>not </span>fund it",
    "We will <span style='color:red;Font-Size : 0.0pt !important'>not </span>fund it",
    r"We will <span style='d\69 splay:none'>not </span>fund it",
    """We will <span style='font-family:"/*";display:none'>not </span>fund it""",
    "<p>We will <span hidden>not<p>not</p></span> fund it</p>",
    "<style>/* } */ span.gone{display:none}</style>We will <span class=gone>not </span>fund it",
    "<xml><w:View>not</w:View><o:PixelsPerInch/></xml><p>We will fund it</p>",
    "<head><title>not</title></head><p>We will fund it</p>",
    "<template>not</template><p>We will fund it</p>",
]
NOT_LEFT_OUT = [
    "<p>We will <ins cite='mailto:ann'>not </ins>fund it</p>",
    "<p>We will <span class=msoIns><ins>not </ins></span>fund it</p>",
    "<p>We will <u>not </u>fund it</p>",
    "<p>We will <span style='text-decoration:none;display:inline'>not </span>fund it</p>",
    "<p>We will <span style='text-decoration:underline'>not </span>fund it</p>",
    "<p>We will <a style='mso-comment-reference:PS_1'>not </a>fund it</p>",
    "<p>We will <strong>not </strong>fund it</p>",
    "<p>We will <span style='mso-hide:none'>not </span>fund it</p>",
    "<p>We will <span class=Strikethroughly>not </span>fund it</p>",
    "<p>We will not fund it &lt;s&gt;</p>",
    "<style>.a{color:red}.b:before{display:none}</style><p>We will <i class='a b'>not </i>fund it",
    "<p>We will <span style='font-size:0.5em'>not </span>fund it</p>",
    "<p>We will <span style='font-family:\";display:none\"'>not </span>fund it</p>",
]


@pytest.mark.parametrize("pasted", STRUCK)
def test_struck_out_words_never_become_text(pasted):
    cleaned = clean_html(pasted)

    assert "not" not in plain_text(cleaned)
    assert "We will fund it" in " ".join(plain_text(cleaned).split())
    assert "struck out were left out: “not" in what_is_left_out(pasted)[0]


@pytest.mark.parametrize("pasted", HIDDEN)
def test_hidden_words_never_become_text(pasted):
    assert " ".join(plain_text(clean_html(pasted)).split()) == "We will fund it"
    assert "Hidden words were left out: “not" in what_is_left_out(pasted)[0]


@pytest.mark.parametrize("pasted", NOT_LEFT_OUT)
def test_what_is_written_in_stays(pasted):
    assert plain_text(clean_html(pasted)).startswith("We will not fund it")
    assert what_is_left_out(pasted) == []


def test_a_comment_in_the_margin_never_becomes_text():
    assert plain_text(clean_html(COMMENT_OF_WORD)) == "Fund wardens soon."
    [sentence] = what_is_left_out(COMMENT_OF_WORD)
    assert sentence.startswith("Comments in the margin were left out: “[PS1]Private: budget not")


def test_a_comment_without_its_styles_is_known_by_its_way_back():
    pasted = (
        '<p>Fund wardens <a href="#_msocom_1">[PS1]</a> soon.</p>'
        '<p><a href="#_msoanchor_1">[PS1]</a>Private: <em>budget</em> not agreed yet!</p>'
    )

    assert plain_text(clean_html(pasted)) == "Fund wardens soon."
    assert what_is_left_out(pasted) == [
        "Comments in the margin were left out: “[PS1]Private: budget not agreed yet!”."
    ]


@pytest.mark.parametrize(
    "address",
    [
        "file:///C:/Users/ann/plan.htm#_msoanchor_1",
        "C:/plan.htm#_msoanchor_1",
        "file:///tmp/plan.html#cmnt_ref1",
        "https://docs.google.com/document/d/1#cmnt_ref1",
        "&#35;cmnt_ref1",
        "&num;cmnt_ref1",
    ],
)
@pytest.mark.parametrize(
    "around",
    [
        "<p>{}[a]</a> Private</p>",
        "<h2>{}[a]</a> Private</h2>",
        "<span>{}[a]</a></span><span> Private</span>",
        "{}[a]</a> Private",
        "<table><tr><td>{}[a]</a></td><td>Private</td></tr></table>",
        "<div>\n<p>{}[a]</a> Private</p><p>and more</p></div>",
    ],
)
def test_a_comment_is_known_by_its_way_back_wherever_that_stands(address, around):
    link = f'<a href="{address}">'
    pasted = f"<p>Fund wardens</p>{around.format(link)}<p>soon.</p>"

    assert plain_text(clean_html(pasted)).split() == ["Fund", "wardens", "soon."]
    [sentence] = what_is_left_out(pasted)
    assert sentence.startswith("Comments in the margin were left out: “[a]")
    assert "Private" in sentence


@pytest.mark.parametrize(
    "link",
    [
        '<a href="file:///C:/plan.htm#_msocom_1">[PS1]</a>',
        '<a href="https://docs.google.com/document/d/1#cmnt1">[PS1]</a>',
        '<a href="&#35;cmnt1">[PS1]</a>',
        "<![if !supportAnnotations]><b>[PS1]</b><![endif]>",
        "<!--[if !supportAnnotations]--><b>[PS1]</b><!--[endif]-->",
    ],
)
def test_the_mark_that_leads_to_a_comment_never_becomes_text(link):
    pasted = f"<p>Fund {link}wardens <![if !vml]>soon<![endif]>.</p>"

    assert plain_text(clean_html(pasted)) == "Fund wardens soon."


def test_a_footnote_of_libreoffice_never_becomes_text():
    pasted = (
        '<p>Fund<a class="sdfootnoteanc" href="#sdfootnote1sym"><sup>1</sup></a> wardens.</p><div>'
        '<p><a class="sdfootnotesym" href="#sdfootnote1anc">1</a>If there is money.</p></div>'
    )

    assert plain_text(clean_html(pasted)) == "Fund wardens."
    assert "“1If there is money.”" in what_is_left_out(pasted)[0]


def test_a_footnote_never_becomes_text_and_is_told():
    assert plain_text(clean_html(FOOTNOTE_OF_WORD)) == "Fund wardens soon."
    assert what_is_left_out(FOOTNOTE_OF_WORD) == [
        "Footnotes were left out: “[1] If there is money.”."
    ]


def test_a_link_of_ones_own_to_a_place_on_the_page_stays():
    link = '<p><a href="#anti-social-behaviour">See below</a></p>'

    assert clean_html(link) == link


def test_many_passages_are_told_in_short():
    pasted = "".join(f"<p>Yes<s>{'’“ok” ' * 20}{number}</s></p>" for number in range(5))

    [sentence] = what_is_left_out(pasted)

    assert len(sentence) < 300
    assert sentence.endswith("…” and 2 more.")


@pytest.mark.parametrize(
    "pasted",
    ["<s>", "</s>", "<s", "<s><s>a</s>b", "a</div><p style=>b", "<p hidden=hidden><p>b", "<s/>a"],
)
def test_broken_html_with_such_words_is_cleaned_all_the_same(pasted):
    once = clean_html(pasted)

    assert clean_html(once) == once
    assert "<s" not in once


# In a form


def test_a_form_with_such_words_comes_back_without_them_and_says_which():
    field = RichTextFormField()
    pasted = "<p>We will <s>not</s> fund it.</p>"

    with pytest.raises(ValidationError) as refusal:
        field.clean(pasted)

    assert refusal.value.messages == [
        "Words that were struck out were left out: “not”.",
        "Check the text below, then save it again.",
    ]
    shown = field.widget.format_value(pasted)
    assert "not" not in shown
    assert field.clean(shown) == "<p>We will  fund it.</p>"


def test_every_rich_text_of_every_model_is_looked_into():
    fields = [
        field
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, RichTextField)
    ]

    assert len(fields) > 10
    for field in fields:
        form_field = field.formfield()
        assert isinstance(form_field, RichTextFormField)
        assert isinstance(form_field.widget, RichTextArea)


def test_so_it_is_in_every_form_of_the_admin(db, admin_user):
    request = RequestFactory().get("/")
    request.user = admin_user
    seen = 0
    for model_admin in admin.site._registry.values():
        names = {f.name for f in model_admin.opts.get_fields() if isinstance(f, RichTextField)}
        if names and model_admin.has_add_permission(request):
            form = model_admin.get_form(request)
            for name in names & form.base_fields.keys():
                seen += 1
                assert isinstance(form.base_fields[name], RichTextFormField)
                assert isinstance(form.base_fields[name].widget, RichTextArea)

    assert seen > 10


# What other programs put on the clipboard (imitated: markup of the kind that each writes)

FROM_GOOGLE_DOCS = """<meta charset='utf-8'><b style="font-weight:normal;"
id="docs-internal-guid-1a2b3c4d-7fff-0000-1111-222233334444"><p dir="ltr"
style="line-height:1.38;margin-top:0pt;margin-bottom:0pt;"><span style="font-size:11pt;
font-family:Arial,sans-serif;font-weight:700;font-style:normal;text-decoration:none;
white-space:pre-wrap;">Hear back</span><span style="font-size:11pt;font-weight:400;
text-decoration:none;white-space:pre-wrap;"> within 10 days. We will </span><span
style="font-size:11pt;text-decoration:line-through;white-space:pre-wrap;">not </span><span
style="font-size:11pt;white-space:pre-wrap;">fund it.</span></p><ol start="3"
style="margin-top:0;margin-bottom:0;padding-inline-start:48px;"><li dir="ltr"
style="list-style-type:decimal;" aria-level="1"><p dir="ltr" role="presentation"><span>Third
point</span></p></li><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><a
href="https://example.org/asb" style="text-decoration:none;"><span
style="color:#1155cc;text-decoration:underline;">Fourth</span></a></p></li></ol></b><br
class="Apple-interchange-newline">"""

FROM_OUTLOOK = """<html xmlns:v="urn:schemas-microsoft-com:vml"
xmlns:o="urn:schemas-microsoft-com:office:office" xmlns="http://www.w3.org/TR/REC-html40"><head>
<meta name=Generator content="Microsoft Word 15 (filtered medium)"><style><!--
p.MsoNormal {margin:0cm;font-size:11.0pt;font-family:"Calibri",sans-serif;}
span.EmailStyle18 {mso-style-type:personal-compose;}
--></style></head><body lang=EN-GB link="#0563C1" vlink="#954F72"><!--StartFragment-->
<p class=MsoNormal><span style='mso-fareast-language:EN-US'>Please ring <b>101</b>, or write to <a
href="mailto:pat@example.org">pat@example.org</a>.<o:p></o:p></span></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>
<p class=MsoNormal><b><span lang=EN-US>From:</span></b><span lang=EN-US> Pat Example<br>
<b>Sent:</b> 10 April 2024 09:30<o:p></o:p></span></p></div></div>
<!--EndFragment--></body></html>"""

FROM_EXCEL = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<meta name=ProgId content=Excel.Sheet><style><!--
.xl65 {mso-number-format:"Short Date";} .xl66 {display:table-cell;}
--></style></head><body link=blue><table border=0 cellpadding=0 cellspacing=0 width=192>
<!--StartFragment--><col width=64 span=2 style='width:48pt'>
<tr height=20 style='height:15.0pt'><td height=20 class=xl65 width=64>Area</td><td>Lead</td></tr>
<tr height=20><td>Road safety</td><td align=right>1,5</td></tr><!--EndFragment-->
</table></body></html>"""


@pytest.mark.parametrize(
    ("pasted", "lines"),
    [
        (
            FROM_GOOGLE_DOCS,
            ["Hear back within 10 days. We will fund it.", "Third point", "Fourth"],
        ),
        (
            FROM_OUTLOOK,
            [
                "Please ring 101, or write to pat@example.org.",
                "From: Pat Example",
                "Sent: 10 April 2024 09:30",
            ],
        ),
        (FROM_EXCEL, ["Area", "Lead", "Road safety", "1,5"]),
    ],
    ids=["Google Docs", "Outlook", "Excel"],
)
def test_what_other_programs_give_keeps_its_words_apart(pasted, lines):
    cleaned = clean_html(pasted)

    assert plain_text(cleaned).splitlines() == lines
    assert clean_html(cleaned) == cleaned
    for rubbish in ("style=", "class=", "docs-internal", "mso", "<span", "<td", "font-weight"):
        assert rubbish not in cleaned


@pytest.mark.parametrize(
    "cell", ["<td>Lead</td>", "<th>Lead</th>", "<td><p>Lead</p></td>", "<td><ul><li>Lead</ul></td>"]
)
def test_words_of_two_cells_stay_apart(cell):
    cleaned = clean_html(f"<table><tr><td>Area</td>{cell}</tr><tr><td></td></tr></table><p>After.")

    assert plain_text(cleaned).splitlines() == ["Area", "Lead", "After."]
    assert clean_html(cleaned) == cleaned


def test_google_docs_keeps_links_and_the_number_of_a_list_and_tells_what_was_struck():
    cleaned = " ".join(clean_html(FROM_GOOGLE_DOCS).split())

    assert '<ol start="3"><li>Third point</li>' in cleaned
    assert '<a href="https://example.org/asb">Fourth</a>' in cleaned
    assert what_is_left_out(FROM_GOOGLE_DOCS) == [
        "Words that were struck out were left out: “not”."
    ]


@pytest.mark.parametrize(
    ("start", "kept"),
    [
        ("5", ' start="5"'),
        ("0", ' start="0"'),
        ("1", ""),
        ("-3", ""),
        ("", ""),
        ("x", ""),
        ("\u0665", ""),
        ("9" * 30, ""),
        ("5&quot; onclick=&quot;x", ""),
    ],
)
def test_a_list_begins_at_the_number_that_the_editor_shows(start, kept):
    cleaned = clean_html(f'<ol start="{start}"><li><p>Fifth</p></li><li>Sixth</li></ol>')

    assert cleaned == f"<ol{kept}><li>Fifth</li><li>Sixth</li></ol>"
    assert clean_html(cleaned) == cleaned


def test_a_list_within_a_list_keeps_its_number_too():
    nested = '<ol start="3"><li><p>a</p><ol start="2"><li><p>b</p></li></ol></li></ol>'

    assert clean_html(nested) == '<ol start="3"><li>a<ol start="2"><li>b</li></ol></li></ol>'


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("pat@example.org", "mailto:pat@example.org"),
        (" o’neil+news@a-b.example.org ", "mailto:o’neil+news@a-b.example.org"),
        ("mailto:pat@example.org", "mailto:pat@example.org"),
        ("/timeline/", "/timeline/"),
        ("https://example.org/@pat", "https://example.org/@pat"),
    ],
)
def test_a_link_to_a_mail_address_writes_a_mail(typed, address):
    assert clean_html(f'<p><a href="{typed}">Pat</a></p>') == f'<p><a href="{address}">Pat</a></p>'
