"""Officers enter a stack of paper: one form from top to bottom, then the next."""

import datetime as dt
import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultation.models import Attachment, Question, Response
from sdp_portal.models import Act
from tests.conftest import london
from tests.consultation import factories
from tests.consultation.intake import files

ENTER = reverse("admin:consultation_response_enter")
LIST = reverse("admin:consultation_response_changelist")
RECEIVED = london("2024-04-09T14:30")
KEY = "k" * 24

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock", "kept_files"),
    pytest.mark.ignore_template_errors,  # the admin's own templates ask for what may be missing
]


def typed(**changes):
    """The form as a browser sends it; `changes` use _ for the - in a field's name."""
    form = {
        "key": KEY,
        "rows": "3",
        "channel": "paper",
        "received_on": "09/04/2024",
        "received_time": "14:30",
        "comment-1-part": "",
        "comment-1-text": "Clear, and short enough to be read.",
        "respondent_kind": "resident",
        "name": "Jo Example",
        "publication": "without-name",
    }
    return form | {name.replace("__", "-"): value for name, value in changes.items()}


def enter(client, **changes):
    return client.post(ENTER, typed(**changes))


def html(answer):
    return answer.content.decode()


def problems(answer):
    """The sentences of the summary, each with the field that it leads to."""
    assert answer.status_code == 422
    summary = re.search(r'<div class="errornote sdp-problems".*?</div>', html(answer), re.S)[0]
    return dict(re.findall(r'<a href="#([^"]*)">(.*?)</a>', summary, re.S))


@pytest.fixture
def question(consultation):
    return Question.objects.create(
        consultation=consultation, wording="How far do you agree with the draft strategy?"
    )


@pytest.fixture
def other_officer(client):
    def sign_in(*groups):
        client.force_login(factories.officer(*groups))
        return client

    return sign_in


# Saving


def test_what_is_typed_is_a_response_like_any_other(admin_client, admin_user, public_window):
    enter(admin_client)

    response = Response.objects.counted().get()
    assert (response.channel, response.received_at) == ("paper", RECEIVED)
    assert response.window == public_window
    assert response.entered_by == admin_user
    assert (response.name, response.respondent_kind) == ("Jo Example", "resident")
    assert [(c.part, c.text) for c in response.comments.all()] == [
        (None, "Clear, and short enough to be read.")
    ]


def test_an_answer_is_chosen_from_a_list_and_can_be_taken_back(admin_client, question):
    page = html(admin_client.get(ENTER))

    chosen_from = re.search(rf'<select name="answer-{question.pk}".*?</select>', page, re.S)
    assert "No answer" in chosen_from[0]
    assert "Strongly agree" in chosen_from[0]


def test_comments_on_parts_and_answers_are_kept(admin_client, edition, question):
    part = edition.parts.get(number="1.1.1")

    enter(
        admin_client,
        comment__3__part=part.key,
        comment__3__text="More patrols.",
        **{f"answer-{question.pk}": "agree", f"answer-{question.pk}-comment": "Mostly."},
    )

    response = Response.objects.get()
    assert [c.part for c in response.comments.on_parts()] == [None, part]
    assert factories.given(response) == {question: ("agree", "Mostly.")}


def test_a_group_and_an_invitation_are_kept(admin_client, set_clock, consultation):
    set_clock("2024-04-18T10:00")
    invitation = factories.invited(consultation.windows.get(audience="invited"))
    group = consultation.circulation.first()

    enter(
        admin_client,
        received_on="17/04/2024",
        via=str(group.pk),
        invitation=str(invitation.pk),
    )

    response = Response.objects.get()
    assert (response.via, response.invitation) == (group, invitation)
    assert response.window == invitation.window


def test_the_view_of_a_meeting_has_a_headcount(admin_client):
    enter(
        admin_client,
        channel="meeting",
        headcount="23",
        respondent_kind="organisation",
        organisation="Youth Council",
    )

    response = Response.objects.get()
    assert (response.channel, response.headcount) == ("meeting", 23)


