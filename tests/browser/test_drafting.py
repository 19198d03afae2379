"""An officer drafts the next edition: its order by keyboard and by dragging, and its texts."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.journey import CONFIDENCE, CONFIDENCE_TITLE
from tests.browser.officers import sign_in

COORDINATED = "A coordinated and efficient multi-agency partnership approach to ASB"
FROM_WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<style><!-- p.MsoNormal {margin:0cm} --></style></head><body>
<p class=MsoNormal><b style='mso-bidi-font-weight:normal'>What we do<o:p></o:p></b></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><![endif]><span
style='font-weight:bold'>Answer</span> every report</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><![endif]>Tell what was done</p>
</body></html>"""
UNSEEN_IN_WORD = {
    "We will fund wardens.": [
        "<p class=MsoNormal>We will <s><span style='color:red'>not </span></s>fund wardens.</p>",
        "<p>We will <span style='text-decoration:line-through'>not </span>fund wardens.</p>",
        "<p>We will <del cite='mailto:ann'>not </del><ins>fund</ins> wardens.</p>",
        "<p>We will <span class=msoDel>not </span>fund wardens.</p>",
        "<p>We will <span style='display:none;mso-hide:all'>not </span>fund wardens.</p>",
        "<p>We will <span style='visibility:hidden'>not </span>fund wardens.</p>",
        "<style><!-- td {color:red} .xl65, .xl66 {color:blue; text-decoration:line-through;} -->"
        "</style><p>We will <span class='a xl66'>not </span>fund wardens.</p>",
        "<style>/* } */ span.gone { display : none }</style><p>We will <span class=gone>not </span>"
        "fund wardens.</p>",
        "<p>We will fund<a style='mso-footnote-id:ftn1' href='#_ftn1'>[1]</a> wardens.</p><div "
        "style='mso-element:footnote-list'><div style='mso-element:footnote'><p "
        "class=MsoFootnoteText><a href='#_ftnref1'>[1]</a> Or not.</p></div></div>",
        "<p>We will <a style='mso-comment-reference:PS_1'>fund wardens</a><span "
        "class=MsoCommentReference><span><a style='mso-comment-reference:PS_1' href='#_msocom_1'>"
        "[PS1]</a></span></span>.</p><div style='mso-element:comment-list'><hr class=msocomoff>"
        "<div style='mso-element:comment'><div class=msocomtxt><p class=MsoCommentText><a "
        "href='#_msoanchor_1'>[PS1]</a>Private: not agreed!</p></div></div></div>",
    ],
    "We will not fund wardens.": [
        "<p>We will <ins cite='mailto:ann'>not </ins>fund wardens.</p>",
        "<p>We will <span style='text-decoration:underline'>not </span>fund wardens.</p>",
    ],
}
TABLES = {
    "Excel": "<style><!--.xl65 {font-weight:700;} --></style><table style='border-collapse:"
    "collapse'><!--StartFragment--><col width=64 span=2><tr height=20><td class=xl65>Group</td><td>"
    "Leads</td></tr><tr><td>Hate Crime – Action</td><td align=right>1,5</td></tr></table>",
    "Word": "<table class=MsoTableGrid border=1><tr><td valign=top><p class=MsoNormal><b>Group<o:p>"
    "</o:p></b></p></td><td><p>Leads<o:p></o:p></td></tr><tr><td><p>Hate Crime –"
    "</p><p class=MsoNormal>Action</p></td><td><p class=MsoNormal>1,5</p></td></tr></table>",
    "Google Sheets": "<google-sheets-html-origin><style><!--td {border: 1px solid #ccc;}--></style>"
    "<table><colgroup><col width='100'/></colgroup><tbody><tr><td>Group</td><td>Leads</td>"
    "</tr><tr><td>Hate Crime –<br/>Action</td><td data-sheets-value='{}'>1,5</td></tr></table>",
    "LibreOffice": "<table cellspacing='0'><colgroup width='85'></colgroup><tr><td>Group</td><td "
    "align='left'>Leads</td></tr><tr><td><font face='Arial'>Hate Crime – Action</font></td>"
    "<td sdval='1.5' sdnum='1031;'>1,5</td></tr><tr><td><br></td><td></td></tr></table>",
}
COORDINATED_KEY = "anti-social-behaviour/goals/coordinated-partnership"
PASTE = """(element, html) => {
  const data = new DataTransfer()
  data.setData('text/html', html)
  element.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true}))
}"""


@pytest.fixture
def portal(portals):
    """One of its own: a draft is no draft of the other tests."""
    return portals.at("2024-04-10T10:00", name="drafting")


