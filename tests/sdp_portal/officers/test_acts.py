"""Who did what: every act of an officer leaves one row, for good."""

import csv
import inspect
import io
import re

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultation.models import CirculationGroup, Consultation
from sdp_portal.models import Act, ChangeOfAct
from strategy.models import Milestone, Strategy
from tests.conftest import PASSWORD
from tests.consultation import factories
from tests.consultation.intake import files
from tests.sdp_portal.officers.forms import filled_in, opened
from tests.sdp_portal.officers.test_own_pages import url_name
from tests.sdp_portal.officers.test_two_officers import (
    CHANGED,
    draft,
    page_of,
    row_of,
    text_field,
    text_of,
    typed_in,
)

__all__ = ["draft", "row_of"]  # fixtures
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,  # the admin's own templates ask for what may be missing
]
LIST = "/admin/sdp_portal/act/"


def acts():
    return list(Act.objects.order_by("pk"))


def only_act():
    (act,) = acts()
    return act


def said(act):
    return {change.name: (change.before, change.after) for change in act.changes.all()}


# Every form


@pytest.mark.parametrize("model", CHANGED, ids=lambda model: model._meta.label)
def test_an_untouched_save_leaves_no_act(admin_client, row_of, model):
    row = row_of(model)
    before = model._base_manager.filter(pk=row.pk).values().get()
    sent = filled_in(admin_client.get(page_of(row)))
    sent = {name: [v.replace("\n", "\r\n") for v in values] for name, values in sent.items()}

    assert admin_client.post(page_of(row), sent).status_code == 302

    assert acts() == []
    assert model._base_manager.filter(pk=row.pk).values().get() == before


@pytest.mark.parametrize("model", CHANGED, ids=lambda model: model._meta.label)
def test_a_change_leaves_one_act_with_both_words(admin_client, row_of, model):
    row = row_of(model)
    page = admin_client.get(page_of(row))
    name = text_field(page)

    admin_client.post(page_of(row), filled_in(page) | {name: "quite-new"})

    act = only_act()
    assert (act.officer_name, act.kind) == ("officer", Act.Kind.CHANGED)
    assert (act.about_model, act.about_key) == (model._meta.label_lower, str(row.pk))
    assert [after for _, after in said(act).values()] == ["quite-new"]


def test_the_editors_own_way_of_writing_html_is_no_change(admin_client, consultation):
    Consultation.objects.filter(pk=consultation.pk).update(next_steps="<ul><li>One</li></ul>")
    sent = typed_in(admin_client, page_of(consultation), next_steps="<ul><li><p>One</p></li></ul>")

    admin_client.post(page_of(consultation), sent)

    assert acts() == []


def test_rows_inside_a_form_are_told_with_it(admin_client, consultation):
    consultation.localities.all().delete()
    consultation.localities.create(name="Weardale")
    sent = filled_in(admin_client.get(page_of(consultation)))
    name = next(name for name, values in sent.items() if values == ["Weardale"])

    admin_client.post(page_of(consultation), sent | {name: "Teesdale"})

    assert "Weardale" in str(said(only_act()))
    assert ("Weardale", "Teesdale") in said(only_act()).values()


def test_adding_and_deleting_are_told_with_what_the_row_said(admin_client, consultation):
    page = "/admin/consultation/circulationgroup/add/"
    sent = typed_in(admin_client, page, name="Youth clubs", slug="youth-clubs")
    sent["consultation"] = consultation.pk
    admin_client.post(page, sent)
    group = CirculationGroup.objects.get(slug="youth-clubs")
    admin_client.post(
        page_of(group, "delete"), {"post": "yes"} | opened(admin_client, page_of(group, "delete"))
    )

    added, deleted = acts()
    assert (added.kind, said(added)["Name"]) == ("added", ("", "Youth clubs"))
    assert (deleted.kind, said(deleted)["Name"]) == ("deleted", ("Youth clubs", ""))


# Pages of ours


def test_a_sentence_of_ours_is_one_act(admin_client, consultation):
    milestone = Milestone.objects.filter(reached_on=None, windows=None).first()
    admin_client.post(
        "/admin/strategy/milestone/",
        {"action": "mark_as_reached_today", "_selected_action": [milestone.pk]},
    )

    act = only_act()
    assert (act.kind, act.what) == ("step", "Marked as reached today.")
    assert act.about == str(milestone)


