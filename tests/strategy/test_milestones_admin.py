"""Officers record that a milestone was reached, when, and where the papers are."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from sdp_portal.models import Act
from strategy.models import Milestone
from tests.sdp_portal.officers.forms import opened

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,  # the admin's own templates ask for what may be missing
]

LIST = "/admin/strategy/milestone/"


@pytest.fixture
def cabinet():
    return Milestone.objects.get(key="cabinet")


def form_data(milestone, **changes):
    return {
        "strategy": milestone.strategy_id,
        "key": milestone.key,
        "title": milestone.title,
        "note": milestone.note,
        "planned_from": "19/06/2024",
        "planned_to": "19/06/2024",
        "precision": milestone.precision,
        "reached_on": "",
        "link": "",
    } | changes


def save(client, milestone, **changes):
    page = f"{LIST}{milestone.pk}/change/"
    answer = client.post(page, form_data(milestone, **changes) | opened(client, page))
    milestone.refresh_from_db()
    return answer


def mark(client, *milestones):
    return client.post(
        LIST,
        {"action": "mark_as_reached_today", "_selected_action": [m.pk for m in milestones]},
        follow=True,
    )


def test_the_day_it_happened_and_the_papers_are_typed_in_the_form(admin_client, cabinet):
    answer = save(
        admin_client, cabinet, reached_on="21/06/2024", link="democracy.example.org/minutes?id=7"
    )

    assert answer.status_code == 302
    assert cabinet.reached_on == dt.date(2024, 6, 21)
    assert cabinet.link == "https://democracy.example.org/minutes?id=7"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("31/12/1997", "Enter a day in 1998 or later."),
        ("01/01/2201", "Enter a day in 2200 or before."),
        ("31/06/2024", "Enter a valid date."),
        ("June", "Enter a valid date."),
        ("<script>alert(1)</script>", "Enter a valid date."),
        ("9" * 5000, "Enter a valid date."),
    ],
)
def test_a_day_that_cannot_be_is_refused_in_words(admin_client, cabinet, typed, sentence):
    answer = save(admin_client, cabinet, reached_on=typed)

    assert sentence in answer.content.decode()
    assert cabinet.reached_on is None


@pytest.mark.parametrize("typed", ["01/01/1998", "31/12/2200"])
def test_the_first_and_the_last_possible_day_are_taken(admin_client, cabinet, typed):
    save(admin_client, cabinet, reached_on=typed)

    assert cabinet.reached_on is not None


@pytest.mark.parametrize(
    "link",
    [
        "ftp://example.org/minutes",
        "javascript:alert(1)",
        "data:text/html,hello",
        "https://",
        "//",
        "https://example.org/\0",
        "https://example.org/" + "a" * 200,
        "see the minutes",
    ],
)
def test_only_a_web_address_is_taken_as_the_link_to_papers(admin_client, cabinet, link):
    answer = save(admin_client, cabinet, link=link)

    assert answer.status_code == 200
    assert cabinet.link == ""


def test_a_link_of_another_kind_is_refused_with_how_it_should_begin(admin_client, cabinet):
    answer = save(admin_client, cabinet, link="ftp://example.org/minutes")

    assert "Enter a web address that begins with https:// or http://." in answer.content.decode()


def test_marked_as_reached_today_goes_by_the_day_in_london(admin_client, cabinet, set_clock):
    set_clock("2024-06-20T00:30")  # 11:30pm of the day before in UTC

    answer = mark(admin_client, cabinet)

    cabinet.refresh_from_db()
    assert cabinet.reached_on == dt.date(2024, 6, 20)
    assert "Marked as reached on 20 June 2024: 1." in answer.content.decode()


def test_what_was_reached_before_keeps_its_day(admin_client, cabinet):
    reached = Milestone.objects.get(key="development-session")
    day = reached.reached_on

    answer = mark(admin_client, reached, cabinet)

    reached.refresh_from_db()
    assert reached.reached_on == day
    assert "Reached before, and left as recorded: 1." in answer.content.decode()


def test_what_was_recorded_ahead_can_be_marked_as_reached_today(admin_client, cabinet):
    cabinet.reached_on = dt.date(2024, 6, 19)
    cabinet.save()

    mark(admin_client, cabinet)

    cabinet.refresh_from_db()
    assert cabinet.reached_on == dt.date(2024, 4, 10)


def test_what_a_window_stands_for_is_not_marked_but_follows_the_window(admin_client, cabinet):
    of_a_window = Milestone.objects.get(key="public-consultation")

    answer = mark(admin_client, of_a_window, cabinet)

    of_a_window.refresh_from_db()
    cabinet.refresh_from_db()
    assert of_a_window.reached_on is None
    assert cabinet.reached_on == dt.date(2024, 4, 10)
    assert (
        "You do not need to mark these: they are done when their windows close."
        in answer.content.decode()
    )


def test_the_dates_of_a_window_are_shown_and_changed_at_the_window(admin_client, public_window):
    of_a_window = Milestone.objects.get(key="public-consultation")

    page = admin_client.get(f"{LIST}{of_a_window.pk}/change/").content.decode()

    assert "until 11:59pm on Sunday 14 April 2024" in page
    assert f"/admin/consultation/window/{public_window.pk}/change/" in page
    assert 'name="planned_from"' not in page
    assert 'name="reached_on"' not in page


def test_marking_is_kept_in_the_history_with_the_officer(admin_client, admin_user, cabinet):
    mark(admin_client, cabinet)

    act = Act.objects.get(about_key=str(cabinet.pk))
    assert act.officer == admin_user
    assert act.what == "Marked as reached today."


def test_who_may_only_look_cannot_mark(client, cabinet):
    reader = get_user_model().objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_milestone"))
    client.force_login(reader)

    mark(client, cabinet)

    cabinet.refresh_from_db()
    assert cabinet.reached_on is None
