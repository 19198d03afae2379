"""Who changed what in a draft, taking it back, and two officers at once."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from strategy.models import Edition
from tests.sdp_portal.officers.forms import opened
from tests.strategy.reading import Page
from tests.themes.test_drafting_admin import KEY, form_of, page_of
from themes.drafting.new_draft import start_draft
from themes.models import Goal

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,  # the admin's own templates ask for what may be missing
]


@pytest.fixture
def draft(edition):
    return start_draft(base=edition, slug="next", title="Next")


@pytest.fixture
def goal(draft):
    return draft.goal_set.get(key=KEY)


@pytest.fixture
def second_client(django_user_model):
    officer = django_user_model.objects.create_superuser(
        "second", first_name="Ann", last_name="Other"
    )
    client = Client()
    client.force_login(officer)
    return client


def save(client, goal, **changes):
    page = page_of(goal)
    return client.post(page, form_of(client, page) | {"came_from": ""} | changes)


def take_back_address(goal, record=None):
    record = record or goal.history.latest("history_id")
    return f"/admin/themes/goal/{record.id}/history/{record.history_id}/take-back/"


def confirm(client, address):
    return client.post(address, opened(client, address))


def text_of(answer):
    return Page(answer).text


# History


def test_a_change_is_kept_with_its_officer_and_the_moment_of_the_portals_clock(
    admin_client, goal, set_clock
):
    now = set_clock("2024-04-11T09:30")

    save(admin_client, goal, text="<p>People hear back.</p>")

    record = goal.history.latest("history_id")
    assert record.history_user.username == "officer"
    assert abs((record.history_date - now).total_seconds()) < 60


def test_the_history_of_a_part_shows_each_change_as_a_difference(admin_client, goal):
    save(admin_client, goal, title="Increased public trust to report ASB")

    page = text_of(admin_client.get(page_of(goal, "history")))

    assert "Changed by officer, 10am on Wednesday 10 April 2024" in page
    assert "removed: confidence end of removed added: trust end of added" in page


def test_saving_without_a_change_leaves_nothing_in_the_history(admin_client, goal):
    before = goal.history.count()

    save(admin_client, goal, text=goal.text.replace("\n", "\r\n"))

    assert goal.history.count() == before


def test_the_list_of_all_changes_has_the_newest_first_and_the_beginning_last(
    admin_client, edition, set_clock
):
    admin_client.post(page_of(edition, "start-draft"), {"title": "Final", "slug": "final"})
    draft = Edition.objects.get(slug="final")
    goal, section = draft.goal_set.get(key=KEY), draft.section_set.first()
    set_clock("2024-04-11T10:00")
    save(admin_client, goal, title="First change")
    set_clock("2024-04-12T10:00")
    save(admin_client, section, title="Second change")
    admin_client.post(
        page_of(draft, "move"),
        {"down": f"goal-{goal.pk}"} | opened(admin_client, page_of(draft), form=0),
    )

    answer = admin_client.get(page_of(draft, "changes"))

    told = [(change.what, change.record.title) for change in answer.context["page"]]
    assert told == [
        ("Moved from place 1 to place 2", "First change"),
        ("Changed", "Second change"),
        ("Changed", "First change"),
    ]
    assert "officer started the draft from “Consultation draft”" in text_of(answer)


def test_the_list_of_all_changes_is_paginated_and_costs_constant_queries(admin_client, goal):
    address = page_of(goal.edition, "changes")
    goal.title = "Changed"
    goal.save()
    admin_client.get(address)
    with CaptureQueriesContext(connection) as few:
        admin_client.get(address)
    for number in range(60):
        goal.title = f"Changed {number}"
        goal.save()

    with CaptureQueriesContext(connection) as many:
        answer = admin_client.get(address)

    assert len(many) <= len(few)
    assert len(answer.context["page"].object_list) == 25
    last = admin_client.get(address, {"page": "999"})
    assert last.status_code == admin_client.get(address, {"page": "x"}).status_code == 200


def test_a_history_of_nothing_is_not_found(admin_client):
    for number in ("999999", "x", "1/2"):
        assert admin_client.get(f"/admin/themes/goal/{number}/history/").status_code == 404


# Taking back


def test_a_change_is_taken_back_as_a_new_change_after_a_confirmation(admin_client, goal):
    title = goal.title
    save(admin_client, goal, title="A mistake")
    address = take_back_address(goal)

    page = text_of(admin_client.get(address))
    assert "A mistake" in page
    goal.refresh_from_db()
    assert goal.title == "A mistake"

    confirm(admin_client, address)

    goal.refresh_from_db()
    assert goal.title == title
    latest = goal.history.latest("history_id")
    assert latest.history_change_reason == "Took back an earlier change"
    assert latest.history_user.username == "officer"


def test_taking_back_leaves_what_was_changed_elsewhere_since(admin_client, goal):
    title = goal.title
    save(admin_client, goal, title="A mistake")
    address = take_back_address(goal)
    save(admin_client, goal, text="<p>Good words.</p>")

    confirm(admin_client, address)

    goal.refresh_from_db()
    assert (goal.title, goal.text) == (title, "<p>Good words.</p>")


def test_what_was_taken_back_can_itself_be_taken_back(admin_client, goal):
    save(admin_client, goal, title="After all")
    confirm(admin_client, take_back_address(goal))

    confirm(admin_client, take_back_address(goal))

    goal.refresh_from_db()
    assert goal.title == "After all"


def test_a_move_is_taken_back(admin_client, draft, goal):
    admin_client.post(
        page_of(draft, "move"),
        {"down": f"goal-{goal.pk}"} | opened(admin_client, page_of(draft), form=0),
    )
    assert goal.area_of_focus.goals.first() != goal

    confirm(admin_client, take_back_address(goal))

    assert goal.area_of_focus.goals.first() == goal


def test_a_goal_goes_back_to_the_area_it_was_moved_from(admin_client, draft, goal):
    area, hate_crime = goal.area_of_focus, draft.areaoffocus_set.get(key="hate-crime")
    save(admin_client, goal, area_of_focus=hate_crime.pk)
    page = text_of(admin_client.get(page_of(goal, "history")))
    assert "Area of focus removed: Anti-social behaviour" in page

    confirm(admin_client, take_back_address(goal))

    assert area.goals.first() == goal


def test_a_deleted_part_is_kept_in_the_history_and_comes_back(admin_client, draft, goal):
    admin_client.post(
        page_of(goal, "delete"), {"post": "yes"} | opened(admin_client, page_of(goal, "delete"))
    )
    assert not Goal.objects.filter(pk=goal.pk).exists()
    record = Goal.history.filter(id=goal.pk).latest("history_id")
    changes = admin_client.get(page_of(draft, "changes"))
    assert take_back_address(goal, record) in Page(changes).links
    assert "is deleted" in text_of(admin_client.get(page_of(goal, "history")))

    answer = admin_client.post(take_back_address(goal, record))

    assert answer.url == f"{page_of(draft)}?at=goal-{goal.pk}"
    back = Goal.objects.get(pk=goal.pk)
    assert (back.key, back.title, back.text) == (goal.key, goal.title, goal.text)
    assert back.area_of_focus.goals.first() == back


def test_a_deletion_is_taken_back_once(admin_client, goal):
    admin_client.post(
        page_of(goal, "delete"), {"post": "yes"} | opened(admin_client, page_of(goal, "delete"))
    )
    address = take_back_address(goal, Goal.history.filter(id=goal.pk).latest("history_id"))
    confirm(admin_client, address)

    assert "already back" in text_of(admin_client.get(address))
    assert "already back" in text_of(admin_client.post(address, follow=True))


def test_a_deleted_part_whose_area_is_gone_too_says_what_to_do_first(admin_client, goal):
    area = goal.area_of_focus
    record = None
    for each in area.goals.all():
        pk = each.pk
        each.delete()
        record = Goal.history.filter(id=pk).latest("history_id")
    area.delete()

    page = text_of(admin_client.get(take_back_address(goal, record)))

    assert "The area of focus it belonged to has been deleted" in page


def test_a_deleted_part_whose_key_was_taken_since_says_so(admin_client, goal):
    admin_client.post(
        page_of(goal, "delete"), {"post": "yes"} | opened(admin_client, page_of(goal, "delete"))
    )
    record = Goal.history.filter(id=goal.pk).latest("history_id")
    Goal.objects.create(
        edition=goal.edition, area_of_focus=goal.area_of_focus, key=goal.key, title="New"
    )

    assert "has that key" in text_of(admin_client.get(take_back_address(goal, record)))


def test_nothing_is_taken_back_in_a_published_edition(admin_client, edition):
    goal = edition.goal_set.first()

    assert admin_client.post(take_back_address(goal)).status_code == 403


def test_an_addition_is_not_taken_back_but_deleted(admin_client, goal):
    assert "nothing in this change to take back" in text_of(
        admin_client.get(take_back_address(goal))
    )


def test_taking_back_takes_the_permission_to_change(client, django_user_model, goal):
    reader = django_user_model.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_goal"))
    client.force_login(reader)

    assert client.get(page_of(goal, "history")).status_code == 200
    assert client.post(take_back_address(goal)).status_code == 403


# Two officers at once


def test_a_text_that_somebody_saved_meanwhile_is_not_overwritten(admin_client, second_client, goal):
    page = page_of(goal)
    mine = form_of(admin_client, page) | {"text": "<p>Quite another thought.</p>", "came_from": ""}
    save(second_client, goal, text="<p>What she found out.</p>")

    answer = admin_client.post(page, mine)

    words = text_of(answer)
    assert answer.status_code == 200
    assert "Ann Other saved this goal at 10am on Wednesday 10 April 2024" in words
    assert "What she found out." in words
    assert "Quite another thought." in words
    goal.refresh_from_db()
    assert goal.text == "<p>What she found out.</p>"


def test_saving_again_having_seen_theirs_keeps_mine(admin_client, second_client, goal):
    page = page_of(goal)
    mine = form_of(admin_client, page) | {"text": "<p>Mine.</p>", "came_from": ""}
    save(second_client, goal, text="<p>Theirs.</p>")
    refused = admin_client.post(page, mine).context["adminform"].form

    admin_client.post(page, mine | {"opened": refused["opened"].value()})

    goal.refresh_from_db()
    assert goal.text == "<p>Mine.</p>"
    assert "<p>Theirs.</p>" in goal.history.values_list("text", flat=True)


def test_a_third_save_in_between_is_seen_again(admin_client, second_client, goal):
    page = page_of(goal)
    mine = form_of(admin_client, page) | {"text": "<p>Mine.</p>", "came_from": ""}
    save(second_client, goal, text="<p>Theirs.</p>")
    seen = admin_client.post(page, mine).context["adminform"].form["opened"].value()
    save(second_client, goal, text="<p>Theirs again.</p>")

    answer = admin_client.post(page, mine | {"opened": seen})

    assert "Theirs again." in text_of(answer)
    goal.refresh_from_db()
    assert goal.text == "<p>Theirs again.</p>"


@pytest.mark.parametrize("opened", ["", "nonsense"])
def test_a_save_that_does_not_say_what_was_read_is_not_trusted(admin_client, goal, opened):
    save(admin_client, goal, text="<p>First.</p>")

    save(admin_client, goal, text="<p>Second.</p>", opened=opened)

    goal.refresh_from_db()
    assert goal.text == "<p>First.</p>"


def test_the_same_words_saved_twice_are_no_conflict(admin_client, goal):
    page = page_of(goal)
    mine = form_of(admin_client, page) | {"text": "<p>Mine.</p>", "came_from": ""}
    admin_client.post(page, mine)

    assert admin_client.post(page, mine).status_code == 302


def test_a_move_meanwhile_is_no_conflict(admin_client, second_client, draft, goal):
    page = page_of(goal)
    mine = form_of(admin_client, page) | {"text": "<p>Mine.</p>", "came_from": ""}
    second_client.post(
        page_of(draft, "move"),
        {"down": f"goal-{goal.pk}"} | opened(second_client, page_of(draft), form=0),
    )

    assert admin_client.post(page, mine).status_code == 302

    goal.refresh_from_db()
    assert (goal.text, goal.position) == ("<p>Mine.</p>", 1)


def test_words_for_a_part_that_was_deleted_meanwhile_come_back_on_the_page(
    admin_client, second_client, goal
):
    page = page_of(goal)
    mine = form_of(admin_client, page) | {"text": "<p>Long work.</p>", "came_from": ""}
    second_client.post(
        page_of(goal, "delete"), {"post": "yes"} | opened(second_client, page_of(goal, "delete"))
    )

    answer = admin_client.post(page, mine)

    assert answer.status_code == 409
    assert "Ann Other deleted this goal" in text_of(answer)
    assert "Long work." in answer.content.decode()


def test_words_for_an_edition_that_was_published_meanwhile_come_back_on_the_page(
    admin_client, edition
):
    goal = edition.goal_set.first()

    answer = admin_client.post(page_of(goal), {"title": "T", "text": "<p>Long work.</p>"})

    assert answer.status_code == 403
    assert "is agreed for publication and can no longer be changed" in text_of(answer)
    assert "Long work." in answer.content.decode()
