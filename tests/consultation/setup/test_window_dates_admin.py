"""Officers change dates in the admin: asked for a reason, told in words what cannot be."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from consultation.models import Consultation, Window, WindowChange
from strategy.models import Milestone
from tests.conftest import london
from tests.consultation import factories
from tests.sdp_portal.officers.forms import filled_in, opened
from tests.strategy.factories import published
from tests.strategy.factories import strategy as new_strategy

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,  # the admin's own templates ask for what may be missing
]

NO_REASON = "Say why the dates are changed; the public can read it."
CLOSES = london("2024-04-15T00:00")


def page_of(thing, action="change"):
    model = type(thing)._meta
    return f"/admin/{model.app_label}/{model.model_name}/{thing.pk}/{action}/"


def form_data(window, **changes):
    return {
        "consultation": window.consultation_id,
        "title": window.title,
        "audience": window.audience,
        "opens_at_0": "18/03/2024",
        "opens_at_1": "00:00:00",
        "last_minute_0": "14/04/2024",
        "last_minute_1": "23:59:00",
        "reason": "",
        "grace_minutes": "15",
        "asked": "",
        "milestone": "",
    } | changes


def save(client, window, **changes):
    """As a browser does: also what the page has in hidden fields is sent."""
    sent = filled_in(client.get(page_of(window))) | form_data(window, **changes)
    answer = client.post(page_of(window), sent)
    window.refresh_from_db()
    return answer


def test_new_dates_with_a_reason_are_logged_with_the_officer(
    admin_client, admin_user, public_window
):
    answer = save(
        admin_client, public_window, last_minute_0="21/04/2024", reason="A leaflet came late."
    )

    change = public_window.changes.get()
    assert answer.status_code == 302
    assert public_window.closes_at == london("2024-04-22T00:00")
    assert (change.changed_by, change.reason) == (admin_user, "A leaflet came late.")
    assert (change.closed_at, change.closes_at) == (CLOSES, public_window.closes_at)
    assert change.changed_at.date() == london("2024-04-10T10:00").date()


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("", NO_REASON),
        ("   ", NO_REASON),
        ("\u00a0", NO_REASON),
        ("\u200b", NO_REASON),
        ("…", NO_REASON),
        ("x" * 1001, "at most 1000 characters"),
        ("A\0", "Remove the null character"),
    ],
)
def test_new_dates_without_a_reason_are_refused_and_nothing_is_lost(
    admin_client, public_window, reason, sentence
):
    answer = save(admin_client, public_window, last_minute_0="21/04/2024", reason=reason)

    page = answer.content.decode()
    assert sentence in page
    assert 'value="21/04/2024"' in page
    assert public_window.closes_at == CLOSES
    assert not WindowChange.objects.exists()


def test_a_reason_as_long_as_allowed_is_taken(admin_client, public_window):
    save(admin_client, public_window, last_minute_0="21/04/2024", reason="x" * 1000)

    assert len(public_window.changes.get().reason) == 1000


def test_other_changes_need_no_reason_and_log_nothing(admin_client, public_window):
    answer = save(admin_client, public_window, title="For everyone", grace_minutes="20")

    assert answer.status_code == 302
    assert (public_window.title, public_window.grace_minutes) == ("For everyone", 20)
    assert not WindowChange.objects.exists()


def test_a_reason_without_new_dates_is_not_thrown_away_silently(admin_client, public_window):
    answer = save(admin_client, public_window, reason="A leaflet came late.")

    assert "The dates are as they were." in answer.content.decode()


def test_a_new_window_logs_nothing(admin_client, consultation):
    new = Window(consultation=consultation, title="For partners", audience="invited")

    answer = admin_client.post("/admin/consultation/window/add/", form_data(new))

    assert answer.status_code == 302
    assert consultation.windows.filter(title="For partners").exists()
    assert not WindowChange.objects.exists()


@pytest.mark.parametrize(
    ("day", "time"),
    [("31/12/9999", "23:59"), ("31/12/9999", "23:50"), ("01/01/3000", "00:00"), ("01/01/1997", "")],
)
def test_a_window_in_a_distant_year_is_refused(admin_client, client, public_window, day, time):
    answer = save(
        admin_client,
        public_window,
        last_minute_0=day,
        last_minute_1=time or "10:00",
        reason="A slip – “of the hand” 🙂",
    )

    assert answer.status_code == 200
    assert "Enter a year from 1998 to 2999." in answer.content.decode()
    assert public_window.closes_at == CLOSES
    assert client.get("/").status_code == 200


def test_the_database_refuses_a_distant_year_too(public_window):
    with pytest.raises(IntegrityError, match="window_is_in_years_that_people_know"):
        Window.objects.filter(pk=public_window.pk).update(closes_at=london("9999-12-30T10:00"))


def test_the_form_for_a_new_window_asks_for_no_reason(admin_client, public_window):
    new = admin_client.get("/admin/consultation/window/add/").content.decode()
    old = admin_client.get(page_of(public_window)).content.decode()

    assert 'name="reason"' not in new
    assert 'name="reason"' in old


def test_seconds_that_nobody_typed_are_kept_when_something_else_changes(
    admin_client, public_window
):
    odd = london("2024-04-15T00:00:30.000007")
    Window.objects.filter(pk=public_window.pk).update(closes_at=odd)

    save(admin_client, public_window, last_minute_1="23:59:30", title="For everyone")

    assert (public_window.title, public_window.closes_at) == ("For everyone", odd)
    assert not WindowChange.objects.exists()


def test_what_would_take_back_a_promise_is_refused_at_its_field(admin_client, public_window):
    factories.sent(public_window)

    later = save(admin_client, public_window, opens_at_0="19/03/2024", reason="A reason.")
    earlier = save(admin_client, public_window, last_minute_0="09/04/2024", reason="A reason.")

    assert list(later.context["adminform"].form.errors) == ["opens_at"]
    assert "its opening cannot be moved later" in later.content.decode()
    assert list(earlier.context["adminform"].form.errors) == ["last_minute"]
    assert "A response was received at 10:00:00am" in earlier.content.decode()
    assert public_window.closes_at == CLOSES


def test_moving_a_window_over_another_is_refused_in_words(admin_client, public_window):
    Window.objects.create(
        consultation=public_window.consultation,
        title="Again",
        audience="everyone",
        opens_at=london("2024-04-20T00:00"),
        closes_at=london("2024-04-30T00:00"),
    )

    answer = save(admin_client, public_window, last_minute_0="21/04/2024", reason="A reason.")

    assert "Two windows for everyone must not overlap." in answer.content.decode()


def test_dates_and_audience_can_change_together_before_opening(admin_client, consultation):
    committee = consultation.windows.get(audience="invited")

    answer = save(
        admin_client,
        committee,
        audience="everyone",
        opens_at_0="16/04/2024",
        last_minute_0="30/04/2024",
        reason="The committee asked for everyone.",
    )

    assert answer.status_code == 302
    assert committee.is_for_everyone
    assert committee.closes_at == london("2024-05-01T00:00")


def test_a_window_that_has_opened_stays_for_whom_it_was(admin_client, public_window):
    save(admin_client, public_window, audience="invited")

    assert public_window.is_for_everyone


def test_a_window_stays_in_its_consultation(admin_client, public_window, edition):
    other = Consultation.objects.create(
        edition=edition, slug="another", title="Another", email="a@example.org"
    )
    home = public_window.consultation

    save(admin_client, public_window, consultation=other.pk)

    assert public_window.consultation == home


def test_two_officers_one_after_the_other_are_both_logged(admin_client, public_window):
    save(admin_client, public_window, last_minute_0="21/04/2024", reason="First.")
    save(admin_client, public_window, last_minute_0="28/04/2024", reason="Second.")

    second, first = public_window.changes.all()
    assert (first.reason, second.reason) == ("First.", "Second.")
    assert second.closed_at == first.closes_at


# Deleting


@pytest.mark.parametrize("make", [factories.unsent, factories.sent])
def test_a_window_with_responses_cannot_be_deleted_and_says_why(admin_client, public_window, make):
    make(public_window)

    for answer in (
        admin_client.get(page_of(public_window, "delete"), follow=True),
        admin_client.post(
            page_of(public_window, "delete"),
            {"post": "yes"} | opened(admin_client, page_of(public_window, "delete")),
            follow=True,
        ),
    ):
        assert answer.status_code == 200
        assert "People have responded in this window" in answer.content.decode()
    assert Window.objects.filter(pk=public_window.pk).exists()


def test_who_may_not_delete_is_not_told_whether_anybody_responded(client, public_window):
    factories.sent(public_window)
    reader = get_user_model().objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_window"))
    client.force_login(reader)

    assert client.get(page_of(public_window, "delete")).status_code == 403


def test_a_window_that_has_opened_cannot_be_deleted(admin_client, public_window):
    page = admin_client.post(
        page_of(public_window, "delete"),
        {"post": "yes"} | opened(admin_client, page_of(public_window, "delete")),
        follow=True,
    )

    assert "This window has opened, so it stays on the record" in page.content.decode()
    assert Window.objects.filter(pk=public_window.pk).exists()


def test_a_window_that_was_announced_cannot_be_deleted(admin_client, consultation):
    committee = consultation.windows.get(audience="invited")  # it opens in six days

    for answer in (
        admin_client.get(page_of(committee, "delete"), follow=True),
        admin_client.post(page_of(committee, "delete"), {"post": "yes"}, follow=True),
    ):
        assert "The public knows this window" in answer.content.decode()
    assert Window.objects.filter(pk=committee.pk).exists()


def test_the_database_keeps_an_announced_window_too(consultation):
    with pytest.raises(IntegrityError, match="so it stays"):
        consultation.windows.filter(audience="invited").delete()


@pytest.mark.parametrize("pk", ["0", "x", "9" * 30, "²"])
def test_deleting_a_window_that_is_not_there_is_no_error(admin_client, pk):
    answer = admin_client.get(f"/admin/consultation/window/{pk}/delete/")

    assert answer.status_code == 302


def test_windows_are_not_deleted_by_the_handful(admin_client, public_window):
    answer = admin_client.get("/admin/consultation/window/").content.decode()

    assert "delete_selected" not in answer


def test_a_consultation_takes_no_opened_window_with_it(admin_client, consultation):
    admin_client.post(
        page_of(consultation, "delete"),
        {"post": "yes"} | opened(admin_client, page_of(consultation, "delete")),
    )

    assert Consultation.objects.filter(pk=consultation.pk).exists()


# Looking


def test_changes_can_be_read_and_not_changed(admin_client, public_window):
    change = factories.moved(public_window)

    assert admin_client.get(page_of(change)).status_code == 200
    assert admin_client.post(page_of(change), {"reason": "Another"}).status_code == 403
    assert (
        admin_client.post(
            page_of(change, "delete"),
            {"post": "yes"} | opened(admin_client, page_of(change, "delete")),
        ).status_code
        == 403
    )
    assert admin_client.get("/admin/consultation/windowchange/add/").status_code == 403


def test_the_list_of_changes_tells_what_moved(admin_client, public_window):
    factories.moved(public_window)

    page = admin_client.get("/admin/consultation/windowchange/").content.decode()

    assert "11:59pm on Sunday 14 April 2024 → 11:59pm on Sunday 21 April 2024" in page


@pytest.mark.parametrize(("times", "words"), [(1, "1 change of"), (2, "2 changes of")])
def test_a_windows_page_leads_to_its_changes(admin_client, public_window, times, words):
    for _ in range(times):
        factories.moved(public_window)

    page = admin_client.get(page_of(public_window)).content.decode()
    address = f"/admin/consultation/windowchange/?window__id__exact={public_window.pk}"
    listing = admin_client.get(address)

    assert f'<a href="{address}">{words}' in page
    assert len(listing.context["cl"].result_list) == times


def test_a_windows_page_costs_the_same_queries_with_ten_changes(admin_client, public_window):
    factories.moved(public_window)
    with CaptureQueriesContext(connection) as few:
        admin_client.get(page_of(public_window))
    for _ in range(9):
        factories.moved(public_window)

    with CaptureQueriesContext(connection) as many:
        admin_client.get(page_of(public_window))

    assert len(many) == len(few)


def test_who_may_only_look_reads_a_window_without_a_form(client, public_window):
    reader = get_user_model().objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_window"))
    client.force_login(reader)

    page = client.get(page_of(public_window))

    assert page.status_code == 200
    assert 'name="reason"' not in page.content.decode()
    assert client.post(page_of(public_window), form_data(public_window)).status_code == 403


def test_texts_that_still_have_the_old_day_are_named(admin_client, consultation, public_window):
    consultation.next_steps = "<p>You can respond until <strong>14 April 2024</strong>.</p>"
    consultation.other_formats = "Ask by 4 April 2024."
    consultation.save()

    save(admin_client, public_window, last_minute_0="21/04/2024", reason="A leaflet came late.")

    words = admin_client.get("/admin/consultation/window/").content.decode()
    assert "The old day is still in “what happens next”. Please check." in words


# New windows of a live consultation


def add(client, consultation, **changes):
    new = Window(consultation=consultation, title="Late", audience="everyone")
    return client.post("/admin/consultation/window/add/", form_data(new, **changes))


PAST = {"opens_at_0": "01/03/2024", "last_minute_0": "10/03/2024"}


def test_a_window_for_everyone_that_is_over_is_not_announced(admin_client, consultation):
    answer = add(admin_client, consultation, **PAST)

    assert "would have closed already" in answer.content.decode()
    assert 'value="10/03/2024"' in answer.content.decode()
    assert not consultation.windows.filter(title="Late").exists()


@pytest.mark.parametrize(
    ("time", "is_taken"), [("09:58", False), ("09:59", False), ("10:00", True)]
)
def test_it_may_close_a_minute_from_now(admin_client, consultation, time, is_taken):
    """It is 10am. A window with the last minute 9:59 has just closed."""
    consultation.windows.filter(audience="everyone").update(audience="invited")

    add(admin_client, consultation, last_minute_0="10/04/2024", last_minute_1=time)

    assert consultation.windows.filter(title="Late").exists() == is_taken


def test_a_committee_that_was_asked_earlier_is_recorded_afterwards(admin_client, consultation):
    met = {"opens_at_0": "20/03/2024", "last_minute_0": "21/03/2024"}

    answer = add(admin_client, consultation, audience="invited", **met)

    assert answer.status_code == 302
    assert consultation.windows.get(title="Late").opens_at == london("2024-03-20T00:00")


def test_before_it_is_live_dates_of_the_past_wait_for_the_checklist(admin_client, edition):
    coming = factories.prepared(edition)
    coming.windows.all().delete()

    assert add(admin_client, coming, **PAST).status_code == 302


# Milestones


@pytest.fixture
def of_another_strategy(db):
    other = new_strategy()
    return other.milestones.create(
        key="elsewhere", title="Elsewhere", planned_from="2030-01-01", planned_to="2030-01-01"
    )


def test_only_milestones_of_its_strategy_are_offered(
    admin_client, consultation, public_window, of_another_strategy
):
    add_page = "/admin/consultation/window/add/"

    for page in [page_of(public_window), f"{add_page}?consultation={consultation.pk}"]:
        choices = admin_client.get(page).context["adminform"].form.fields["milestone"].queryset
        assert list(choices) == list(consultation.edition.strategy.milestones.all())
    for hostile in ["x", "9" * 5000, "²", ""]:
        assert admin_client.get(f"{add_page}?consultation={hostile}").status_code == 200


def test_while_no_consultation_is_chosen_all_milestones_are_offered_once(
    admin_client, consultation, of_another_strategy
):
    for slug in ("without-consultation", "nor-this"):
        published(of_another_strategy.strategy, slug=slug)

    page = admin_client.get("/admin/consultation/window/add/")

    choices = page.context["adminform"].form.fields["milestone"].queryset
    assert sorted(each.pk for each in choices) == sorted(
        Milestone.objects.values_list("pk", flat=True)
    )


def test_a_milestone_of_another_strategy_is_refused(
    admin_client, consultation, public_window, of_another_strategy
):
    add(admin_client, consultation, audience="invited", milestone=of_another_strategy.pk)
    save(admin_client, public_window, milestone=of_another_strategy.pk)

    assert not consultation.windows.filter(milestone=of_another_strategy).exists()
