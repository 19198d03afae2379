"""The officers' pages for previewing, proposing and publishing."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client

from strategy.models import Edition
from themes.drafting.new_draft import start_draft
from themes.models import UmbrellaTheme

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,
]

TOLD = {
    "title": "Final for agreement",
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


def test_an_editor_proposes_and_a_publisher_publishes(client, editor, publisher, page, draft):
    asked = editor.post(page, TOLD, follow=True)
    agreed = publisher.post(f"{page}agree/", follow=True)

    assert "Proposed." in asked.content.decode()
    assert "Agreed." in agreed.content.decode()
    assert Edition.objects.get(pk=draft.pk).is_frozen
    assert "Final for agreement" in client.get("/").content.decode()


def test_an_editor_cannot_agree_and_a_publisher_cannot_propose(editor, publisher, page):
    editor.post(page, TOLD)

    assert editor.post(f"{page}agree/").status_code == 403
    assert publisher.post(page, TOLD).status_code == 403
    assert publisher.post(f"{page}withdraw/").status_code == 403


def test_whoever_proposed_is_told_that_another_must_agree(admin_client, page, draft):
    admin_client.post(page, TOLD)

    told = admin_client.get(page).content.decode()
    answer = admin_client.post(f"{page}agree/", follow=True)

    assert "another officer must agree" in told
    assert "Another officer than the one who proposed it" in answer.content.decode()
    assert not Edition.objects.get(pk=draft.pk).is_frozen


def test_a_small_team_can_set_that_one_officer_is_enough(admin_client, page, draft, settings):
    settings.PUBLISH_ALONE = True
    admin_client.post(page, TOLD)

    admin_client.post(f"{page}agree/")

    assert Edition.objects.get(pk=draft.pk).is_frozen


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
    answer = editor.post(page, TOLD | change)

    assert sentence in answer.content.decode()
    assert Edition.objects.get(pk=draft.pk).proposed_at is None


def test_problems_are_listed_with_links_to_where_they_are_mended(editor, page, draft):
    theme = UmbrellaTheme.objects.create(edition=draft, key="empty", title="Empty theme")

    html = editor.get(page).content.decode()
    answer = editor.post(page, TOLD, follow=True)

    assert f'/admin/themes/umbrellatheme/{theme.pk}/change/">The theme “Empty theme”' in html
    assert "Something must be mended" in answer.content.decode()


def test_the_page_shows_what_will_change(editor, page, draft):
    goal = draft.goal_set.first()
    goal.title = "Entirely new words"
    goal.save()

    html = editor.get(page).content.decode()

    assert "1 change: 1 changed" in html
    assert "Entirely new words" in html


def test_a_publication_ahead_can_be_called_off(editor, publisher, page, draft):
    editor.post(page, TOLD | {"publish_from_0": "01/01/2999", "publish_from_1": "09:00"})
    publisher.post(f"{page}agree/")

    assert "9am on Tuesday 1 January 2999" in publisher.get(page).content.decode()
    publisher.post(f"{page}call-off/")

    assert not Edition.objects.get(pk=draft.pk).is_frozen


def test_steps_are_taken_only_by_post_and_only_those_there_are(admin_client, page):
    assert admin_client.get(f"{page}agree/").status_code == 405
    assert admin_client.post(f"{page}nonsense/").status_code == 404
    assert admin_client.get("/admin/strategy/edition/999999/publication/").status_code == 404


def test_the_publication_page_of_what_is_published_only_tells(admin_client, edition):
    html = admin_client.get(f"/admin/strategy/edition/{edition.pk}/publication/").content.decode()

    assert "can no longer change" in html
    assert "Agree and publish" not in html


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

    assert client.get(preview_link(answer)).status_code == 302
    assert editor.get(preview_link(answer)).status_code == 200


@pytest.mark.parametrize("days", ["0", "61", "-1", "x"])
def test_a_link_for_partners_lasts_from_1_to_60_days(editor, draft, days):
    answer = editor.post(f"/admin/strategy/edition/{draft.pk}/preview/", {"days": days})

    assert answer.context["form"].errors["days"]
    assert not answer.context["url"]


def test_what_is_published_needs_no_preview(admin_client, edition):
    answer = admin_client.get(f"/admin/strategy/edition/{edition.pk}/preview/")

    assert answer.status_code == 404