def test_the_next_form_keeps_how_and_when_and_nothing_else(admin_client):
    answer = admin_client.post(ENTER, typed(channel="letter"), follow=True)

    page = html(answer)
    response = Response.objects.get()
    assert f"{response.reference}</a>; enter the next." in page
    assert '<option value="letter" selected>' in page
    assert 'name="received_on" value="09/04/2024"' in page
    assert 'name="received_time" value="14:30"' in page
    assert "Jo Example" not in page
    assert KEY not in page


def test_for_the_next_form_the_cursor_is_at_the_first_comment(admin_client):
    page = html(admin_client.post(ENTER, typed(), follow=True))

    [focused] = re.findall(r"<[^>]*autofocus[^>]*>", page)
    assert 'name="comment-1-part"' in focused


def test_a_double_click_makes_one_response(admin_client):
    enter(admin_client)

    answer = admin_client.post(ENTER, typed(), follow=True)

    response = Response.objects.get()
    assert "This form was saved before, as" in html(answer)
    assert response.reference in html(answer)


def test_two_forms_make_two_responses(admin_client):
    enter(admin_client)

    enter(admin_client, key="j" * 24)

    assert Response.objects.count() == 2


@pytest.mark.parametrize("key", ["", "\0", "x" * 500, "' OR 1=1 --"])
def test_a_key_that_is_not_ours_is_replaced(admin_client, key):
    enter(admin_client, key=key)

    assert len(Response.objects.get().source_key) == len("entered-") + 24


@pytest.mark.parametrize("day", ["09/04/2024", "9/4/24", "9.4.2024", "2024-04-09", "9 April 2024"])
@pytest.mark.parametrize("time", ["14:30", "14.30", "2:30pm", "2.30PM"])
def test_days_and_times_are_taken_as_people_write_them(admin_client, day, time):
    enter(admin_client, received_on=day, received_time=time)

    assert Response.objects.get().received_at == RECEIVED


def test_it_is_in_the_log_of_what_officers_did(admin_client, admin_user):
    enter(admin_client)

    act = Act.objects.get()
    assert (act.officer, act.about_key) == (admin_user, str(Response.objects.get().pk))


# What is wrong is said, and nothing typed is lost


def test_nothing_at_all(admin_client):
    assert set(problems(admin_client.post(ENTER, {}))) == {
        "id_channel",
        "id_received_on",
        "id_received_time",
        "id_respondent_kind",
        "id_publication",
    }


def test_a_form_without_a_word_of_comment(admin_client):
    told = problems(enter(admin_client, comment__1__text="  \n "))

    assert told == {"id_comment-1-text": "Enter a comment or an answer to a question."}


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("channel", "web", "Choose from the list how it came."),
        ("channel", "pigeon\0", "Choose from the list how it came."),
        ("received_on", "31/02/2024", "Enter the day as 10/04/2024."),
        ("received_on", "04/13/2024", "Enter the day as 10/04/2024."),
        ("received_on", "yesterday\0", "Enter the day as 10/04/2024."),
        ("received_time", "25:00", "Enter the time as 14:30 or 2:30pm."),
        ("received_time", "'; DROP TABLE x; --", "Enter the time as 14:30 or 2:30pm."),
        ("headcount", "many", "Enter the number of people in figures, or leave it empty."),
        ("headcount", "0", "A meeting has at least one person."),
        ("headcount", "9" * 30, "A meeting has at most 100,000 people."),
        ("headcount", "12", "Only a meeting has a number of people."),
        ("comment-1-part", "no-such-part", "Choose a part of the strategy from the list."),
        ("comment-1-part", "\0", "Choose a part of the strategy from the list."),
        ("comment-1-text", "nu\0ll", "Remove the null character"),
        ("comment-1-text", "x" * 10_001, "It has 1 too many."),
        ("organisation", "x" * 201, "must be 200 characters or fewer"),
        ("name", "x" * 10_001, "must be 200 characters or fewer"),
        ("email", "jo@", "Enter an email address in the correct format"),
        ("respondent_kind", "robot", "from the list"),
        ("publication", "<script>", "from the list"),
        ("via", "999999", "Choose from the list."),
        ("via", "\0", "Remove the null character"),
        ("invitation", "x", "Choose from the list."),
    ],
)
def test_a_wrong_value_is_told_at_its_field_and_the_rest_is_kept(
    admin_client, field, value, sentence
):
    answer = enter(admin_client, **{field: value, "name": "Jo Example"} | {field: value})

    [told] = problems(answer).items()
    assert told[0] == f"id_{field}"
    assert sentence in told[1]
    if field != "comment-1-text":
        assert "Clear, and short enough to be read." in html(answer)
    assert 'name="received_time" value=' in html(answer)
    assert KEY in html(answer)
    assert not Response.objects.exists()


