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
