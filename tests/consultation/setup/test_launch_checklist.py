"""A consultation is seen by the public once its checklist is complete and an officer goes live."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultation.models import Consultation, Response, Window
from consultation.setup.launch_checklist import checklist, go_live, useful_items
from sdp_portal import clock
from site_wide.views.calendar import build_calendar
from strategy.models import Strategy
from tests.consultation import factories
from tests.sdp_portal.officers.forms import filled_in, opened
from tests.strategy import factories as editions
from tests.strategy.reading import Page

AT = dt.datetime(2024, 4, 10, 9, tzinfo=dt.UTC)
LIST = "/admin/consultation/consultation/"
PAGE = "/consultations/next/"
NOTICE = "Not live yet"
ALL_MISSING = {
    **dict.fromkeys(["proposal", "changeable", "privacy_summary", "email"], ""),
    "windows": 0,
    "response_due_on": None,
}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]
in_the_admin = pytest.mark.ignore_template_errors


@pytest.fixture
def coming(edition):
    return factories.prepared(edition)


def go_live_page(consultation):
    return f"{LIST}{consultation.pk}/go-live/"


def without_equality_impact(consultation):
    strategy = consultation.edition.strategy
    strategy.equality_impact_text = ""
    strategy.save()


def signed_in(client, group):
    user = User.objects.create_user("jo", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    return client


def test_the_checklist_asks_for_eight_things_in_their_order(coming):
    items = checklist(coming, at=AT)

    assert [item.title for item in items] == [
        "The text",
        "What is proposed",
        "What can still change",
        "Windows",
        "Privacy notice",
        "Contact",
        "Equality impact assessment",
        "Response due",
    ]
    assert all(item.is_done for item in items)


def test_the_checklist_says_what_stands_there_now(coming):
    now = {item.title: item.now for item in checklist(coming, at=AT)}

    assert now["What is proposed"] == "Other goals."
    assert "Window 1: 9am on Tuesday 9 April 2024 until" in now["Windows"]
    state = coming.edition.strategy.get_equality_impact_state_display()
    assert now["Equality impact assessment"].startswith(f"{state}. ")
    assert now["Response due"] == "Friday 2 August 2024"


def test_of_an_empty_consultation_all_is_missing(edition):
    empty = factories.prepared(editions.draft(edition.strategy), **ALL_MISSING)
    without_equality_impact(empty)

    assert not any(item.is_done for item in checklist(empty, at=AT))


@pytest.mark.parametrize(
    ("missing", "title"),
    [
        ({"proposal": ""}, "What is proposed"),
        ({"proposal": "<p> </p>"}, "What is proposed"),
        ({"changeable": "<p><br></p>"}, "What can still change"),
        ({"windows": 0, "response_due_on": dt.date(2024, 8, 1)}, "Windows"),
        ({"privacy_summary": " \n"}, "Privacy notice"),
        ({"email": ""}, "Contact"),
        ({"response_due_on": None}, "Response due"),
    ],
)
def test_each_missing_thing_alone_keeps_it_from_going_live(edition, admin_user, missing, title):
    coming = factories.prepared(edition, **missing)
    [item] = [item for item in checklist(coming, at=AT) if not item.is_done]

    with pytest.raises(ValidationError) as refusal:
        go_live(consultation=coming, by=admin_user, at=AT)

    assert item.title == title
    assert refusal.value.messages == [item.to_do]
    assert not Consultation.objects.get(pk=coming.pk).is_live


def test_an_assessment_that_is_only_planned_is_to_begin(coming):
    title = "Equality assessment under way"
    assert title not in [item.title for item in useful_items(coming)]

    Strategy.objects.update(equality_impact_state=Strategy.EqualityImpact.PLANNED)
    coming = Consultation.objects.get(pk=coming.pk)

    assert title in [item.title for item in useful_items(coming)]


def test_the_equality_impact_assessment_must_be_there(coming, admin_user):
    without_equality_impact(coming)

    with pytest.raises(ValidationError, match="equality impact assessment"):
        go_live(consultation=coming, by=admin_user, at=AT)


def test_all_that_is_missing_is_named_at_once(edition, admin_user):
    empty = factories.prepared(edition, **ALL_MISSING)

    with pytest.raises(ValidationError) as refusal:
        go_live(consultation=empty, by=admin_user, at=AT)

    assert len(refusal.value.messages) == 6


def test_who_went_live_and_when_is_kept(coming, admin_user):
    go_live(consultation=coming, by=admin_user, at=AT)

    coming.refresh_from_db()
    assert (coming.went_live_at, coming.went_live_by) == (AT, admin_user)


def test_going_live_again_changes_nothing(coming, admin_user):
    go_live(consultation=coming, by=admin_user, at=AT)

    again = go_live(consultation=coming, by=admin_user, at=AT + dt.timedelta(days=1))

    assert again.went_live_at == AT


@pytest.mark.parametrize(
    "path",
    [
        PAGE,
        f"{PAGE}respond/",
        f"{PAGE}respond/comment/",
        f"{PAGE}respond/questions/",
        f"{PAGE}respond/about-you/",
        f"{PAGE}respond/check/",
        f"{PAGE}respond/continue/abc/",
    ],
)
def test_before_going_live_the_public_finds_nothing_at_its_addresses(client, coming, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/consultations/",
        "/sitemap.xml",
        "/timeline/",
        "/timeline.ics",
        "/documents/",
        "/feed.xml",
    ],
)
def test_before_going_live_no_page_of_the_public_tells_of_it(client, coming, path):
    milestone = coming.edition.strategy.milestones.filter(windows=None).last()
    Window.objects.filter(consultation=coming).update(milestone=milestone)

    page = client.get(path).content.decode()

    assert coming.title not in page
    assert PAGE not in page
    assert "Window 1" not in page


def test_before_going_live_nobody_can_respond(client, coming):
    Consultation.objects.exclude(pk=coming.pk).update(went_live_at=None)

    answer = client.post(f"{PAGE}respond/comment/", {"text": "Good."})

    assert answer.status_code == 404
    assert not Response.objects.exists()
    assert "Comment on this" not in client.get("/document/").content.decode()


def test_once_live_the_public_sees_it(client, coming, admin_user):
    go_live(consultation=coming, by=admin_user, at=AT)

    assert coming.title in client.get("/consultations/").content.decode()
    assert client.get(PAGE).status_code == 200
    assert PAGE in client.get("/sitemap.xml").content.decode()


def test_a_milestones_day_stays_in_the_calendar_while_its_window_is_not_live(coming):
    strategy = coming.edition.strategy
    milestone = strategy.milestones.filter(precision="day", windows=None).last()
    Window.objects.filter(consultation=coming).update(milestone=milestone)

    words = build_calendar([strategy], at=AT, address=str).to_ical().decode()

    assert f"milestone-{strategy.slug}-{milestone.key}@" in words
    assert "Window 1" not in words


def test_the_consultations_page_links_to_the_equality_impact_assessment(client, consultation):
    page = client.get(consultation.get_absolute_url()).content.decode()

    state = consultation.edition.strategy.get_equality_impact_state_display().lower()
    assert f'<a href="/documents/#equality-impact">Equality impact assessment</a>: {state}' in page


@in_the_admin
def test_an_officer_completes_the_checklist_and_goes_live(client, coming):
    officer = signed_in(client, "Consultation officer")
    page = officer.get(go_live_page(coming)).content.decode()
    assert 'value="Go live"' in page

    answer = officer.post(go_live_page(coming), follow=True)

    assert "The public can see it now." in answer.content.decode()
    coming.refresh_from_db()
    assert coming.went_live_at == pytest.approx(clock.now(), abs=dt.timedelta(minutes=1))
    assert coming.went_live_by.username == "jo"


@in_the_admin
def test_going_live_asks_once_more_and_says_who_sees_what_from_when(admin_client, coming):
    later = coming.windows.create(
        title="Committee – “by invitation”",
        audience="invited",
        opens_at=AT + dt.timedelta(days=9_000),
        closes_at=AT + dt.timedelta(days=9_005),
    )

    page = Page(admin_client.get(f"{go_live_page(coming)}ask/"))

    assert f"/consultations/{coming.slug}/" in page.text
    assert coming.edition.strategy.full_title in page.text
    assert f"{later.title} : only people who have an invitation, from " in page.text
    assert not Consultation.objects.get(pk=coming.pk).is_live
    assert admin_client.post(f"{go_live_page(coming)}ask/").status_code == 405


@in_the_admin
def test_it_asks_only_when_the_checklist_is_complete_and_it_is_not_live(
    admin_client, admin_user, coming, edition
):
    empty = factories.prepared(edition, slug="empty", **ALL_MISSING)
    go_live(consultation=coming, by=admin_user, at=AT)

    for consultation in (empty, coming):
        answer = admin_client.get(f"{go_live_page(consultation)}ask/")
        assert answer["Location"] == go_live_page(consultation)


@in_the_admin
def test_an_incomplete_checklist_has_no_button_and_says_where_to_mend_it(admin_client, edition):
    empty = factories.prepared(edition, **ALL_MISSING)

    page = admin_client.get(go_live_page(empty)).content.decode()
    answer = admin_client.post(go_live_page(empty), follow=True).content.decode()

    assert 'value="Go live"' not in page
    assert f"{LIST}{empty.pk}/change/#id_proposal" in page
    assert f"/admin/consultation/window/add/?consultation={empty.pk}" in page
    assert (
        f"strategy/{edition.strategy_id}/change/?checklist={empty.pk}#id_equality_impact_text"
        in page
    )
    assert "Say what is proposed." in answer
    assert "Give the email address for questions." in answer
    assert not Consultation.objects.get(pk=empty.pk).is_live


@in_the_admin
def test_an_analyst_reads_the_checklist_and_cannot_go_live(client, coming):
    analyst = signed_in(client, "Analyst")

    assert 'value="Go live"' not in analyst.get(go_live_page(coming)).content.decode()
    assert analyst.post(go_live_page(coming)).status_code == 403
    assert not Consultation.objects.get(pk=coming.pk).is_live


@in_the_admin
def test_an_officer_without_the_right_sees_no_checklist(client, coming):
    assert signed_in(client, "Subgroup lead").get(go_live_page(coming)).status_code == 403


@in_the_admin
def test_there_is_no_checklist_of_no_consultation(admin_client):
    assert admin_client.get(f"{LIST}999999/go-live/").status_code == 404


@in_the_admin
def test_officers_read_in_the_list_that_it_is_not_live_yet(admin_client, coming):
    assert NOTICE in admin_client.get(LIST).content.decode()
    assert NOTICE in admin_client.get(f"{LIST}{coming.pk}/change/").content.decode()


@in_the_admin
def test_the_first_screen_tells_of_it_with_a_link_to_the_checklist(admin_client, coming):
    page = admin_client.get("/admin/").content.decode()

    assert NOTICE in page
    assert go_live_page(coming) in page


@in_the_admin
def test_the_first_screen_tells_of_it_before_it_has_a_window(admin_client, edition):
    empty = factories.prepared(edition, windows=0)

    assert go_live_page(empty) in admin_client.get("/admin/").content.decode()


@in_the_admin
def test_who_may_not_look_at_consultations_is_not_told_of_it(client, coming):
    page = signed_in(client, "Subgroup lead").get("/admin/").content.decode()

    assert coming.title not in page


def form_data(client, consultation, **changes):
    """What a browser would post from the consultation's form."""
    context = client.get(f"{LIST}{consultation.pk}/change/").context
    form = context["adminform"].form
    data = {name: form[name].value() or "" for name in form.fields}
    for inline in context["inline_admin_formsets"]:
        management = inline.formset.management_form
        data |= {
            f"{management.prefix}-{name}": management[name].value() for name in management.fields
        }
        for row in inline.formset.initial_forms:
            data |= {row[name].html_name: row[name].value() for name in row.fields}
    data = {name: "" if value is None else value for name, value in data.items()}
    return data | changes