def test_the_same_rules_hold_as_on_the_website(admin_client):
    told = problems(
        enter(admin_client, respondent_kind="organisation", name="", publication="with-name")
    )
    nameless = problems(enter(admin_client, name="", publication="with-name"))

    assert told == {"id_organisation": "Enter the name of the organisation or group."}
    assert nameless == {"id_name": "Enter the name, or choose to publish without it."}


def test_a_part_without_a_comment_is_asked_about(admin_client, edition):
    told = problems(enter(admin_client, comment__2__part=edition.parts.first().key))

    assert list(told) == ["id_comment-2-text"]


def test_what_came_too_late_is_told_with_the_moment_of_closing(admin_client, set_clock):
    set_clock("2024-04-16T10:00")

    told = problems(enter(admin_client, received_on="15/04/2024", received_time="00:00"))

    assert (
        "“Public consultation” closed at 11:59pm on Sunday 14 April 2024."
        in (told["id_received_on"])
    )


def test_what_has_not_come_yet_is_refused(admin_client):
    told = problems(enter(admin_client, received_on="11/04/2024"))

    assert told == {"id_received_on": "This moment has not come yet."}


def test_a_time_that_the_clocks_left_out_is_refused(admin_client):
    told = problems(enter(admin_client, received_on="31/03/2024", received_time="01:30"))

    assert "so there is no 1:30am. Use a time before 1am" in told["id_received_time"]


def test_hostile_words_are_words(admin_client):
    words = "<script>alert(1)</script> '; DROP TABLE x; -- \u202e 😀 {{ 7 }}"

    enter(admin_client, comment__1__text=words, name=words[:30])

    assert Response.objects.get().comments.get().text == words


# More rows


def test_more_rows_keep_everything_and_check_nothing_yet(admin_client):
    answer = enter(admin_client, more="", received_on="soon", comment__3__text="Third.")

    page = html(answer)
    assert answer.status_code == 200
    assert "comment-6-text" in page
    assert "comment-7-text" not in page
    assert "Third." in page
    assert 'value="soon"' in page
    assert "errornote" not in page
    assert KEY in page
    assert not Response.objects.exists()


def test_the_cursor_is_then_in_the_first_new_row(admin_client):
    [focused] = re.findall(r"<[^>]*autofocus[^>]*>", html(enter(admin_client, more="")))

    assert 'name="comment-4-part"' in focused


@pytest.mark.parametrize(("rows", "shown"), [("99", 99), ("9999", 3), ("x", 3), ("-1", 3), ("", 3)])
def test_the_number_of_rows_has_its_limits(admin_client, rows, shown):
    page = html(enter(admin_client, rows=rows, channel=""))

    assert len(re.findall(r'name="comment-\d+-text"', page)) == shown


# Files


def test_a_scan_is_attached(admin_client, admin_user):
    enter(admin_client, files=[files.upload("one.pdf"), files.upload("two.png", files.PNG)])

    attachments = Response.objects.get().attachments.all()
    assert [a.name for a in attachments] == ["one.pdf", "two.png"]
    assert {a.added_by for a in attachments} == {admin_user}