def test_questions_are_told_from_what_to_what(admin_client, consultation):
    consultation.questions.all().delete()
    consultation.questions.create(wording="Old?", position=1)
    page = f"/admin/consultation/consultation/{consultation.pk}/questions/"

    admin_client.post(page, typed_in(admin_client, page, **{"questions-0-wording": "New?"}))

    assert ("Old?", "New?") in said(only_act()).values()
    admin_client.post(page, typed_in(admin_client, page))
    assert len(acts()) == 1


def test_what_people_said_is_in_no_act(admin_client, public_window, kept_files):
    response = factories.sent(
        public_window, comments=["Streetlights!"], name="Pat Resident", email="pat@example.org"
    )
    invitation = factories.invited(public_window.consultation.windows.get(audience="invited"))
    for page, sent in [
        (
            f"/admin/consultation/response/{response.pk}/withdraw/",
            {"reason": "Pat asked.", "seen": response.pk},
        ),
        (f"/admin/consultation/invitation/{invitation.pk}/revoke/", {}),
    ]:
        assert admin_client.post(page, sent).status_code == 302

    assert {act.about for act in acts()} == {response.reference, f"Invitation {invitation.pk}"}
    told = str([(act.what, act.about, said(act)) for act in acts()])
    assert not any(word in told for word in ["Pat", "Streetlights", "Councillor"])


@pytest.mark.parametrize("kind", ["csv", "json", "xlsx"])
def test_an_export_says_how_much_was_taken(admin_client, consultation, public_window, kind):
    factories.sent(public_window)

    answer = admin_client.get(f"/admin/consultation/consultation/{consultation.pk}/export/{kind}/")

    assert b"".join(answer.streaming_content)
    assert only_act().what == f"Downloaded all responses that count as {kind.upper()}: 1."


def test_an_export_that_is_refused_leaves_no_act(admin_client, consultation):
    admin_client.get(f"/admin/consultation/consultation/{consultation.pk}/export/pdf/")

    assert acts() == []


# Signing in


@pytest.fixture
def officer(make_officer, settings):
    settings.OFFICERS_NEED_SECOND_FACTOR = False
    return make_officer("jo", first_name="Jo", last_name="Bell")


def sign_in(password):
    return Client().post("/officers/login/", {"login": "jo", "password": password})


def test_signing_in_leaves_an_act(officer):
    sign_in(PASSWORD)

    act = only_act()
    assert (act.kind, act.officer, act.officer_name) == ("signed-in", officer, "Jo Bell")


def test_a_wrong_password_leaves_an_act_without_it(officer):
    sign_in("something wrong")

    assert only_act().what == "Signing in failed: wrong password."


def test_who_is_not_known_leaves_none(db):
    sign_in("something wrong")

    assert acts() == []


# For good


def test_an_act_outlives_the_account(admin_client, officer, consultation):
    sign_in(PASSWORD)
    officer.delete()

    act = only_act()
    assert (act.officer, act.officer_name) == (None, "Jo Bell")
    assert "Jo Bell" in text_of(admin_client.get(LIST))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sdp_portal_act SET what = 'Nothing.'",
        "UPDATE sdp_portal_act SET officer_id = NULL, officer_name = 'Nobody'",
        "DELETE FROM sdp_portal_act",
        "TRUNCATE sdp_portal_act CASCADE",
        "UPDATE sdp_portal_changeofact SET after = 'Else'",
        "DELETE FROM sdp_portal_changeofact",
    ],
)
def test_the_database_refuses_to_change_an_act(admin_client, consultation, statement):
    sent = typed_in(admin_client, page_of(consultation), title="New")
    admin_client.post(page_of(consultation), sent)
    assert ChangeOfAct.objects.exists()

    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


# The page


def leave(number=1, *, what="Did it.", name="officer", row=None, **fields):
    officer = get_user_model().objects.get(username="officer")
    made = []
    for _ in range(number):
        act = Act.objects.create(
            at=factories.BEGUN,
            officer=officer,
            officer_name=name,
            kind=fields.get("kind", "step"),
            what=what,
            about=str(row or ""),
            about_model=row._meta.label_lower if row else "",
            about_key=str(row.pk) if row else "",
        )
        ChangeOfAct.objects.create(act=act, field="Title", before="Before", after="After")
        made.append(act)
    return made


def listed(client, **query):
    return text_of(client.get(LIST, query))