@pytest.fixture
def officer(browse, portal):
    """At the draft, which is started when there is none."""
    officer = sign_in(browse, portal, "editor")
    officer.open("/admin/strategy/edition/1/change/")
    if officer.link("Start a new draft from this edition").count():
        officer.link("Start a new draft from this edition").click()
        officer.page.get_by_label("Title").fill("Final for agreement")
        officer.button("Start the draft").click()
    else:
        officer.page.get_by_text("The draft being worked on is").get_by_role("link").click()
    expect(officer.page.get_by_text("The public does not see it.").last).to_be_visible()
    return officer


def goals_of(officer):
    """The titles of the goals of the first area of focus, from top to bottom."""
    area = officer.page.locator("li[data-item]", has=officer.link("Anti-social behaviour")).last
    return area.locator("li[data-item] .sdp-tree__link").all_inner_texts()


def text_of(portal, key):
    [[text]] = portal.execute(
        "SELECT text FROM themes_goal JOIN strategy_edition e ON e.id = edition_id "
        "WHERE key = %s AND published_at IS NULL",
        key,
    )
    return text


def editor_of(officer, title):
    officer.link(title).click()
    return editor_named(officer, "Text")


def editor_named(officer, label):
    """The editor, not the plain box that stands in its place until the script has run."""
    box = officer.page.get_by_role("textbox", name=label, exact=True)
    return box.and_(officer.page.locator("[contenteditable=true]"))


def test_the_order_is_changed_with_the_keyboard_which_stays_on_the_button(officer):
    first, second, third = goals_of(officer)

    officer.button(f"Move down: {first}").press("Enter")
    expect(officer.button(f"Move down: {first}")).to_be_focused()
    assert goals_of(officer) == [second, first, third]

    officer.page.keyboard.press("Enter")
    expect(officer.button(f"Move up: {first}")).to_be_focused()
    assert goals_of(officer) == [second, third, first]
    officer.page.keyboard.press("Enter")
    expect(officer.button(f"Move down: {first}")).to_be_enabled()
    expect(officer.button(f"Move up: {first}")).to_be_focused()
    officer.page.keyboard.press("Enter")
    expect(officer.button(f"Move down: {first}")).to_be_focused()
    assert goals_of(officer) == [first, second, third]


def test_the_order_is_changed_by_dragging(officer):
    first, second, third = goals_of(officer)
    row = {
        title: officer.page.locator(".sdp-tree__row", has=officer.link(title)).first
        for title in (first, third)
    }

    with officer.page.expect_navigation():
        row[third].locator("[data-handle]").drag_to(row[first], target_position={"x": 200, "y": 3})

    assert goals_of(officer) == [third, first, second]
    with officer.page.expect_navigation():
        row[third].locator("[data-handle]").drag_to(
            officer.page.locator(".sdp-tree__row", has=officer.link(second)).first,
            target_position={"x": 200, "y": 25},
        )
    assert goals_of(officer) == [first, second, third]


def test_bold_words_written_in_the_editor_are_saved(officer, portal):
    editor = editor_of(officer, CONFIDENCE_TITLE)
    editor.click()
    officer.page.keyboard.press("Control+a")
    officer.page.keyboard.type("People hear back, ")
    officer.button("bold").click()
    officer.page.keyboard.type("always")

    officer.button("Save").click()

    expect(officer.page.get_by_text("was changed successfully")).to_be_visible()
    assert text_of(portal, CONFIDENCE) == "<p>People hear back, <strong>always</strong></p>"


def test_what_is_pasted_from_word_has_real_lists(officer, portal):
    editor = editor_of(officer, COORDINATED)
    editor.click()
    officer.page.keyboard.press("Control+a")
    editor.evaluate(PASTE, FROM_WORD)
    expect(editor.get_by_role("listitem")).to_have_count(2)

    officer.button("Save").click()

    expect(officer.page.get_by_text("was changed successfully")).to_be_visible()
    assert text_of(portal, COORDINATED_KEY) == (
        "<p><strong>What we do</strong></p>"
        "<ul><li><strong>Answer</strong> every report</li><li>Tell what was done</li></ul>"
    )