def test_a_wrong_file_stops_nothing_from_being_kept_but_itself(admin_client, kept_files):
    answer = enter(
        admin_client, files=[files.upload("one.pdf"), files.upload("two.pdf", files.PNG)]
    )

    assert "“two.pdf” is a PNG picture" in problems(answer)["id_files"]
    assert "If you had chosen files, choose them again" in html(answer)
    assert "Clear, and short enough to be read." in html(answer)
    assert not Response.objects.exists()
    assert not kept_files.exists()


def test_a_file_of_eleven_megabytes_gets_our_sentence(admin_client):
    large = files.upload("scan.pdf", files.PDF.ljust(11 * 1024**2))

    told = problems(enter(admin_client, files=[large]))

    assert "A file can have up to 10 MB" in told["id_files"]


def test_no_file_stays_when_the_response_is_refused(admin_client, kept_files):
    enter(admin_client, received_on="11/04/2024", files=[files.upload("one.pdf")])

    assert not kept_files.exists()


def test_a_double_click_attaches_once(admin_client):
    for _ in range(2):
        enter(admin_client, files=[files.upload("one.pdf")])

    assert Attachment.objects.count() == 1


def test_a_scan_can_be_attached_later(admin_client):
    response = factories.sent(Response._meta.get_field("window").related_model.objects.first())
    url = reverse("admin:consultation_response_attach", args=[response.pk])

    answer = admin_client.post(url, {"files": [files.upload("later.pdf")]}, follow=True)

    assert response.attachments.get().name == "later.pdf"
    assert f"Attached to {response}: later.pdf." in html(answer)
    assert html(answer).count("later.pdf") > 1


def test_attaching_nothing_is_told(admin_client, public_window):
    url = reverse("admin:consultation_response_attach", args=[factories.sent(public_window).pk])

    answer = admin_client.post(url)

    assert answer.status_code == 422
    assert "Choose a file." in html(answer)


# Fetching a file


@pytest.fixture
def attachment(admin_client):
    enter(admin_client, files=[files.upload("Jo’s <scan>, \u202e1.pdf")])
    return Attachment.objects.get()


def url_of(attachment):
    return reverse(
        "admin:consultation_response_attachment", args=[attachment.response_id, attachment.pk]
    )


def test_a_file_is_given_out_as_a_download_only(admin_client, attachment):
    answer = admin_client.get(url_of(attachment))

    assert b"".join(answer.streaming_content) == files.PDF
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "\n" not in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


def test_of_another_response_there_is_no_such_file(admin_client, attachment):
    url = reverse("admin:consultation_response_attachment", args=[0, attachment.pk])

    assert admin_client.get(url).status_code == 404


def test_a_file_lost_from_the_disk_is_told_from_a_fault(admin_client, attachment, kept_files):
    for file in kept_files.iterdir():
        file.unlink()

    assert admin_client.get(url_of(attachment)).status_code == 404


@pytest.mark.parametrize(("groups", "status"), [(["Analyst"], 200), (["Strategy editor"], 403)])
def test_only_officers_who_may_read_responses_get_it(attachment, other_officer, groups, status):
    answer = other_officer(*groups).get(url_of(attachment))

    assert answer.status_code == status
    answer.close()


def test_the_public_does_not_get_it(client, attachment):
    client.logout()

    assert client.get(url_of(attachment)).status_code == 302


# Who may enter


def test_a_consultation_officer_may_enter_and_attach(other_officer):
    client = other_officer("Consultation officer")

    assert "Enter a response" in html(client.get(LIST))
    assert 'name="files"' in html(client.get(ENTER))
    assert enter(client).status_code == 302


@pytest.mark.parametrize("group", ["Analyst", "Strategy editor", "Publisher"])
def test_nobody_else_may(other_officer, group):
    client = other_officer(group)

    assert client.get(ENTER).status_code == 403
    assert enter(client).status_code == 403
    assert not Response.objects.exists()


def test_an_analyst_is_offered_no_button(other_officer, public_window):
    response = factories.sent(public_window)
    client = other_officer("Analyst")

    assert "Enter a response" not in html(client.get(LIST))
    assert "Attach a file" not in html(
        client.get(reverse("admin:consultation_response_change", args=[response.pk]))
    )


