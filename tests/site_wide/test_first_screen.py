"""The officers' first screen: what is public, what is open, what came in, what is due."""

import datetime as dt
import os

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultation.models import Consultation, Response, Window
from sdp_portal.models import Act
from strategy.models import Edition, Milestone, SupportService
from tests.conftest import london
from tests.consultation import factories
from tests.strategy import factories as editions
from tests.strategy.reading import Page

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,  # the admin's own templates ask for what may be missing
]


def first_screen(client):
    page = Page(client.get("/admin/"))
    page.text = page.text.replace(" ,", ",").replace(" .", ".")
    return page


def officer_who_may(*codenames):
    officer = get_user_model().objects.create_user("limited", is_staff=True)
    officer.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return officer


@pytest.fixture
def draft(edition):
    return Edition.objects.create(
        strategy=edition.strategy, slug="final", title="Final for agreement"
    )


@pytest.fixture
def backup_file(settings, tmp_path):
    file = tmp_path / "last-backup"
    settings.LAST_BACKUP_FILE = str(file)
    return file


# Help for residents


def test_it_says_how_many_services_nobody_checked_for_half_a_year(admin_client, set_clock):
    set_clock("2024-04-10T10:00")
    SupportService.objects.update(checked_on="2023-10-12")  # 181 days before
    assert "Numbers and addresses to check" not in first_screen(admin_client).text

    SupportService.objects.filter(name="Galop").update(checked_on="2023-10-11")
    SupportService.objects.filter(name="FRANK").update(checked_on=None)

    page = first_screen(admin_client)
    assert "Nobody has checked 2 services for residents in the last half year." in page.text
    assert "/admin/strategy/supportservice/?check=due" in page.links


def test_an_officer_marks_them_as_checked_and_leaves_an_act(admin_client, set_clock):
    set_clock("2024-04-10T23:30")  # in London it is half past eleven in the evening
    galop = SupportService.objects.get(name="Galop")

    answer = admin_client.post(
        "/admin/strategy/supportservice/",
        {"action": "note_that_they_were_checked", "_selected_action": [galop.pk]},
        follow=True,
    )

    galop.refresh_from_db()
    assert str(galop.checked_on) == "2024-04-10"
    assert "Checked on 10 April 2024: 1." in Page(answer).text
    act = Act.objects.get(about_key=str(galop.pk))
    assert act.what == "Checked: the number and the address are right."
    due = admin_client.get("/admin/strategy/supportservice/?check=due").context["cl"].queryset
    assert galop not in due
    assert due.count() == SupportService.objects.count() - 1


def test_only_those_who_may_view_services_hear_of_them(client, edition):
    client.force_login(officer_who_may("view_edition"))

    assert "Numbers and addresses to check" not in first_screen(client).text


# The strategy


def test_it_names_the_edition_that_is_public(admin_client, edition):
    page = first_screen(admin_client)

    assert "Public now Consultation draft, since 4 March 2024." in page.text
    assert f"/admin/strategy/edition/{edition.pk}/change/" in page.links


def test_it_says_when_nothing_is_public_yet(admin_client, set_clock):
    set_clock("2024-03-01T10:00")

    assert "No edition has been published." in first_screen(admin_client).text


def test_it_names_the_draft(admin_client, draft):
    page = first_screen(admin_client)

    assert "Draft Final for agreement, being edited." in page.text
    assert f"/admin/strategy/edition/{draft.pk}/change/" in page.links


def test_it_says_who_proposed_the_draft_and_when(admin_client, draft):
    draft.proposed_by = get_user_model().objects.create_user(
        "jo", first_name="Jo", last_name="<Officer>"
    )
    draft.proposed_at = london("2024-04-09T15:30")
    draft.save()

    text = first_screen(admin_client).text

    assert (
        "Final for agreement, by Jo <Officer> at 3:30pm on Tuesday 9 April 2024. "
        "Read what will happen, and agree"
    ) in text


def test_it_says_from_when_an_edition_that_was_agreed_ahead_is_public(
    client, admin_user, draft, set_clock
):
    Edition.objects.filter(pk=draft.pk).update(published_at=london("2024-06-01T09:00"))

    client.force_login(admin_user)
    before = first_screen(client).text
    set_clock("2024-06-01T09:00")
    client.logout()  # sessions end long before that
    client.force_login(admin_user)
    after = first_screen(client).text

    assert "Agreed Final for agreement, public from 9am on Saturday 1 June 2024." in before
    assert "Public now Final for agreement, since 1 June 2024." in after