def test_the_list_shows_what_changed_and_leads_to_the_row(admin_client, consultation):
    sent = typed_in(admin_client, page_of(consultation), title="New title’s 🙂")
    admin_client.post(page_of(consultation), sent)

    page = admin_client.get(LIST)

    assert "New title’s 🙂" in text_of(page)
    assert page_of(consultation, "history") in page.content.decode()


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"officer": "Jo"}, {"By Jo."}),
        ({"kind__exact": "read"}, {"By Jo."}),
        ({"about": "strategy.strategy"}, {"On the strategy."}),
        ({"about": "nonsense"}, set()),
        ({"from": "2024-04-10", "until": "2024-04-10"}, {"By Jo.", "On the strategy."}),
        ({"from": "2024-04-11"}, set()),
        ({"from": "x"}, set()),
        ({"q": "strategy"}, {"On the strategy."}),
        ({"q": "🙂’“%"}, set()),
    ],
)
def test_the_list_and_its_file_are_filtered_alike(admin_client, query, shown):
    leave(what="By Jo.", name="Jo", kind="read")
    leave(what="On the strategy.", row=Strategy.objects.get())

    words = listed(admin_client, **query)
    file = admin_client.get(f"{LIST}export/", query).getvalue().decode()

    for what in ["By Jo.", "On the strategy."]:
        assert (what in words) == (what in shown)
        assert (what in file) == (what in shown)


def test_the_file_runs_nothing_in_a_spreadsheet(admin_client):
    leave(what="=1+1", name="@officer")

    file = admin_client.get(f"{LIST}export/").getvalue().decode("utf-8-sig")

    _, row = csv.reader(io.StringIO(file))
    assert (row[1], row[3]) == ("'@officer", "'=1+1")


def test_downloading_the_list_is_an_act_itself(admin_client):
    leave(2)

    admin_client.get(f"{LIST}export/").getvalue()

    assert acts()[-1].what == "Downloaded the list of what officers did as CSV: 2 rows (all)."


def test_the_act_of_downloading_says_which_rows(admin_client):
    leave(what="By Jo.", name="Jo", kind="read")
    chosen = {"officer": "Jo", "kind__exact": "read", "from": "2024-04-10", "q": "by – “jo”"}

    admin_client.get(f"{LIST}export/", chosen).getvalue()

    what = acts()[-1].what
    assert what.startswith("Downloaded the list of what officers did as CSV: 0 rows (officer: Jo; ")
    assert "day from 2024-04-10; search: “by – “jo””)." in what
    assert "Opened or downloaded a file" in what


@pytest.mark.parametrize(
    ("group", "status"),
    [
        ("Publisher", 200),
        ("Consultation officer", 200),
        ("Strategy editor", 403),
        ("Analyst", 403),
        ("Subgroup lead", 403),
    ],
)
def test_who_sees_what_officers_did(signed_in, group, status):
    client = signed_in(group)

    assert client.get(LIST).status_code == status
    assert client.get(f"{LIST}export/").status_code == status


def test_nobody_adds_changes_or_deletes_one(admin_client):
    (act,) = leave()

    assert admin_client.get(f"{LIST}add/").status_code == 403
    assert admin_client.post(page_of(act), {"what": "x"}).status_code == 403
    assert (
        admin_client.post(
            page_of(act, "delete"), {"post": "yes"} | opened(admin_client, page_of(act, "delete"))
        ).status_code
        == 403
    )
    assert "Before" in text_of(admin_client.get(page_of(act)))


@pytest.mark.parametrize("page", [LIST, "history"])
def test_ten_acts_take_as_many_queries_as_one(admin_client, consultation, page):
    page = page_of(consultation, "history") if page == "history" else page
    leave(row=consultation)
    admin_client.get(page)
    with CaptureQueriesContext(connection) as one:
        admin_client.get(page)
    leave(9, row=consultation)

    with CaptureQueriesContext(connection) as ten:
        admin_client.get(page)

    assert len(ten) == len(one)


# The history of a row


def test_the_history_of_a_row_shows_its_acts_by_the_portals_clock(admin_client, consultation):
    sent = typed_in(admin_client, page_of(consultation), title="New")
    admin_client.post(page_of(consultation), sent)

    words = text_of(admin_client.get(page_of(consultation, "history")))

    assert "Changed: Title." in words
    assert "10am on Wednesday 10 April 2024" in words


