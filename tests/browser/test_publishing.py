"""From the consultation draft to the final text: two officers, and what residents then see."""

import psycopg
import pytest
from playwright.sync_api import expect

from tests.browser.journey import (
    ANTI_SOCIAL_BEHAVIOUR,
    CONFIDENCE,
    CONFIDENCE_TITLE,
    CONSULTATION,
    ON_THE_GOAL,
)
from tests.browser.officers import sign_in

NEW_WORDS = "Everyone in County Durham trusts that reporting anti-social behaviour helps"
NEW_GOAL = "Young people are asked what would help"
MOVED = "Pathways and support that meet the needs of victims and perpetrators"


@pytest.fixture
def portal(portals):
    """One of its own: what is published here stays published."""
    return portals.at("2024-04-10T10:00", name="publishing")


def test_two_officers_publish_a_final_text_and_residents_see_exactly_what_changed(
    visitor, browse, portal
):
    visitor.comment(ON_THE_GOAL, about=CONFIDENCE)
    visitor.get_ready_to_send()
    visitor.send()
    receipt = visitor.page.url

    # An officer drafts: one goal changed, one added, one moved.
    editor = sign_in(browse, portal, "example-editor")
    draft = start_draft(editor)
    change_the_goal(editor)
    editor.open(draft)
    add_a_goal(editor, portal)
    editor.open(draft)
    move_a_goal(editor, portal)

    # A preview as at 1 June 2024.
    editor.open(f"{draft.removesuffix('change/')}preview/")
    editor.page.locator("[name=at_0]").fill("01/06/2024")
    editor.page.locator("[name=at_1]").fill("10:00")
    editor.page.locator("[name=days]").fill("7")
    editor.button("Make the link").click()
    preview = editor.page.locator("#content-main a.sdp-copyable").get_attribute("href")
    partner = browse(portal).open(preview + ANTI_SOCIAL_BEHAVIOUR.removeprefix("/"))
    expect(partner.page.get_by_text("Draft, not published")).to_be_visible()
    expect(partner.page.get_by_text("1 June 2024").first).to_be_visible()
    expect(partner.page.get_by_role("main")).to_contain_text(NEW_WORDS)

    # The first officer proposes, the second agrees.
    publication = f"{draft.removesuffix('change/')}publication/"
    editor.open(publication)
    expect(editor.page.get_by_text("3 changes: 1 added, 1 moved, 1 changed")).to_be_visible()
    editor.page.locator("[name=change_note]").fill("What you told us, taken into account.")
    editor.page.locator("[name=decided_by]").fill("Safe Durham Partnership")
    editor.page.locator("[name=decided_on]").fill("10/04/2024")
    editor.button("Save, and see what will happen").click()
    expect(editor.page.get_by_text("“Comment on this” stays on every page")).to_be_visible()
    editor.button("Propose for publication").click()
    expect(editor.page.get_by_text("another officer must agree")).to_be_visible()

    # Whoever agrees is asked once more, and gets there by keyboard.
    publisher = sign_in(browse, portal, "example-publisher").open(publication)
    expect(publisher.page.get_by_text("What you told us, taken into account.")).to_be_visible()
    publisher.link("Agree to publish it").focus()
    publisher.page.keyboard.press("Enter")
    expect(publisher.page.get_by_text("This can’t be undone")).to_be_visible()
    publisher.button("Agree, and publish it now").focus()
    publisher.page.keyboard.press("Enter")
    expect(publisher.page.get_by_text("It can no longer change")).to_be_visible()

    # Residents read it at once, and find exactly those changes.
    resident = browse(portal).open(ANTI_SOCIAL_BEHAVIOUR)
    expect(resident.page.get_by_role("main")).to_contain_text(NEW_WORDS)
    resident.open("/editions/consultation-draft/compare/final-for-agreement/")
    expect(resident.page.get_by_text("3 changes: 1 added, 1 moved, 1 changed")).to_be_visible()
    main = resident.page.get_by_role("main")
    expect(main).to_contain_text(NEW_GOAL)
    expect(main).to_contain_text(MOVED)

    # What was commented on still stands as it was.
    visitor.open(receipt)
    expect(visitor.page.get_by_role("main")).to_contain_text(CONFIDENCE_TITLE)
    visitor.open(f"{CONSULTATION}respond/comment/?about={CONFIDENCE}")
    expect(visitor.heading).to_contain_text(CONFIDENCE_TITLE)
    resident.open(f"/editions/consultation-draft{ANTI_SOCIAL_BEHAVIOUR}")
    expect(resident.page.get_by_role("main")).to_contain_text(CONFIDENCE_TITLE)

    # And the database refuses to change it.
    with pytest.raises(psycopg.errors.RestrictViolation, match="can no longer be changed"):
        portal.execute("UPDATE strategy_part SET title = 'x' WHERE title = %s", NEW_WORDS)


def start_draft(officer):
    """Start “Final for agreement”; gives the address of its page."""
    officer.open("/admin/strategy/edition/1/change/")
    officer.link("Start a new draft from this edition").click()
    officer.page.get_by_label("Title").fill("Final for agreement")
    officer.page.get_by_label("Address").fill("final-for-agreement")
    officer.button("Start the draft").click()
    expect(officer.page.get_by_text("The public does not see it.").last).to_be_visible()
    return officer.page.url.removeprefix(officer.portal.address)


def change_the_goal(officer):
    officer.link(CONFIDENCE_TITLE).click()
    officer.page.locator("[name=title]").fill(NEW_WORDS)
    save(officer)


def add_a_goal(officer, portal):
    area = id_in_draft(portal, "themes_areaoffocus", "hate-crime")
    officer.open(f"/admin/themes/goal/add/?edition=2&area_of_focus={area}")
    officer.page.locator("[name=title]").fill(NEW_GOAL)
    officer.page.locator("[name=key]").fill("hate-crime/goals/young-people")
    save(officer)


def move_a_goal(officer, portal):
    """The last goal on hate crime goes to sexual violence."""
    goal = id_in_draft(portal, "themes_goal", "hate-crime/goals/pathways-and-support")
    area = id_in_draft(portal, "themes_areaoffocus", "sexual-violence")
    officer.open(f"/admin/themes/goal/{goal}/change/")
    officer.page.locator("[name=area_of_focus]").select_option(str(area))
    save(officer)


def save(officer):
    officer.button("Save").click()
    expect(officer.page.get_by_text("successfully")).to_be_visible()


def id_in_draft(portal, table, key):
    [[pk]] = portal.execute(
        f"SELECT i.id FROM {table} i JOIN strategy_edition e ON e.id = edition_id "  # noqa: S608
        "WHERE key = %s AND published_at IS NULL",
        key,
    )
    return pk
