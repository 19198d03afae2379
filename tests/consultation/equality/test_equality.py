"""Equality questions: answered apart from the response, counted by day, shown only as tables."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from consultation import equality
from consultation.content import ContentError, read_equality_questions
from consultation.models import (
    Consultation,
    EqualityCount,
    EqualityForm,
    EqualityOption,
    EqualityQuestion,
    Response,
)
from tests.conftest import london
from tests.consultation import factories

pytestmark = pytest.mark.django_db

PAGE = "/consultations/draft-strategy-2024-29/equality/"
THANKS = f"{PAGE}thanks/"
AT = london("2024-04-10T10:00")
# The committee's window is the last one: it closes as 23 April ends.
LAST_MOMENT = london("2024-05-01T00:00") - dt.timedelta(microseconds=1)
CLOSED = london("2024-05-01T00:00")


@pytest.fixture
def person(client, set_clock):
    return client


def options_of(consultation, *labels):
    questions = consultation.equality_questions.all()
    return [q.options.get(label=label) for q, label in zip(questions, labels, strict=False)]


def answers(page, *options):
    form = page.context["form"]
    chosen = {f"equality-{option.question_id}": str(option.pk) for option in options}
    return {"nonce": form["nonce"].value()} | chosen


def number(option):
    return sum(EqualityCount.objects.filter(option=option).values_list("number", flat=True))


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


# Counting


def test_answers_are_added_to_the_numbers_of_the_day(consultation):
    female, old = options_of(consultation, "Female", "75 or over")
    late = london("2024-04-10T23:59:59")

    equality.count(options=[female, old], word="a", at=AT)
    equality.count(options=[female], word="b", at=late)
    equality.count(options=[female], word="c", at=late + dt.timedelta(seconds=1))

    days = EqualityCount.objects.filter(option=female).values_list("answered_on", "number")
    assert list(days) == [(dt.date(2024, 4, 10), 2), (dt.date(2024, 4, 11), 1)]
    assert number(old) == 1


def test_the_same_form_counts_once(consultation):
    [female] = options_of(consultation, "Female")

    for _ in range(2):
        equality.count(options=[female], word="the same", at=AT)

    assert number(female) == 1
    assert EqualityForm.objects.count() == 1


def test_nothing_is_kept_that_leads_to_a_response():
    kept = {f.name for model in (EqualityCount, EqualityForm) for f in model._meta.get_fields()}

    assert kept == {"id", "option", "answered_on", "number", "nonce", "handed_in_on"}


def test_an_answered_question_keeps_its_words_and_choices(consultation):
    [female] = options_of(consultation, "Female")
    equality.count(options=[female], word="a", at=AT)
    question, other = female.question, female.question.options.get(label="Male")

    for change in (
        lambda: EqualityQuestion.objects.filter(pk=question.pk).update(wording="Else?"),
        lambda: EqualityOption.objects.filter(pk=female.pk).update(label="Else"),
        other.delete,
        lambda: question.options.create(label="New"),
        lambda: EqualityCount.objects.update(number=0),
        lambda: EqualityCount.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    EqualityQuestion.objects.filter(pk=question.pk).update(position=9)


# The page


def test_the_receipt_leads_there_without_telling_who_comes(person, public_window):
    sent = factories.sent(public_window)

    html = person.get(sent.receipt_url()).content.decode()

    assert f'<a href="{PAGE}" rel="noreferrer">' in html


def test_the_receipt_leads_there_no_more_once_it_is_closed(person, public_window, set_clock):
    sent = factories.sent(public_window)
    set_clock("2024-05-01T00:00")

    assert PAGE not in person.get(sent.receipt_url()).content.decode()


def test_the_page_says_that_it_is_optional_and_kept_apart(person):
    page = person.get(PAGE)

    html = page.content.decode()
    assert "You do not have to answer any of them." in html
    assert "Your answers are kept apart from your response." in html
    assert html.count("(optional)") == 7
    assert page["X-Robots-Tag"] == "noindex"
    assert "no-store" in page["Cache-Control"]
    assert not EqualityForm.objects.exists()


def test_answering_counts_and_says_thank_you(person, consultation):
    female, old = options_of(consultation, "Female", "75 or over")

    answer = person.post(PAGE, answers(person.get(PAGE), female, old))

    assert answer.url == THANKS
    assert "Thank you" in person.get(THANKS).content.decode()
    assert (number(female), number(old)) == (1, 1)
    assert EqualityCount.objects.count() == 2


def test_a_double_click_counts_once(person, consultation):
    [female] = options_of(consultation, "Female")
    form = answers(person.get(PAGE), female)

    for _ in range(2):
        assert person.post(PAGE, form).url == THANKS

    assert number(female) == 1


def test_two_people_count_twice(person, consultation):
    [female] = options_of(consultation, "Female")

    for _ in range(2):
        person.post(PAGE, answers(person.get(PAGE), female))

    assert number(female) == 2


def test_answering_touches_neither_sessions_nor_responses(person, consultation, public_window):
    gathered = factories.unsent(public_window)
    person.get(gathered.resume_url())
    cookies = set(person.cookies)
    [female] = options_of(consultation, "Female")
    form = answers(person.get(PAGE), female)

    with CaptureQueriesContext(connection) as queries:
        answer = person.post(PAGE, form)

    assert set(person.cookies) - cookies <= {"csrftoken"}
    assert not answer.cookies
    said = "\n".join(query["sql"] for query in queries)
    assert Response._meta.db_table not in said.replace("consultation_responseimport", "")
    assert "django_session" not in said


def test_nothing_chosen_is_told_in_words_and_counts_nothing(person):
    answer = person.post(PAGE, answers(person.get(PAGE)))

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
    person, consultation, value
):
    female, old = options_of(consultation, "Female", "75 or over")
    form = answers(person.get(PAGE), female, old) | {f"equality-{old.question_id}": value}

    answer = person.post(PAGE, form)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose one of the answers, or none." in html
    assert f'value="{female.pk}" checked' in html
    assert "<script>alert(1)" not in html
    assert not EqualityCount.objects.exists()


@pytest.mark.parametrize("nonce", ["", "made up", "x" * 10_001, "a\0b", "a:b:c"])
def test_a_form_that_is_not_ours_is_given_back_to_be_sent_once_more(person, consultation, nonce):
    [female] = options_of(consultation, "Female")

    answer = person.post(PAGE, answers(person.get(PAGE), female) | {"nonce": nonce})

    assert answer.status_code == 422
    assert "We could not check this form" in answer.content.decode()
    assert not EqualityCount.objects.exists()
    assert person.post(PAGE, answers(answer, female)).url == THANKS
    assert number(female) == 1


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("2024-03-17T10:00", "These questions are not open yet"),
        ("2024-05-01T00:00", "These questions are closed"),
    ],
)
def test_outside_its_time_the_page_says_so_and_counts_nothing(
    person, consultation, set_clock, moment, sentence
):
    [female] = options_of(consultation, "Female")
    form = answers(person.get(PAGE), female)
    set_clock(moment)

    assert sentence in person.get(PAGE).content.decode()
    answer = person.post(PAGE, form)

    assert answer.status_code == 409
    assert "Nothing was counted now." in answer.content.decode()
    assert not EqualityCount.objects.exists()


def test_a_consultation_that_asks_nothing_has_no_page(person, consultation, public_window):
    consultation.equality_questions.all().delete()

    assert person.get(PAGE).status_code == 404
    assert PAGE not in person.get(factories.sent(public_window).receipt_url()).content.decode()


def test_what_officers_write_is_shown_harmlessly(person, consultation):
    consultation.equality_questions.update(hint="<script>alert(1)</script>")

    assert "<script>alert(1)" not in person.get(PAGE).content.decode()


def test_the_page_asks_the_same_of_the_database_for_ten_questions(person, consultation):
    with CaptureQueriesContext(connection) as seven:
        person.get(PAGE)
    for n in range(10):
        question = consultation.equality_questions.create(wording=f"Question {n}?")
        question.options.create(label="Yes")

    with CaptureQueriesContext(connection) as more:
        person.get(PAGE)

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
        EqualityCount.objects.create(option=option, answered_on=AT.date(), number=times)


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

    assert "Somebody has answered this question" in html
    assert 'name="_save"' not in html
    assert officer.post(page, {"wording": "Else?"}).status_code == 403
    assert officer.post(f"{LIST}{question.pk}/delete/", {"post": "yes"}).status_code == 403


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

    assert officer.post(page, form).status_code == 302

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