def test_the_history_of_a_deleted_row_stays(admin_client):
    group = CirculationGroup.objects.first()
    address = page_of(group, "history")
    admin_client.post(
        page_of(group, "delete"), {"post": "yes"} | opened(admin_client, page_of(group, "delete"))
    )

    words = text_of(admin_client.get(address))

    assert "It was deleted" in words
    assert group.name in words


# Every page of ours with a form

LEAVES_NONE = {
    "consultation_consultation_preview_step": "nothing is sent in a preview",
    "consultation_response_to_review": "it hands out a response; nothing is decided yet",
}
MARKS = ("log_change(", "log_addition(", "log_deletion(", "log_deletions(", "leave_act(")


def source_of(method):
    """Of a page, and of the methods of its class that it calls, and that those call."""
    model_admin, source, read = method.__self__, inspect.getsource(method), set()
    while called := set(re.findall(r"self\.(_\w+)\(", source)) - read:
        source += "".join(inspect.getsource(getattr(model_admin, name)) for name in called)
        read |= called
    return source


@pytest.mark.parametrize(
    ("name", "method"),
    [
        pytest.param(name, method, id=name)
        for model, model_admin in admin.site._registry.items()
        for each in model_admin.declared_pages()
        if "POST" in each.officers_page.methods
        and (name := url_name(model, each.officers_page)) not in LEAVES_NONE
        and (method := getattr(model_admin, each.__name__))
    ],
)
def test_every_page_with_a_form_leaves_its_act(name, method):
    """The tests here and of each page ask what it says; this one asks that none is forgotten."""
    assert any(mark in source_of(method) for mark in MARKS)


def moves_a_part(client, draft, window):
    goal = draft.goal_set.first()
    return f"/admin/strategy/edition/{draft.pk}/move/", {"down": f"goal-{goal.pk}"} | opened(
        client, f"/admin/strategy/edition/{draft.pk}/change/", form=0
    )


def takes_a_change_back(client, draft, window):
    goal = draft.goal_set.first()
    goal.title = "Second"
    goal.save()
    record = goal.history.latest("history_id")
    page = f"/admin/themes/goal/{goal.pk}/history/{record.history_id}/take-back/"
    return page, filled_in(client.get(page))


def reads_a_response(client, draft, window):
    return f"/admin/consultation/response/{factories.sent(window).pk}/read/", {}


def reviews_a_response(client, draft, window):
    page = f"/admin/consultation/response/{factories.sent(window).pk}/review/"
    return page, {"act": "decide", "seen": "0"}


def withholds_words(client, draft, window):
    response = factories.sent(window)
    comment = response.comments.get()
    page = f"/admin/consultation/response/{response.pk}/withhold/{comment.pk}/"
    return page, {"reason": "identifies", "note": "Names a neighbour."}


def takes_the_usual_questions(client, draft, window):
    window.consultation.equality_questions.all().delete()
    return f"/admin/consultation/equalityquestion/usual/{window.consultation_id}/", {}


@pytest.mark.parametrize(
    ("does", "what"),
    [
        (moves_a_part, "Moved within “Next”."),
        (takes_a_change_back, "Took back the change of"),
        (reads_a_response, "Read it."),
        (reviews_a_response, "Reviewed it: publish it as it is."),
        (withholds_words, "Words are withheld."),
        (takes_the_usual_questions, "Took the usual equality questions."),
    ],
)
def test_an_act_of_ours_is_told_once(admin_client, draft, public_window, does, what):
    page, sent = does(admin_client, draft, public_window)

    assert admin_client.post(page, sent).status_code == 302

    assert only_act().what.startswith(what)
    assert "neighbour" not in str(acts())


def test_opening_an_attached_file_is_an_act(admin_client, public_window, kept_files):
    response = factories.sent(public_window)
    page = f"/admin/consultation/response/{response.pk}/"
    admin_client.post(f"{page}attach/", {"files": [files.upload("letter of Pat.pdf")]})
    attached = response.attachments.get()

    answer = admin_client.get(f"{page}attachments/{attached.pk}/")
    assert b"".join(answer.streaming_content)

    told = [(act.kind, act.what, act.about) for act in acts()]
    assert told == [
        ("step", "Attached a file.", response.reference),
        ("read", "Downloaded an attached file.", response.reference),
    ]


def test_the_page_has_one_name(admin_client):
    page = admin_client.get(LIST).content.decode()
    front = admin_client.get("/admin/").content.decode()

    assert "<h1>What officers did</h1>" in page
    assert "What officers did" in front
    assert "Acts of officers" not in page + front