EMPTY = {"proposal": "", "changeable": "<ul><li></li></ul>", "privacy_summary": " ", "email": ""}


@in_the_admin
def test_before_going_live_it_can_be_saved_incomplete(admin_client, edition):
    coming = factories.prepared(edition)

    answer = admin_client.post(
        f"{LIST}{coming.pk}/change/", form_data(admin_client, coming, **EMPTY)
    )

    assert answer.status_code == 302
    coming.refresh_from_db()
    assert (coming.proposal, coming.email) == ("", "")
    assert not checklist(coming, at=AT)[2].is_done


@in_the_admin
@pytest.mark.parametrize("field", list(EMPTY))
def test_once_live_what_the_checklist_asks_for_cannot_be_emptied(admin_client, consultation, field):
    before = getattr(consultation, field)

    answer = admin_client.post(
        f"{LIST}{consultation.pk}/change/",
        form_data(admin_client, consultation, title="New title", **{field: EMPTY[field]}),
    )

    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors.keys() == {field}
    assert "New title" in answer.content.decode()
    consultation.refresh_from_db()
    assert getattr(consultation, field) == before


@in_the_admin
def test_once_live_the_rest_can_be_changed(admin_client, consultation):
    admin_client.post(
        f"{LIST}{consultation.pk}/change/",
        form_data(admin_client, consultation, proposal="<p>Clearer words.</p>"),
    )

    consultation.refresh_from_db()
    assert consultation.proposal == "<p>Clearer words.</p>"