# Consultations


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2024-03-17T23:59", "Not open yet: from Monday 18 March 2024 until 11:59pm on Sunday 14"),
        ("2024-03-18T00:00", "Open, 27 days left, until 11:59pm on Sunday 14 April 2024"),
        ("2024-04-13T23:59", "Open, 1 day left, until"),
        ("2024-04-14T00:00", "Open, last day, until"),
        ("2024-04-14T23:59", "Open, last day, until"),
        ("2024-04-15T00:00", "Public consultation Closed at 11:59pm on Sunday 14 April 2024"),
    ],
)
def test_it_tells_the_state_of_each_window(admin_client, set_clock, public_window, now, words):
    set_clock(now)

    page = first_screen(admin_client)

    assert words in page.text
    assert f"/admin/consultation/window/{public_window.pk}/change/" in page.links


@pytest.mark.parametrize(("now", "told"), [("2025-04-22T23:59", True), ("2025-04-23T00:00", False)])
def test_a_consultation_is_told_for_52_weeks_after_its_last_window(
    admin_client, set_clock, now, told
):
    set_clock(now)

    text = first_screen(admin_client).text

    assert ("Consultation: Draft Safe Durham Partnership Strategy" in text) is told


@pytest.mark.parametrize(
    ("now", "received", "today"),
    [
        ("2024-04-10T10:00", "2024-04-10T00:00", 1),  # still 9 April in UTC
        ("2024-04-10T10:00", "2024-04-09T23:59:59", 0),
        ("2024-04-10T23:59", "2024-04-10T23:59", 1),
        ("2024-04-11T00:00", "2024-04-10T23:59:59", 0),
        ("2024-03-31T12:00", "2024-03-31T23:59", 1),  # the day with 23 hours
        ("2024-03-31T12:00", "2024-04-01T00:00", 0),
    ],
)
def test_today_is_the_day_in_london(admin_client, set_clock, public_window, now, received, today):
    factories.sent(public_window, at=london(received))
    set_clock(now)

    assert f"{today} received today 1 received in all" in first_screen(admin_client).text


def test_it_counts_what_came_in_and_of_what_was_not_sent_only_the_number(
    admin_client, consultation, public_window
):
    for _ in range(3):
        factories.sent(public_window)
    for _ in range(2):
        factories.unsent(public_window, name="A. Writer", comments=["Not sent."])

    page = first_screen(admin_client)

    assert "3 received today 3 received in all 2 begun, not sent" in page.text
    assert "Writer" not in page.text
    assert f"/admin/consultation/response/?consultation__id__exact={consultation.pk}" in page.links


def test_a_consultation_without_responses_counts_none(admin_client):
    text = first_screen(admin_client).text

    assert "0 received today 0 received in all 0 begun, not sent" in text


# Milestones and the backup


def test_it_asks_for_milestones_whose_date_has_passed(admin_client, set_clock):
    set_clock("2024-04-20T10:00")
    meeting = Milestone.objects.get(key="committee-meeting")

    page = first_screen(admin_client)

    assert "Milestones to record" in page.text
    assert f"{meeting.title} planned for 16 April 2024" in page.text
    assert f"/admin/strategy/milestone/{meeting.pk}/change/" in page.links
    assert "Endorsement by Cabinet" not in page.text


def test_it_asks_for_nothing_when_all_milestones_are_recorded(admin_client):
    assert "Milestones to record" not in first_screen(admin_client).text


def test_the_last_backup_is_when_the_file_was_last_changed(admin_client, backup_file):
    backup_file.touch()
    moment = london("2024-04-10T03:15").timestamp()
    os.utime(backup_file, (moment, moment))

    text = first_screen(admin_client).text

    assert "Last backup: 3:15am on Wednesday 10 April 2024" in text


def test_a_backup_file_that_is_not_there_is_no_backup(admin_client, backup_file):
    assert "No backup is known to the portal" in first_screen(admin_client).text


def test_a_folder_is_no_backup(admin_client, backup_file):
    backup_file.mkdir()

    assert "No backup is known to the portal" in first_screen(admin_client).text


@pytest.mark.parametrize("value", ["", "/nowhere/at/all", "x" * 5000, "README.md/inside"])
def test_a_setting_that_leads_nowhere_is_no_backup(admin_client, settings, value):
    settings.LAST_BACKUP_FILE = value

    assert "No backup is known to the portal" in first_screen(admin_client).text