def test_the_first_screen_leads_there(admin_client, consultation):
    assert f'href="{ENTER}?consultation={consultation.slug}"' in html(admin_client.get("/admin/"))


# What officers see of it


def test_a_response_shows_who_entered_it_and_when(admin_client, admin_user):
    enter(admin_client, channel="meeting", headcount="23")
    response = Response.objects.get()

    page = html(admin_client.get(reverse("admin:consultation_response_change", args=[response.pk])))

    for field in ("entered_by", "entered_at", "headcount", "channel"):
        assert f"field-{field}" in page


def test_a_consultation_that_is_not_live_takes_nothing(admin_client, consultation):
    consultation.went_live_at = consultation.went_live_by = None
    consultation.save()

    for answer in (admin_client.get(ENTER), enter(admin_client)):
        page = html(answer)
        assert answer.status_code == 404
        assert "No consultation is live, so there is nothing to enter a response for." in page
        assert f'href="/admin/consultation/consultation/{consultation.pk}/go-live/"' in page


def test_whoever_only_enters_is_told_whom_to_ask(client, consultation, make_officer):
    consultation.went_live_at = consultation.went_live_by = None
    consultation.save()
    officer = make_officer()
    officer.user_permissions.add(Permission.objects.get(codename="add_response"))
    client.force_login(officer)

    page = html(client.get(ENTER))

    assert "Ask a consultation officer to complete its checklist and go live." in page
    assert "/go-live/" not in page


def test_an_unknown_address_leads_to_the_consultations_that_are_live(admin_client, consultation):
    page = html(admin_client.get(ENTER, {"consultation": "another"}))

    assert "Choose one to enter a response for" in page
    assert f'href="?consultation={consultation.slug}"' in page


def test_with_two_live_consultations_the_officer_says_which(admin_client, edition, consultation):
    other = factories.prepared(edition, went_live_at=consultation.went_live_at)

    page = html(admin_client.get(ENTER))

    assert "Which consultation is the response for?" in page
    assert 'name="channel"' not in page
    for each in (consultation, other):
        assert f'href="?consultation={each.slug}"' in page
        form = html(admin_client.get(ENTER, {"consultation": each.slug}))
        assert f'action="?consultation={each.slug}"' in form


def test_a_form_stays_with_its_consultation_when_another_goes_live(
    admin_client, edition, consultation
):
    action = re.search(r'action="(\?consultation=[^"]*)"', html(admin_client.get(ENTER)))[1]
    factories.prepared(edition, went_live_at=RECEIVED)

    admin_client.post(f"{ENTER}{action}", typed())

    assert consultation.responses.count() == 1


def test_ten_live_consultations_cost_no_more_queries_than_two(admin_client, edition, consultation):
    counts = []
    for number in range(9):
        factories.prepared(edition, slug=f"next-{number}", went_live_at=RECEIVED)
        with CaptureQueriesContext(connection) as captured:
            admin_client.get(ENTER)
        counts.append(len(captured))

    assert counts[-1] == counts[1]


@pytest.mark.parametrize(
    ("slug", "status"),
    [("draft-strategy-2024-29", 200), ("another", 404), ("' OR 1=1", 404), ("\0", 200)],
)
def test_the_address_names_the_consultation(admin_client, slug, status):
    assert admin_client.get(ENTER, {"consultation": slug}).status_code == status


def test_the_form_asks_as_much_of_the_database_for_ten_rows_as_for_one(
    admin_client, consultation, question
):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            admin_client.get(ENTER)
        return len(captured)

    queries()
    with_one = queries()
    for number in range(9):
        Question.objects.create(consultation=consultation, wording=f"Question {number}?")
        factories.invited(consultation.windows.get(audience="invited"), name=f"Councillor {number}")

    assert queries() == with_one


def test_a_response_is_entered_in_the_moment_of_the_request(admin_client, set_clock):
    set_clock("2024-05-01T10:00")

    enter(admin_client)

    entered = Response.objects.get().entered_at
    assert entered - london("2024-05-01T10:00") < dt.timedelta(minutes=1)