@in_the_admin
def test_once_live_its_edition_stays(admin_client, consultation):
    other = editions.published(consultation.edition.strategy)

    admin_client.post(
        f"{LIST}{consultation.pk}/change/",
        form_data(admin_client, consultation, edition=other.pk, title="New title"),
    )

    before = consultation.edition
    consultation.refresh_from_db()
    assert (consultation.edition, consultation.title) == (before, "New title")


@in_the_admin
@pytest.mark.parametrize(("key", "refused"), [("hate-crime", True), (None, False)])
def test_another_edition_is_refused_while_questions_are_about_parts_of_this_one(
    admin_client, edition, coming, key, refused
):
    factories.asked(coming, part=key and edition.parts.get(key=key))
    other = editions.published(edition.strategy)

    answer = admin_client.post(
        f"{LIST}{coming.pk}/change/", form_data(admin_client, coming, edition=other.pk)
    )

    assert ("Its questions are about parts" in answer.content.decode()) is refused
    coming.refresh_from_db()
    assert (coming.edition == edition) is refused


@in_the_admin
def test_a_window_is_not_called_open_before_going_live(admin_client, coming):
    rows = admin_client.get("/admin/consultation/window/").context["cl"]

    states = {window.title: rows.model_admin.state_now(window) for window in rows.result_list}
    assert states == {
        "Public consultation": "Open",
        "Safer and Stronger Communities Overview and Scrutiny Committee": "Not open yet",
        "Window 1": NOTICE,
    }