# Rights and cost


def test_an_officer_sees_only_what_they_may_view(client, set_clock, draft, public_window):
    set_clock("2024-04-20T10:00")
    factories.sent(public_window)
    client.force_login(officer_who_may("view_goal"))

    page = first_screen(client)

    assert "Public now Consultation draft" in page.text
    assert "Public consultation Closed" in page.text
    for hidden in ("received", "begun, not sent", "Final for agreement", "Milestones to record"):
        assert hidden not in page.text
    assert not [link for link in page.links if "/change/" in link]


@pytest.mark.parametrize(
    ("right", "words"),
    [
        ("view_response", "1 received in all"),
        ("view_edition", "Final for agreement"),
        ("change_edition", "Final for agreement"),
        ("view_milestone", "Milestones to record"),
    ],
)
def test_each_right_shows_its_own(client, set_clock, draft, public_window, right, words):
    set_clock("2024-04-20T10:00")
    factories.sent(public_window)
    client.force_login(officer_who_may(right))

    assert words in first_screen(client).text


def test_who_is_no_officer_sees_nothing_of_it(client):
    assert client.get("/admin/").status_code == 302


def test_it_costs_the_same_queries_with_ten_times_as_much(
    admin_client, consultation, public_window, set_clock, settings
):
    settings.DEBUG = True
    set_clock("2024-04-20T10:00")
    call_command("sample_responses", "1")
    admin_client.get("/admin/")  # the first request of a session writes its moment
    with CaptureQueriesContext(connection) as few:
        admin_client.get("/admin/")
    call_command("sample_responses", "10", seed=2)
    for n in range(10):
        add_another_consultation(consultation, n)

    with CaptureQueriesContext(connection) as many:
        page = first_screen(admin_client)

    assert sum(words.startswith("Consultation:") for _, words in page.headings) == 11
    assert len(many) == len(few)


def add_another_consultation(consultation, n):
    other = Consultation.objects.create(
        edition=consultation.edition, slug=f"more-{n}", title=f"More {n}", email="a@example.org"
    )
    window = Window.objects.create(
        consultation=other,
        title="Everyone",
        audience="everyone",
        opens_at=london("2024-04-01T00:00"),
        closes_at=london("2024-05-01T00:00"),
    )
    Response.objects.create(consultation=other, window=window, begun_at=london("2024-04-10T09:00"))
    Milestone.objects.create(
        strategy=consultation.edition.strategy,
        key=f"more-{n}",
        title=f"More {n}",
        planned_from=dt.date(2024, 4, 1),
        planned_to=dt.date(2024, 4, 1),
    )


# Several strategies


def test_each_strategy_is_named_with_its_texts_and_its_consultations(
    admin_client, edition, consultation
):
    second = editions.strategy()
    draft = editions.draft(second, title="Roads “draft”")
    factories.prepared(draft, slug="on-roads", title="Roads – what matters")

    words = first_screen(admin_client).text

    first, roads = words.split(f"Strategy: {second.full_title}")
    assert f"Strategy: {edition.strategy.full_title}" in first
    assert (
        "Public now Consultation draft, since 4 March 2024. See the page (the home page)" in first
    )
    assert consultation.title in first
    assert "No edition has been published." in roads
    assert "Draft Roads “draft”, being edited." in roads
    assert "Consultation: Roads – what matters" in roads


def test_the_strategy_in_front_comes_first_and_the_others_lead_to_their_pages(
    admin_client, edition, set_clock
):
    second = editions.strategy()
    newer = editions.published(second)
    set_clock("2024-12-01T10:00")

    page = first_screen(admin_client)

    assert Edition.objects.current(at=newer.published_at) == newer
    assert page.text.index(second.full_title) < page.text.index(edition.strategy.full_title)
    assert f"/strategies/{edition.strategy.slug}/" in page.links


def test_ten_strategies_cost_the_same_queries(admin_client, edition, django_assert_num_queries):
    def more(number):
        text = editions.draft(editions.strategy(f"roads-{number}"), slug=f"d-{number}")
        factories.prepared(text, slug=f"c-{number}")

    more(1)
    with CaptureQueriesContext(connection) as with_one:
        admin_client.get("/admin/")
    for number in range(2, 11):
        more(number)

    with django_assert_num_queries(len(with_one)):
        admin_client.get("/admin/")
