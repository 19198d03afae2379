"""Equality questions: answered apart from the response, counted together, shown only as tables."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultation import equality
from consultation.models import (
    Consultation,
    EqualityBallot,
    EqualityCount,
    EqualityForm,
    EqualityQuestion,
    Response,
)
from consultation.responding.amendment import withdraw
from site_wide.content import ContentError, read_equality_questions
from site_wide.due_work import do_due_work
from tests.conftest import london
from tests.consultation import factories
from tests.consultation.equality.answering import (
    LINK,
    PAGE,
    THANKS,
    answers,
    ballot_total,
    hand_in_some,
    link_on,
    number,
    options_of,
)
from tests.sdp_portal.officers.forms import opened

pytestmark = pytest.mark.django_db

AT = london("2024-04-10T10:00")
# The committee's window is the last one: it closes as 23 April ends.
LAST_MOMENT = london("2024-05-01T00:00") - dt.timedelta(microseconds=1)
CLOSED = london("2024-05-01T00:00")


# The questions


def test_the_usual_questions_are_loaded_with_the_consultation(consultation):
    questions = consultation.equality_questions.all()

    assert [question.wording for question in questions][:3] == [
        "What is your sex?",
        "How old are you?",
        "What is your ethnic group?",
    ]
    assert len(questions) == 7
    for question in questions:
        assert question.options.last().label == "Prefer not to say"


def test_loading_again_keeps_what_officers_changed(consultation):
    EqualityQuestion.objects.filter(wording="How old are you?").update(wording="Your age?")

    call_command("load_strategy", verbosity=0)

    assert consultation.equality_questions.filter(wording="Your age?").exists()
    assert consultation.equality_questions.count() == 7


def test_asking_the_usual_adds_nothing_to_questions_that_are_there(consultation):
    consultation.equality_questions.exclude(wording="How old are you?").delete()

    equality.ask_the_usual(consultation=consultation)

    assert consultation.equality_questions.count() == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("questions: []", "must not be empty"),
        ("questions:\n  - wording: Age?\n    options: [Old]", "must not be empty"),
        ("questions:\n  - wording: Age?\n    options: [Old, Old]", "“Old” is there twice"),
        ("questions:\n  - options: [Old, Young]", "“wording” is missing"),
        (
            "questions:\n  - {wording: Age, options: [a, b]}\n  - {wording: Age, options: [a, b]}",
            "“Age” is there twice",
        ),
        (f"questions:\n  - wording: {'x' * 301}\n    options: [a, b]", "300 characters"),
    ],
)
def test_a_file_that_cannot_be_is_refused_with_the_reason(tmp_path, text, sentence):
    file = tmp_path / "questions.yaml"
    file.write_text(text)

    with pytest.raises(ContentError, match=sentence):
        read_equality_questions(file)


# When


@pytest.mark.parametrize(
    ("at", "takes"),
    [
        (london("2024-03-18T00:00") - dt.timedelta(microseconds=1), False),
        (london("2024-03-18T00:00"), True),
        (london("2024-04-15T12:00"), True),
        (LAST_MOMENT, True),
        (CLOSED, False),
    ],
)
def test_they_can_be_answered_from_the_first_opening_until_a_week_after_the_last_closing(
    consultation, at, takes
):
    assert equality.takes_answers(consultation, at=at) is takes
    assert equality.is_closed_for_good(consultation, at=at) is (at >= CLOSED)


def test_a_window_that_opens_after_the_form_has_closed_opens_it_no_more(consultation):
    consultation.windows.create(
        title="Once more",
        audience="everyone",
        opens_at=CLOSED,
        closes_at=CLOSED + dt.timedelta(days=9),
    )

    assert equality.open_until(consultation) == CLOSED


def test_a_window_that_is_opened_anew_after_the_form_has_closed_opens_it_no_more(consultation):
    window = consultation.windows.get(audience="invited")
    factories.moved(window, at=CLOSED)

    assert window.closes_at > london("2024-04-30T00:00")
    assert equality.open_until(Consultation.objects.get(pk=consultation.pk)) == CLOSED


def test_a_window_that_is_made_longer_before_keeps_the_form_open_longer(consultation):
    factories.moved(consultation.windows.get(audience="invited"), at=AT)

    assert equality.open_until(consultation) == CLOSED + dt.timedelta(weeks=1)


def test_without_a_window_nothing_can_be_answered(edition):
    bare = Consultation.objects.create(edition=edition, slug="bare", title="Bare")

    assert equality.open_until(bare) is None
    assert not equality.takes_answers(bare, at=AT)
    assert not equality.is_closed_for_good(bare, at=AT)


# The page


def test_the_receipt_leads_there_without_telling_who_comes(person, public_window):
    sent = factories.sent(public_window)

    html = person.get(sent.receipt_url()).content.decode()

    [link] = LINK.findall(html)
    for telling in (sent.token, sent.reference, f"={sent.pk}"):
        assert telling not in link


def test_the_receipt_of_a_withdrawn_response_leads_nowhere(person, public_window):
    sent = factories.sent(public_window)
    withdraw(response=sent, at=AT)

    assert PAGE not in person.get(sent.receipt_url()).content.decode()


def test_the_receipt_leads_there_no_more_once_it_is_closed(person, public_window, set_clock):
    sent = factories.sent(public_window)
    set_clock("2024-05-01T00:00")

    assert PAGE not in person.get(sent.receipt_url()).content.decode()


def test_the_page_says_that_it_is_optional_and_kept_apart(person, link):
    page = person.get(link)

    html = page.content.decode()
    assert "You do not have to answer any of them." in html
    assert "Your answers are kept apart from your response." in html
    assert html.count("(optional)") == 7
    assert page["X-Robots-Tag"] == "noindex"
    assert "no-store" in page["Cache-Control"]
    assert "at least 10 people" in " ".join(html.split())
    assert not EqualityForm.objects.exists()


def test_answering_is_kept_sealed_and_says_thank_you(person, consultation, link):
    female, old = options_of(consultation, "Female", "75 or over")

    answer = person.post(PAGE, answers(person.get(link), female, old))

    assert answer.url == THANKS
    thanks = person.get(THANKS).content.decode()
    assert "Thank you" in thanks
    assert f'<a href="{consultation.get_absolute_url()}">Back to the consultation</a>' in thanks
    assert "/receipts/" not in thanks  # the answers are kept apart from the response
    assert not EqualityCount.objects.exists()
    hand_in_some(consultation, people=9)
    do_due_work(at=AT)
    assert (number(female), number(old)) == (1, 1)


def test_a_double_click_counts_once(person, consultation, link):
    [female] = options_of(consultation, "Female")
    form = answers(person.get(link), female)

    for _ in range(2):
        assert person.post(PAGE, form).url == THANKS

    assert ballot_total() == 1


def test_two_people_count_twice(person, consultation, public_window):
    [female] = options_of(consultation, "Female")

    for _ in range(2):
        link = link_on(person, factories.sent(public_window))
        person.post(PAGE, answers(person.get(link), female))

    assert ballot_total() == 2


def test_answering_touches_neither_sessions_nor_responses(
    person, consultation, public_window, link
):
    gathered = factories.unsent(public_window)
    person.get(gathered.resume_url())
    cookies = set(person.cookies)
    [female] = options_of(consultation, "Female")
    form = answers(person.get(link), female)

    with CaptureQueriesContext(connection) as queries:
        answer = person.post(PAGE, form)

    assert set(person.cookies) - cookies <= {"csrftoken"}
    assert not answer.cookies
    said = "\n".join(query["sql"] for query in queries)
    assert EqualityBallot._meta.db_table in said
    assert Response._meta.db_table not in said.replace("consultation_responseimport", "")
    assert "django_session" not in said


def test_nothing_chosen_is_told_in_words_and_counts_nothing(person, link):
    answer = person.post(PAGE, answers(person.get(link)))

    assert answer.status_code == 422
    assert "You have not chosen anything." in answer.content.decode()
    assert not EqualityForm.objects.exists()


@pytest.mark.parametrize(
    "value",
    [
        "0",
        "999999",
        "x" * 10_001,
        "a\0b",
        "<script>alert(1)</script>",
        "'; DROP TABLE x",
        "\u202e🦉",
    ],
)
def test_a_choice_that_is_not_offered_is_refused_and_the_others_stay_chosen(
    person, consultation, link, value
):
    female, old = options_of(consultation, "Female", "75 or over")
    form = answers(person.get(link), female, old) | {f"equality-{old.question_id}": value}

    answer = person.post(PAGE, form)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose one of the answers, or none." in html
    assert f'value="{female.pk}" checked' in html
    assert "<script>alert(1)" not in html
    assert not EqualityBallot.objects.exists()


@pytest.mark.parametrize("nonce", ["", "made up", "x" * 10_001, "a\0b", "a:b:c"])
def test_a_form_that_is_not_ours_counts_nothing_and_says_where_the_questions_are(
    person, consultation, link, nonce
):
    [female] = options_of(consultation, "Female")

    answer = person.post(PAGE, answers(person.get(link), female) | {"nonce": nonce})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "We could not check this form" in html
    assert "Open the questions once more" in html
    assert not EqualityForm.objects.exists()
    assert not EqualityBallot.objects.exists()


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("2024-03-17T10:00", "These questions are not open yet"),
        ("2024-05-01T00:00", "These questions are closed"),
    ],
)
def test_outside_its_time_the_page_says_so_and_counts_nothing(
    person, consultation, set_clock, link, moment, sentence
):
    [female] = options_of(consultation, "Female")
    form = answers(person.get(link), female)
    set_clock(moment)

    assert sentence in person.get(link).content.decode()
    answer = person.post(PAGE, form)

    assert answer.status_code == 409
    assert "Nothing was counted now." in answer.content.decode()
    assert not EqualityBallot.objects.exists()


def test_a_consultation_that_asks_nothing_has_no_page(person, consultation, public_window):
    consultation.equality_questions.all().delete()

    assert person.get(PAGE).status_code == 404
    assert PAGE not in person.get(factories.sent(public_window).receipt_url()).content.decode()


def test_what_officers_write_is_shown_harmlessly(person, consultation, link):
    consultation.equality_questions.update(hint="<script>alert(1)</script>")

    assert "<script>alert(1)" not in person.get(link).content.decode()


def test_the_page_asks_the_same_of_the_database_for_ten_questions(person, consultation, link):
    with CaptureQueriesContext(connection) as seven:
        person.get(link)
    for n in range(10):
        question = consultation.equality_questions.create(wording=f"Question {n}?")
        question.options.create(label="Yes")

    with CaptureQueriesContext(connection) as more:
        person.get(link)

    assert len(more) == len(seven)


# Officers


LIST = "/admin/consultation/equalityquestion/"


@pytest.fixture
def officer(client, set_clock):
    client.force_login(factories.officer("Consultation officer"))
    return client


@pytest.fixture
def many_answers(consultation):
    chosen = {"Female": 12, "Male": 7, "Prefer not to say": 1}
    question = consultation.equality_questions.get(wording="What is your sex?")
    for label, times in chosen.items():
        option = question.options.get(label=label)
        EqualityCount.objects.create(option=option, number=times)


@pytest.mark.ignore_template_errors
def test_tables_are_shown_only_once_nobody_can_answer_any_more(
    officer, consultation, many_answers, set_clock
):
    page = f"{LIST}tables/{consultation.pk}/"
    set_clock("2024-04-30T23:59")
    before = officer.get(page).content.decode()
    assert equality.tables(consultation, at=LAST_MOMENT) == []
    set_clock("2024-05-01T00:00")

    after = officer.get(page).content.decode()

    assert "The tables are shown from" in before
    assert 'class="sdp-shown"' not in before
    assert "<td>12</td>" in after
    assert after.count("[c]</abbr>") == 2
    assert "<td>7</td>" not in after
    assert "<td>1</td>" not in after
    assert "<td>20</td>" in after
    assert after.count("Too few answers to show any number.") == 6
    assert "10 April" not in after


@pytest.mark.ignore_template_errors
def test_an_answered_question_can_be_read_but_not_changed(officer, consultation, many_answers):
    question = consultation.equality_questions.get(wording="What is your sex?")
    page = f"{LIST}{question.pk}/change/"

    html = officer.get(page).content.decode()

    assert "Somebody has answered the questions of this consultation" in html
    assert 'name="_save"' not in html
    assert officer.post(page, {"wording": "Else?"}).status_code == 403
    assert officer.post(f"{LIST}{question.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.ignore_template_errors
def test_once_somebody_has_answered_no_question_can_be_added(officer, consultation, many_answers):
    form = {
        "consultation": consultation.pk,
        "wording": "One more?",
        "position": 9,
        "options-TOTAL_FORMS": 0,
        "options-INITIAL_FORMS": 0,
    }

    page = officer.post(f"{LIST}add/", form)

    assert "so none can be added" in page.content.decode()
    assert consultation.equality_questions.count() == 7


@pytest.mark.ignore_template_errors
def test_before_the_last_answers_are_counted_no_table_is_shown(officer, consultation, set_clock):
    hand_in_some(consultation, *options_of(consultation, "Female"), people=10)
    page = f"{LIST}tables/{consultation.pk}/"
    set_clock("2024-05-01T00:00")

    before = officer.get(page).content.decode()
    assert equality.tables(consultation, at=CLOSED) == []
    do_due_work(at=CLOSED)
    after = officer.get(page).content.decode()

    assert "The last answers are being counted." in before
    assert 'class="sdp-shown"' not in before
    assert 'class="sdp-shown"' in after
    assert "at least 10 people at a time" in after


# Officers count answers on paper


def paper_page(consultation):
    return f"{LIST}paper/{consultation.pk}/"


@pytest.mark.ignore_template_errors
def test_an_officer_counts_answers_on_paper_one_person_after_the_other(officer, consultation):
    female, old = options_of(consultation, "Female", "75 or over")
    page = paper_page(consultation)
    assert page in officer.get(LIST).content.decode()

    for _ in range(2):
        form = answers(officer.get(page), female, old)
        assert officer.post(page, form).url == page
        officer.post(page, form)  # a double click

    assert ballot_total() == 2
    assert "The answers are kept." in officer.get(page).content.decode()


@pytest.mark.ignore_template_errors
def test_before_going_live_no_link_leads_to_counting_paper(officer, edition):
    coming = factories.prepared(edition)
    equality.ask_the_usual(consultation=coming)

    assert paper_page(coming) not in officer.get(LIST).content.decode()


@pytest.mark.ignore_template_errors
def test_an_empty_sheet_is_refused_with_the_reason(officer, consultation):
    page = paper_page(consultation)

    answer = officer.post(page, answers(officer.get(page)))

    assert answer.status_code == 422
    assert "You have not chosen anything." in answer.content.decode()
    assert ballot_total() == 0


@pytest.mark.ignore_template_errors
def test_after_closing_paper_is_not_counted_either(officer, consultation, set_clock):
    [female] = options_of(consultation, "Female")
    page = paper_page(consultation)
    form = answers(officer.get(page), female)
    set_clock("2024-05-01T00:00")
    officer.logout()
    officer.force_login(factories.officer("Consultation officer"))

    answer = officer.post(page, form)

    assert answer.status_code == 409
    assert "Nothing is counted now." in answer.content.decode()
    assert ballot_total() == 0


@pytest.mark.ignore_template_errors
def test_who_enters_no_responses_counts_no_paper(client, consultation, set_clock):
    client.force_login(factories.officer("Analyst"))

    assert client.get(paper_page(consultation)).status_code == 403
    assert client.post(paper_page(consultation), {}).status_code == 403
    assert "count answers on paper" not in client.get(LIST).content.decode()


@pytest.mark.ignore_template_errors
def test_a_question_that_nobody_has_answered_can_be_changed(officer, consultation):
    question = consultation.equality_questions.get(wording="What is your sex?")
    page = f"{LIST}{question.pk}/change/"
    options = list(question.options.all())
    form = {
        "consultation": consultation.pk,
        "wording": "Your sex?",
        "hint": "",
        "position": 0,
        "options-TOTAL_FORMS": 3,
        "options-INITIAL_FORMS": 3,
    }
    for n, option in enumerate(options):
        form |= {
            f"options-{n}-id": option.pk,
            f"options-{n}-question": question.pk,
            f"options-{n}-label": f"{option.label}!",
            f"options-{n}-position": n,
        }

    assert officer.post(page, form | opened(officer, page)).status_code == 302

    question.refresh_from_db()
    assert question.wording == "Your sex?"
    assert question.options.first().label == "Female!"


@pytest.mark.ignore_template_errors
def test_the_usual_questions_can_be_asked_in_a_new_consultation(officer, edition):
    new = Consultation.objects.create(edition=edition, slug="new", title="New")
    assert "Ask the usual questions" in officer.get(LIST).content.decode()

    for _ in range(2):
        officer.post(f"{LIST}usual/{new.pk}/")

    assert new.equality_questions.count() == 7
    assert officer.get(f"{LIST}usual/{new.pk}/").status_code == 405


@pytest.mark.ignore_template_errors
def test_who_may_only_read_asks_nothing_and_sees_the_tables(client, consultation, set_clock):
    client.force_login(factories.officer("Analyst"))

    assert client.get(f"{LIST}tables/{consultation.pk}/").status_code == 200
    assert client.post(f"{LIST}usual/{consultation.pk}/").status_code == 403


@pytest.mark.parametrize("groups", [[], ["Publisher"], ["Strategy editor"], ["Subgroup lead"]])
def test_an_officer_without_the_right_sees_no_tables(client, consultation, set_clock, groups):
    client.force_login(factories.officer(*groups))

    assert client.get(f"{LIST}tables/{consultation.pk}/").status_code == 403


def test_nobody_else_sees_tables(client, consultation, set_clock):
    assert client.get(f"{LIST}tables/{consultation.pk}/").status_code == 302