@in_the_admin
def test_the_only_window_of_a_live_consultation_cannot_be_deleted(
    admin_client, edition, admin_user
):
    coming = factories.prepared(edition)
    coming.windows.update(opens_at=AT + dt.timedelta(days=5))
    go_live(consultation=coming, by=admin_user, at=AT)
    window = coming.windows.get()
    page = f"/admin/consultation/window/{window.pk}/delete/"

    answer = admin_client.post(page, {"post": "yes"} | opened(admin_client, page), follow=True)

    assert "The public knows this window" in answer.content.decode()
    assert Window.objects.filter(pk=window.pk).exists()


@in_the_admin
@pytest.mark.parametrize("page", [LIST, "/admin/"])
def test_a_list_costs_the_same_queries_with_ten_that_are_not_live(
    admin_client, edition, page, django_assert_num_queries
):
    factories.prepared(edition)
    with CaptureQueriesContext(connection) as with_one:
        admin_client.get(page)
    for number in range(9):
        factories.prepared(edition, slug=f"next-{number}")

    with django_assert_num_queries(len(with_one)):
        admin_client.get(page)


@in_the_admin
def test_an_officer_who_cannot_do_a_step_reads_who_can(client, edition):
    client = signed_in(client, "Consultation officer")
    editor = User.objects.create_user("ed", first_name="Edie", last_name="Tor", is_staff=True)
    editor.groups.add(Group.objects.get(name="Strategy editor"))
    User.objects.create_superuser("root", last_name="Root")
    draft = editions.draft(editions.strategy())
    empty = factories.prepared(draft, **ALL_MISSING)

    page = client.get(go_live_page(empty)).content.decode()

    # The text, the equality impact assessment, and to begin it.
    assert page.count("<td>Edie Tor can do this.</td>") == 3
    assert "Root" not in page.split("<main")[-1]
    assert "/publication/" not in page
    assert "#id_equality_impact_text" not in page
    assert f"{LIST}{empty.pk}/change/#id_proposal" in page


