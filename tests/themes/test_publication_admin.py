"""The officers' pages for previewing, proposing and publishing."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client

from sdp_portal.models import Act
from strategy.models import Edition
from tests.conftest import london
from tests.sdp_portal.officers.forms import opened
from tests.strategy.factories import draft as consultation_draft
from tests.strategy.factories import published, strategy
from tests.strategy.reading import Page
from themes.drafting.new_draft import start_draft
from themes.models import UmbrellaTheme
from themes.publishing.publication import publish_edition

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,
]

NEXT_MILLENNIUM = {"publish_from_0": "01/01/2999", "publish_from_1": "09:00"}
TOLD = {
    "title": "Final for agreement",
    "standing": "for-consultation",
    "change_note": "After the consultation.",
    "decided_by": "Safe Durham Partnership",
    "decided_on": "09/04/2024",
}


def officer(name, *permissions):
    user = get_user_model().objects.create_user(name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def draft(edition):
    return start_draft(base=edition, slug="final-for-agreement", title="Final for agreement")


@pytest.fixture
def page(draft):
    return f"/admin/strategy/edition/{draft.pk}/publication/"


@pytest.fixture
def editor(draft):
    return officer("example-editor", "view_edition", "change_edition")


@pytest.fixture
def publisher(draft):
    return officer("example-publisher", "view_edition", "publish_edition")


def propose(editor, page, **told):
    """Save what the public is told, look at what will happen, and propose that."""
    editor.post(page, TOLD | opened(editor, page) | told)
    sent = TOLD | opened(editor, page) | told | {"propose": "Propose"}
    return editor.post(page, sent, follow=True)


def agree(publisher, page):
    """Open the page that asks once more, and answer it."""
    asked = Page(publisher.get(f"{page}agree/"))
    [hidden] = [field for tag, field in asked.tags if field.get("name") == "proposed_at"]
    return publisher.post(f"{page}agree/", {"proposed_at": hidden["value"]}, follow=True)


def test_an_editor_proposes_and_a_publisher_publishes(client, editor, publisher, page, draft):
    asked = propose(editor, page)
    agreed = agree(publisher, page)

    assert "Proposed." in asked.content.decode()
    assert "You have agreed." in agreed.content.decode()
    assert Edition.objects.get(pk=draft.pk).is_agreed
    assert "Final for agreement" in client.get("/").content.decode()


@pytest.mark.parametrize(("day", "is_refused"), [("10/04/2024", False), ("11/04/2024", True)])
def test_a_decision_that_is_still_to_come_is_refused(editor, page, draft, day, is_refused):
    sent = TOLD | opened(editor, page) | {"decided_on": day}
    answer = editor.post(page, sent, follow=True)

    assert ("This day is still to come." in answer.content.decode()) == is_refused
    assert (Edition.objects.get(pk=draft.pk).decided_on is None) == is_refused


def test_a_public_from_that_has_passed_is_told(editor, publisher, page):
    propose(editor, page, publish_from_0="01/04/2024", publish_from_1="09:00")

    for address in (page, f"{page}agree/"):
        assert "which has passed. So it is published as soon as it is agreed." in (
            Page(publisher.get(address)).text
        )


def test_after_a_change_the_draft_s_pages_say_that_the_proposal_no_longer_holds(
    admin_client, editor, page, draft
):
    goal = draft.goal_set.first()
    pages = [page.replace("publication", "change"), f"/admin/themes/goal/{goal.pk}/change/"]
    propose(editor, page)
    said = "The proposal no longer counts. Changed since it was proposed: the text."

    before = [said in admin_client.get(each).content.decode() for each in pages]
    goal.title = "Another goal"
    goal.save()

    assert before == [False, False]
    assert [said in admin_client.get(each).content.decode() for each in pages] == [True, True]


def test_the_first_draft_of_the_next_strategy_is_named_with_it(admin_client, edition):
    in_force = start_draft(base=edition, slug="adopted", title="Adopted")
    in_force.standing = Edition.Standing.IN_FORCE
    in_force.save()
    publish_edition(edition=in_force, at=london("2024-04-09T10:00"))
    draft = consultation_draft(strategy(), slug="roads", title="Consultation draft")

    told = Page(admin_client.get(f"/admin/strategy/edition/{draft.pk}/publication/")).text

    assert "Publication of “Consultation draft” of Roads Strategy 2029–34" in told
    assert (
        "everyone can read “Consultation draft” of Roads Strategy 2029–34 at "
        "/strategies/roads-2029-34/, as a draft for consultation." in told
    )
    assert "everyone reads" not in told


def test_what_was_never_shown_is_not_proposed(editor, page, draft):
    sent = TOLD | opened(editor, page) | {"propose": "Propose"}
    answer = editor.post(page, sent, follow=True)

    draft.refresh_from_db()
    assert "Saved. Read below what will happen, then propose it." in answer.content.decode()
    assert (draft.change_note, draft.proposed_at) == ("After the consultation.", None)


def test_the_page_that_asks_once_more_names_the_effect_and_publishes_nothing(
    editor, publisher, page, draft
):
    propose(editor, page)

    asked = Page(publisher.get(f"{page}agree/"))

    assert (
        "From now on everyone reads “Final for agreement” instead of “Consultation draft”"
        in asked.text
    )
    assert "This can’t be undone; a correction is a new edition." in asked.text
    assert not Edition.objects.get(pk=draft.pk).is_agreed


def test_an_agreement_ahead_names_its_moment(editor, publisher, page):
    propose(editor, page, publish_from_0="03/05/2999", publish_from_1="09:00")

    asked = Page(publisher.get(f"{page}agree/"))

    assert "From 9am on Friday 3 May 2999 everyone reads “Final for agreement”" in asked.text
    assert "You can call it off until then." in asked.text


def test_the_second_officer_reads_everything_and_can_change_nothing(editor, publisher, page, draft):
    told = {
        "standing": "in-force",
        "decision_link": "https://council.example/minutes",
        "milestone": draft.strategy.milestones.get(key="partnership-agreement").pk,
        "publish_from_0": "03/05/2024",
        "publish_from_1": "09:00",
    }
    Edition.objects.filter(pk=draft.pk).update(source_note="Taken from “the” report – all of it 🙂")
    propose(editor, page, **told)

    read = Page(publisher.get(page))

    for words in (
        "Title Final for agreement",
        "Address /editions/final-for-agreement/",
        "What this text is In force",
        "What changed, and why After the consultation.",
        "Every page says: “Taken from “the” report – all of it 🙂”",
        "Who decided Safe Durham Partnership",
        "Day of the decision Tuesday 9 April 2024",
        "it counts as reached on the day of the decision: Tuesday 9 April 2024",
        "Public from 9am on Friday 3 May 2024",
    ):
        assert words in read.text
    assert "https://council.example/minutes" in read.links
    assert not [tag for tag, field in read.tags if tag in {"textarea", "select"}]
    assert publisher.post(page, TOLD).status_code == 403


def test_an_editor_cannot_agree_and_a_publisher_cannot_propose(editor, publisher, page):
    propose(editor, page)

    assert editor.get(f"{page}agree/").status_code == 403
    assert editor.post(f"{page}agree/").status_code == 403
    assert publisher.post(page, TOLD).status_code == 403
    assert publisher.post(f"{page}withdraw/").status_code == 403


def test_whoever_proposed_is_told_that_another_must_agree(admin_client, page, draft):
    propose(admin_client, page)

    told = admin_client.get(page).content.decode()
    asked = admin_client.get(f"{page}agree/").content.decode()
    answer = admin_client.post(f"{page}agree/", follow=True)

    assert "another officer must agree" in told
    assert "another officer must agree" in asked
    assert "another officer must agree" in answer.content.decode()
    assert not Edition.objects.get(pk=draft.pk).is_agreed


def test_a_small_team_can_set_that_one_officer_is_enough(admin_client, page, draft, settings):
    settings.PUBLISH_ALONE = True
    propose(admin_client, page)

    agree(admin_client, page)

    assert Edition.objects.get(pk=draft.pk).is_agreed


def test_what_changed_since_the_proposal_is_named_to_both_officers(editor, publisher, page, draft):
    propose(editor, page)
    Edition.objects.filter(pk=draft.pk).update(title="Slipped in")

    sentence = "Changed since it was proposed: the title."
    assert sentence in editor.get(page).content.decode()
    assert sentence in publisher.get(page).content.decode()
    assert sentence in publisher.get(f"{page}agree/").content.decode()


def test_an_agreement_from_an_old_tab_publishes_nothing(editor, publisher, page, draft):
    propose(editor, page)
    old_tab = {"proposed_at": Edition.objects.get(pk=draft.pk).proposed_at.isoformat()}
    editor.post(f"{page}withdraw/")
    propose(editor, page, title="Another title")

    for sent in (old_tab, {"proposed_at": "nonsense"}, {"proposed_at": "2024-99-99T00:00"}, {}):
        answer = publisher.post(f"{page}agree/", sent, follow=True)
        assert "proposed anew since you opened the page" in answer.content.decode()

    assert not Edition.objects.get(pk=draft.pk).is_agreed


def test_what_is_typed_in_an_old_tab_after_the_proposal_is_not_lost(editor, page, draft):
    propose(editor, page)
    editor.post(f"{page}withdraw/")
    old_tab = opened(editor, page)
    propose(editor, page)

    answer = editor.post(page, TOLD | old_tab | {"change_note": "Typed for a long time."})

    html = answer.content.decode()
    assert "It has been proposed. Withdraw the proposal, then change this." in html
    assert "Typed for a long time." in html
    assert Edition.objects.get(pk=draft.pk).change_note == "After the consultation."


def test_what_is_typed_in_an_old_tab_after_publication_is_not_lost(editor, publisher, page, draft):
    propose(editor, page)
    agree(publisher, page)

    answer = editor.post(page, TOLD | {"change_note": "Typed for a long time."})

    html = answer.content.decode()
    assert "is agreed for publication and can no longer be changed" in html
    assert "Typed for a long time." in html


@pytest.mark.parametrize("step", ["withdraw/", "agree/", "call-off/"])
def test_a_step_taken_too_late_is_answered_by_a_sentence(
    admin_client, editor, publisher, page, step
):
    propose(editor, page)
    agree(publisher, page)

    answer = admin_client.post(f"{page}{step}", follow=True)

    assert answer.status_code == 200
    assert re.search(r"can no longer be changed|is public already", answer.content.decode())


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"change_note": ""}, "This field is required."),
        ({"change_note": "  \n"}, "This field is required."),
        ({"decided_on": "31/02/2024"}, "Enter a valid date."),
        ({"decision_link": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"title": "x" * 201}, "at most 200 characters"),
        (
            {"publish_from_0": "31/03/2024", "publish_from_1": "01:30"},
            "so there is no 1:30am. Use a time before 1am, or 2am or later.",
        ),
        ({"milestone": "999999"}, "Select a valid choice"),
    ],
)
def test_what_the_public_is_told_is_checked(editor, page, draft, change, sentence):
    answer = editor.post(page, TOLD | opened(editor, page) | change)

    assert sentence in answer.content.decode()
    assert Edition.objects.get(pk=draft.pk).proposed_at is None


def test_problems_are_listed_with_links_to_where_they_are_mended(editor, page, draft):
    theme = UmbrellaTheme.objects.create(edition=draft, key="empty", title="Empty theme")

    html = editor.get(page).content.decode()
    answer = propose(editor, page)

    assert f'/admin/themes/umbrellatheme/{theme.pk}/change/">“Theme ' in html
    assert "Empty theme” is empty: it has no area." in html
    assert "Something must be mended" in answer.content.decode()


def test_the_page_shows_what_will_change(editor, page, draft):
    goal = draft.goal_set.first()
    goal.title = "Entirely new words"
    goal.save()

    html = editor.get(page).content.decode()

    assert "1 part changed" in html
    assert "Entirely new words" in html


def test_changes_of_parts_with_equal_titles_say_where_each_stands(editor, page, draft):
    above = list(draft.section_set.filter(parent=None)[:2])
    for section in above:
        key = f"{section.key}-twin"
        draft.section_set.create(key=key, title="Twin", text="<p>New.</p>", parent=section)

    told = Page(editor.get(page)).text

    for section in above:
        assert f"Added: Twin (in “{section.title}”)" in told


def test_withdrawing_asks_first_and_says_what_will_happen(editor, page, draft, edition):
    propose(editor, page)

    asked = Page(editor.get(f"{page}withdraw/"))
    assert Edition.objects.get(pk=draft.pk).proposed_at
    assert f"{page}withdraw/" in Page(editor.get(page)).links
    answer = editor.post(f"{page}withdraw/", follow=True)

    assert "Nobody can agree to it any more. You proposed it at " in asked.text
    assert f"people go on reading “{edition.title}”" in asked.text
    assert "The proposal is withdrawn." in answer.content.decode()
    assert Edition.objects.get(pk=draft.pk).proposed_at is None


def test_where_nothing_is_proposed_there_is_nothing_to_withdraw(editor, page):
    asked = Page(editor.get(f"{page}withdraw/"))

    assert "There’s no proposal to withdraw." in asked.text
    assert 'value="Withdraw the proposal"' not in editor.get(f"{page}withdraw/").content.decode()


def test_calling_off_asks_first_and_says_what_will_happen(editor, publisher, page, draft, edition):
    propose(editor, page, **NEXT_MILLENNIUM)
    agree(publisher, page)

    asked = Page(publisher.get(f"{page}call-off/"))

    assert "It won’t become public at 9am on Tuesday 1 January 2999" in asked.text
    assert f"People go on reading “{edition.title}”" in asked.text
    assert Edition.objects.get(pk=draft.pk).is_agreed


def test_what_is_public_or_not_agreed_is_not_called_off(admin_client, page, edition):
    for asked in (page, f"/admin/strategy/edition/{edition.pk}/publication/"):
        html = admin_client.get(f"{asked}call-off/").content.decode()
        assert "You can’t call it off now." in html
        assert '<form method="post">' not in html


def test_a_publication_ahead_can_be_called_off(editor, publisher, page, draft):
    propose(editor, page, **NEXT_MILLENNIUM)
    agree(publisher, page)

    told = Page(publisher.get(page)).text
    assert "Agreed, public from 9am on Tuesday 1 January 2999" in told
    publisher.post(f"{page}call-off/")

    assert not Edition.objects.get(pk=draft.pk).is_agreed


@pytest.mark.parametrize("date", ["01/01/2025", "01/01/2999"])
def test_a_demonstration_offers_calling_off_only_where_the_database_allows_it(
    editor, publisher, page, date
):
    propose(editor, page, publish_from_0=date, publish_from_1="09:00")
    asked = Page(publisher.get(f"{page}agree/")).text
    agree(publisher, page)

    told = publisher.get(page).content.decode()

    is_possible = date.endswith("2999")  # the demonstration's clock shows 2024
    assert (f"{page}call-off/" in told) == is_possible
    assert ("You can call it off until then." in asked) == is_possible
    assert ("This demonstration’s clock is set to an earlier time." in told) != is_possible
    assert ("In this demonstration you can’t call it off" in asked) != is_possible


def test_an_edition_agreed_ahead_is_not_called_published(editor, publisher, page, draft):
    propose(editor, page, **NEXT_MILLENNIUM)
    agree(publisher, page)

    its_page = Page(editor.get(f"/admin/strategy/edition/{draft.pk}/change/"))
    listed = Page(editor.get("/admin/strategy/edition/"))

    assert "Agreed, public from 9am on Tuesday 1 January 2999" in its_page.text
    assert "Agreed, public from 9am on Tuesday 1 January 2999" in listed.text
    assert f"/admin/strategy/edition/{draft.pk}/preview/" in its_page.links


def test_an_edition_agreed_ahead_has_a_preview_until_its_moment(
    client, editor, publisher, page, draft, set_clock
):
    propose(editor, page, publish_from_0="12/04/2024", publish_from_1="09:00")
    agree(publisher, page)
    made = editor.post(f"/admin/strategy/edition/{draft.pk}/preview/", {"days": "7"})

    before = Page(client.get(preview_link(made)))
    set_clock("2024-04-12T09:00")
    after = client.get(preview_link(made))

    assert "Agreed, public from 9am on Friday 12 April 2024" in before.text
    assert after.status_code == 410


def test_another_edition_that_is_agreed_ahead_is_announced(admin_client, edition):
    later = published(edition.strategy, at=london("2024-05-03T09:00"), slug="may", title="May text")
    draft = start_draft(base=edition, slug="april", title="April text")

    told = Page(admin_client.get(f"/admin/strategy/edition/{draft.pk}/publication/"))

    assert "“ May text ” will replace it from 9am on Friday 3 May 2024" in told.text
    assert f"/admin/strategy/edition/{later.pk}/publication/" in told.links


def test_the_publication_page_of_no_edition_is_not_found(admin_client):
    assert admin_client.get("/admin/strategy/edition/999999/publication/").status_code == 404


def test_the_publication_page_of_what_is_published_only_tells(admin_client, edition):
    html = admin_client.get(f"/admin/strategy/edition/{edition.pk}/publication/").content.decode()

    assert "can no longer change" in html
    assert "Agree to publish it" not in html


def preview_link(answer):
    return re.search(r'href="http://testserver(/preview/[^"]+)"', answer.content.decode()).group(1)


def test_an_officer_makes_a_link_for_partners(client, editor, draft):
    answer = editor.post(
        f"/admin/strategy/edition/{draft.pk}/preview/",
        {"at_0": "01/06/2024", "at_1": "10:00", "days": "7"},
    )

    page = client.get(preview_link(answer)).content.decode()
    assert "Draft, not published" in page
    assert "10am on Saturday 1 June 2024" in page


def test_an_officers_own_link_needs_a_sign_in(client, editor, draft):
    answer = editor.post(f"/admin/strategy/edition/{draft.pk}/preview/", {})
    assert Act.objects.get(what__startswith="Made a link to its preview").about_key == str(draft.pk)

    assert client.get(preview_link(answer)).status_code == 302
    assert editor.get(preview_link(answer)).status_code == 200


@pytest.mark.parametrize("days", ["0", "61", "-1", "x"])
def test_a_link_for_partners_lasts_from_1_to_60_days(editor, draft, days):
    answer = editor.post(f"/admin/strategy/edition/{draft.pk}/preview/", {"days": days})

    assert answer.context["form"].errors["days"]
    assert not answer.context["url"]


def test_what_is_published_needs_no_preview(admin_client, edition):
    answer = admin_client.get(f"/admin/strategy/edition/{edition.pk}/preview/")

    assert answer.status_code == 302


def test_whoever_only_reads_drafts_makes_no_link_for_others(draft):
    reader = officer("example-reader", "view_edition")
    address = f"/admin/strategy/edition/{draft.pk}/preview/"

    refused = reader.post(address, {"days": "60"}).content.decode()

    assert "You may only make links for signed-in officers." in refused
    assert "/preview/" not in refused.replace(address, "")
    assert preview_link(reader.post(address, {"days": ""}))