@pytest.mark.parametrize(
    ("kept", "pasted"), [(kept, each) for kept, some in UNSEEN_IN_WORD.items() for each in some]
)
def test_what_word_hides_or_strikes_out_is_not_pasted_and_that_is_said(
    officer, portal, kept, pasted
):
    editor = editor_of(officer, COORDINATED)
    editor.click()
    officer.page.keyboard.press("Control+a")
    editor.evaluate(PASTE, pasted)
    told = officer.page.locator(".sdp-left-out")

    expect(editor).to_have_text(kept)
    if "not" in kept:
        expect(told).to_be_empty()
    else:
        expect(told).to_contain_text("left out: “")
        expect(told).to_contain_text("not")
    officer.button("Save").click()

    expect(officer.page.get_by_text("was changed successfully")).to_be_visible()
    assert text_of(portal, COORDINATED_KEY) == f"<p>{kept}</p>"


@pytest.mark.parametrize("pasted", TABLES.values(), ids=TABLES.keys())
def test_a_pasted_table_becomes_a_list_that_keeps_its_cells_apart(officer, portal, pasted):
    editor = editor_of(officer, COORDINATED)
    editor.click()
    officer.page.keyboard.press("Control+a")
    editor.evaluate(PASTE, f"{pasted}<table><tr><td><p>A frame.</p></td></tr></table>")

    expect(officer.page.locator(".sdp-left-out")).to_have_text(
        "A table became a list: each row is one item, with “|” between its cells."
    )
    expect(editor.get_by_role("listitem")).to_have_text(
        ["Group | Leads", "Hate Crime – Action | 1,5"]
    )
    expect(editor.locator("> p")).to_have_text("A frame.")


def test_so_it_is_in_another_box_and_nothing_typed_is_lost(officer):
    officer.open("/admin/strategy/strategy/1/change/")
    for label in ("How developed", "About that assessment"):
        editor = editor_named(officer, label)
        editor.click()
        officer.page.keyboard.press("Control+a")
        officer.page.keyboard.type("Typed before. ")
        editor.evaluate(PASTE, "<p>It is <s>not</s>so.</p>")

        expect(editor).to_have_text("Typed before. It is so.")
        expect(officer.page.get_by_text("struck out were left out: “not”")).to_have_count(
            1 if label == "How developed" else 2
        )


def test_a_link_is_made_with_its_address_only(officer, portal):
    editor = editor_of(officer, CONFIDENCE_TITLE)
    editor.click()
    officer.page.keyboard.press("Control+a")
    officer.page.keyboard.type("Our page")
    officer.page.keyboard.press("Control+a")
    officer.button("insert link").click()
    officer.page.get_by_label("Web address").fill("www.durham.gov.uk/asb")
    officer.button("Save the link").click()

    officer.button("Save").click()

    expect(officer.page.get_by_text("was changed successfully")).to_be_visible()
    link = '<p><a href="https://www.durham.gov.uk/asb">Our page</a></p>'
    assert text_of(portal, CONFIDENCE) == link


def test_the_key_of_a_new_goal_is_suggested_while_its_title_is_typed(officer):
    officer.link("Add a goal").first.click()

    officer.page.get_by_label("Title").press_sequentially("Quicker answers, 24/7")

    expect(officer.page.get_by_label("Fixed name")).to_have_value(
        re.compile(r"^anti-social-behaviour/goals/quicker-answers-24-7$")
    )


def test_without_javascript_the_text_is_a_box_and_the_arrows_work(officer, portal, browse):
    plain = browse(
        portal, java_script_enabled=False, storage_state=officer.page.context.storage_state()
    )
    plain.open(officer.page.url)
    first, second, third = goals_of(plain)

    plain.button(f"Move down: {first}").click()
    assert goals_of(plain) == [second, first, third]
    plain.button(f"Move up: {first}").click()
    plain.link(COORDINATED).click()
    plain.page.get_by_label("Text").fill("<p>Typed <b>plainly</b>.</p>")
    plain.button("Save").click()

    text = text_of(portal, COORDINATED_KEY)
    assert text == "<p>Typed <strong>plainly</strong>.</p>"


def test_without_javascript_struck_out_words_come_back_as_a_sentence(officer, portal, browse):
    plain = browse(
        portal, java_script_enabled=False, storage_state=officer.page.context.storage_state()
    )
    plain.open(officer.page.url)
    plain.link(COORDINATED).click()
    plain.page.get_by_label("Text").fill("<p>We will <s>not </s>fund wardens.</p>")
    plain.button("Save").click()
    expect(plain.page.get_by_text("struck out were left out: “not”").first).to_be_visible()
    expect(plain.page.get_by_label("Text")).to_have_value("<p>We will fund wardens.</p>")

    plain.button("Save").click()

    assert text_of(portal, COORDINATED_KEY) == "<p>We will fund wardens.</p>"