@in_the_admin
def test_if_nobody_has_the_right_it_is_an_administrator(client, edition):
    empty = factories.prepared(edition, **ALL_MISSING)
    without_equality_impact(empty)

    page = signed_in(client, "Consultation officer").get(go_live_page(empty)).content.decode()

    assert "An administrator can do this." in page


@in_the_admin
def test_who_agrees_is_named_for_a_text_that_is_proposed(client, edition, admin_user):
    officer = User.objects.create_user("pub", first_name="Pat", last_name="Lisher", is_staff=True)
    officer.groups.add(Group.objects.get(name="Publisher"))
    draft = editions.draft(editions.strategy())
    draft.proposed_at, draft.proposed_by = AT, admin_user
    draft.save()
    coming = factories.prepared(draft)

    page = signed_in(client, "Strategy editor").get(go_live_page(coming))
    assert page.status_code == 403  # an editor sees no consultations
    page = client_of("Consultation officer").get(go_live_page(coming)).content.decode()

    assert "Pat Lisher can do this." in page


def client_of(group):
    client = Client()
    user = User.objects.create_user("other", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    return client


@in_the_admin
def test_useful_steps_are_listed_and_not_needed(admin_client, coming, admin_user):
    invited = coming.windows.create(
        title="Committee – by invitation",
        audience="invited",
        opens_at=AT,
        closes_at=AT + dt.timedelta(days=5),
    )
    coming.circulation.create(slug="youth", name="Youth council – west")

    page = admin_client.get(go_live_page(coming)).content.decode()

    assert "Useful, but not needed" in page
    assert "Youth council – west" in page
    assert "Invitations: Committee – by invitation" in page
    assert f"/admin/consultation/invitation/add/?window={invited.pk}" in page
    assert f"{LIST}{coming.pk}/questions/" in page
    assert f"{LIST}{coming.pk}/change/#localities-group" in page
    assert go_live(consultation=coming, by=admin_user, at=AT).is_live


@in_the_admin
def test_the_checklist_links_to_the_windows_that_there_are(admin_client, edition):
    one = factories.prepared(edition, slug="one")
    two = factories.prepared(edition, slug="two", windows=2)

    page_of_one = admin_client.get(go_live_page(one)).content.decode()
    page_of_two = admin_client.get(go_live_page(two)).content.decode()

    assert f"/admin/consultation/window/{one.windows.get().pk}/change/" in page_of_one
    address = f"/admin/consultation/window/?consultation__id__exact={two.pk}"
    assert address in page_of_two
    assert admin_client.get(address).status_code == 200


@in_the_admin
@pytest.mark.parametrize("is_live", [False, True])
def test_saving_a_step_leads_back_to_the_checklist_until_it_is_live(
    admin_client, coming, admin_user, is_live
):
    window = coming.windows.get()
    if is_live:
        go_live(consultation=coming, by=admin_user, at=AT)

    for page in (f"/admin/consultation/window/{window.pk}/change/", f"{LIST}{coming.pk}/change/"):
        answer = admin_client.post(page, filled_in(admin_client.get(page)))
        assert (answer["Location"] == go_live_page(coming)) is not is_live


@in_the_admin
def test_adding_a_window_leads_back_to_the_checklist(admin_client, edition):
    empty = factories.prepared(edition, windows=0)
    page = f"/admin/consultation/window/add/?consultation={empty.pk}"
    window = {
        "title": "Everyone",
        "audience": "everyone",
        "opens_at_0": "01/02/2030",
        "opens_at_1": "09:00",
        "last_minute_0": "28/02/2030",
        "last_minute_1": "23:59",
    }

    answer = admin_client.post(page, filled_in(admin_client.get(page)) | window)

    assert answer["Location"] == go_live_page(empty)
