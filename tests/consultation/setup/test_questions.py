"""Officers write agreement questions, and after the first response their words stay."""

import pytest
from django.contrib.auth.models import Group, User
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from consultation.admin.questions import FIXED, MOVED, rows_for, try_to_save
from consultation.models import Question
from consultation.setup.suggested_questions import suggested_questions
from tests.consultation import factories
from tests.sdp_portal.officers.forms import opened
from tests.strategy import factories as editions

AREA = "anti-social-behaviour"
WORDING = "How far do you agree with the draft?"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,
]


def page(consultation):
    return f"/admin/consultation/consultation/{consultation.pk}/questions/"


def row(wording="", *, part="", box=True, place="", pk="", remove=False):
    return {
        "wording": wording,
        "part": part,
        "has_comment_box": "on" if box else "",
        "position": place,
        "id": pk,
        "DELETE": "on" if remove else "",
    }


def rows(*questions, initial=0):
    """What a browser posts: `initial` rows of questions that are there, then new ones."""
    data = {"questions-TOTAL_FORMS": len(questions), "questions-INITIAL_FORMS": initial}
    for number, question in enumerate(questions):
        data |= {f"questions-{number}-{n}": value for n, value in question.items() if value != ""}
    return data


def of(question, **changes):
    """The row of a question that is there."""
    now = {
        "wording": question.wording,
        "part": question.part_id or "",
        "box": question.has_comment_box,
        "place": question.position,
        "pk": question.pk,
    }
    return row(**now | changes)


def questions_of(consultation):
    return [(q.wording, q.part and q.part.key) for q in consultation.questions.in_order()]


@pytest.fixture
def area(consultation):
    return consultation.edition.parts.get(key=AREA)


def test_officers_write_questions_on_the_whole_and_on_a_part(admin_client, consultation, area):
    answer = admin_client.post(
        page(consultation),
        rows(row(WORDING), row("And with this area?", part=area.pk, box=False), row()),
        follow=True,
    )

    assert "The questions are saved." in answer.content.decode()
    assert questions_of(consultation) == [(WORDING, None), ("And with this area?", AREA)]
    boxes = consultation.questions.in_order().values_list("has_comment_box", flat=True)
    assert list(boxes) == [True, False]


def test_they_are_asked_in_the_order_of_their_places(admin_client, consultation):
    admin_client.post(page(consultation), rows(row("Two?", place="2"), row("One?", place="1")))

    assert questions_of(consultation) == [("One?", None), ("Two?", None)]


def test_a_question_without_a_place_comes_last(admin_client, consultation):
    first = factories.asked(consultation, "First?", position=7)

    sent = rows(of(first), row("Second?"), initial=1) | opened(admin_client, page(consultation))
    admin_client.post(page(consultation), sent)

    assert questions_of(consultation) == [("First?", None), ("Second?", None)]


def test_a_question_can_be_reworded_and_removed_before_the_first_response(
    admin_client, consultation
):
    one, two = factories.asked(consultation, "One?"), factories.asked(consultation, "Two?")

    admin_client.post(
        page(consultation),
        rows(of(one, wording="Better?"), of(two, remove=True), initial=2)
        | opened(admin_client, page(consultation)),
    )

    assert questions_of(consultation) == [("Better?", None)]


@pytest.mark.parametrize(
    ("wording", "sentence"),
    [
        ("x" * 301, "at most 300 characters"),
        ("How far\0?", "Remove the null character"),
        ("How far\x01?", "Remove the characters that cannot be seen"),
        ("How far \u202edo you?", "Remove the characters that cannot be seen"),
    ],
)
def test_a_wording_that_cannot_be_asked_is_refused_with_the_others_kept(
    admin_client, consultation, wording, sentence
):
    answer = admin_client.post(page(consultation), rows(row(wording), row("This one is right?")))

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert "This one is right?" in answer.content.decode()
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    "wording",
    [
        "x" * 300,
        "How far do you agree? 👮",
        "<b>How</b> far?",
        "'; DROP TABLE consultation_question",
    ],
)
def test_a_wording_is_kept_and_shown_to_the_letter(admin_client, client, consultation, wording):
    admin_client.post(page(consultation), rows(row(wording)))

    assert consultation.questions.get().wording == wording
    shown = client.get("/consultations/draft-strategy-2024-29/respond/questions/").content.decode()
    assert "<b>How</b>" not in shown


def test_line_breaks_and_blanks_in_a_wording_become_one_blank(admin_client, consultation):
    admin_client.post(page(consultation), rows(row(" How far\r\n  do you agree? ")))

    assert consultation.questions.get().wording == "How far do you agree?"


@pytest.mark.parametrize("wording", ["", "  \r\n"])
def test_a_question_cannot_lose_its_words(admin_client, consultation, wording):
    question = factories.asked(consultation)

    answer = admin_client.post(page(consultation), rows(of(question, wording=wording), initial=1))

    assert "Write the question." in answer.content.decode()
    assert consultation.questions.get().wording == question.wording


def test_the_same_question_twice_is_refused(admin_client, consultation):
    answer = admin_client.post(page(consultation), rows(row("Same?"), row("Same?")))

    assert "Two of the questions are the same." in answer.content.decode()
    assert not Question.objects.exists()


def test_a_question_that_is_there_cannot_be_asked_again(admin_client, consultation):
    question = factories.asked(consultation, "Same?")

    answer = admin_client.post(page(consultation), rows(of(question), row("Same?"), initial=1))

    assert answer.status_code == 200
    assert consultation.questions.count() == 1


def test_only_parts_of_the_consulted_edition_can_be_chosen(admin_client, consultation):
    other = editions.published(consultation.edition.strategy)
    theirs = other.parts.first()

    form = admin_client.get(page(consultation)).content.decode()
    answer = admin_client.post(page(consultation), rows(row(WORDING, part=theirs.pk)))

    assert f'<option value="{theirs.pk}"' not in form
    assert "Choose a part of the text from the list." in answer.content.decode()
    assert WORDING in answer.content.decode()
    assert not Question.objects.exists()


@pytest.mark.parametrize("part", ["x", "-1", "\0", "999999999999999999999999"])
def test_a_made_up_part_is_refused_in_words(admin_client, consultation, part):
    answer = admin_client.post(page(consultation), rows(row(WORDING, part=part)))

    assert "Choose a part of the text from the list." in answer.content.decode()


def test_parts_are_named_as_everywhere(admin_client, consultation, area):
    form = admin_client.get(page(consultation)).content.decode()

    assert f'<option value="{area.pk}">{area.label}</option>' in form


@pytest.mark.parametrize("place", ["-1", "32768", "one"])
def test_a_place_that_is_none_is_refused(admin_client, consultation, place):
    answer = admin_client.post(page(consultation), rows(row(WORDING, place=place)))

    assert answer.status_code == 200
    assert answer.context["formset"].errors[0].keys() == {"position"}


def test_after_the_first_response_they_can_only_be_read(admin_client, consultation, public_window):
    factories.asked(consultation, WORDING)
    factories.sent(public_window)

    words = admin_client.get(page(consultation)).content.decode()

    assert FIXED in words
    assert WORDING in words
    assert "<textarea" not in words


def test_a_form_opened_before_the_first_response_is_refused_with_its_words(
    admin_client, consultation, public_window
):
    question = factories.asked(consultation, WORDING)
    factories.sent(public_window)

    answer = admin_client.post(
        page(consultation),
        rows(of(question, wording="Reworded too late?"), row("New too late?"), initial=1),
    )

    words = answer.content.decode()
    assert answer.status_code == 200
    assert FIXED in words
    assert "Reworded too late?" in words
    assert "New too late?" in words
    assert questions_of(consultation) == [(WORDING, None)]


def test_after_the_first_response_even_their_order_stays(admin_client, consultation, public_window):
    question = factories.asked(consultation, WORDING, position=1)
    factories.sent(public_window)

    answer = admin_client.post(page(consultation), rows(of(question, place="5"), initial=1))

    assert FIXED in answer.content.decode()
    assert consultation.questions.get().position == 1


def test_a_response_that_arrives_between_the_check_and_the_saving_is_told(
    rf, consultation, public_window
):
    question = factories.asked(consultation, WORDING)
    late = rf.post(page(consultation), rows(of(question, wording="Too late?"), initial=1))
    formset = rows_for(late, consultation, late.POST)
    assert formset.is_valid()
    factories.sent(public_window)

    assert not try_to_save(formset)

    assert formset.non_form_errors() == [FIXED]
    assert questions_of(consultation) == [(WORDING, None)]


def test_somebody_who_begins_to_answer_between_the_check_and_the_saving_is_told(
    rf, consultation, edition, public_window
):
    question = factories.asked(consultation, WORDING)
    part = edition.parts.get(key="hate-crime")
    late = rf.post(page(consultation), rows(of(question, part=part.pk), initial=1))
    formset = rows_for(late, consultation, late.POST)
    assert formset.is_valid()
    factories.answered(factories.unsent(public_window), question)

    assert not try_to_save(formset)

    assert formset.non_form_errors() == [MOVED % WORDING]
    assert questions_of(consultation) == [(WORDING, None)]


def test_example_responses_do_not_fix_the_questions(admin_client, consultation, public_window):
    question = factories.asked(consultation, WORDING)
    factories.sent(public_window, is_sample=True)

    sent = rows(of(question, wording="Better?"), initial=1) | opened(
        admin_client, page(consultation)
    )
    admin_client.post(page(consultation), sent)

    assert questions_of(consultation) == [("Better?", None)]


def test_a_question_that_somebody_has_begun_to_answer_is_not_removed(
    admin_client, consultation, public_window
):
    question = factories.asked(consultation, WORDING)
    factories.answered(factories.unsent(public_window), question)

    answer = admin_client.post(page(consultation), rows(of(question, remove=True), initial=1))

    assert "Somebody has begun to answer" in answer.content.decode()
    assert questions_of(consultation) == [(WORDING, None)]


@pytest.mark.parametrize(
    "change", [{"wording": "Other?"}, {"has_comment_box": False}, {"part": None}]
)
def test_the_database_keeps_each_question_after_the_first_response(
    consultation, public_window, area, change
):
    factories.asked(consultation, part=area)
    factories.sent(public_window)

    with pytest.raises(IntegrityError, match="stay as they were asked"), transaction.atomic():
        consultation.questions.update(**change)


@pytest.mark.parametrize(
    "do", [lambda c: c.questions.first().delete(), lambda c: factories.asked(c, "One more?")]
)
def test_the_database_lets_no_question_come_or_go_after_the_first_response(
    consultation, public_window, do
):
    factories.asked(consultation)
    factories.sent(public_window)

    with pytest.raises(IntegrityError, match="stay as they were asked"), transaction.atomic():
        do(consultation)


def test_suggestions_are_one_on_the_whole_and_one_on_each_area_of_focus(edition):
    suggested = suggested_questions(edition)

    assert [question.wording for question in suggested] == [
        "How far do you agree with the draft strategy as a whole?",
        "How far do you agree that anti-social behaviour should be an area of focus?",
        "How far do you agree that hate crime should be an area of focus?",
        "How far do you agree that sexual violence should be an area of focus?",
    ]
    assert [question.part and question.part.key for question in suggested] == [
        None,
        "anti-social-behaviour",
        "hate-crime",
        "sexual-violence",
    ]


def test_a_suggestion_keeps_an_abbreviation(edition):
    other = editions.draft(edition.strategy)
    other.areaoffocus_set.update(title="ASB near schools")
    published = editions.publish_edition(edition=other, at=editions.LATER)

    assert "that ASB near schools should" in suggested_questions(published)[1].wording


def test_suggestions_fill_the_form_and_are_saved_only_by_saving(admin_client, consultation):
    empty = admin_client.get(page(consultation)).content.decode()
    assert 'href="?suggest"' in empty

    answer = admin_client.get(page(consultation), {"suggest": ""})

    assert "sexual violence should be an area of focus" in answer.content.decode()
    assert "not saved yet" in answer.content.decode()
    assert not Question.objects.exists()
    filled = answer.context["formset"].forms
    data = [
        row(
            form["wording"].value(),
            part=form["part"].value() or "",
            place=form["position"].value(),
        )
        for form in filled
    ]
    admin_client.post(page(consultation), rows(*data))
    assert [key for _, key in questions_of(consultation)] == [
        None,
        "anti-social-behaviour",
        "hate-crime",
        "sexual-violence",
    ]


def test_nothing_is_suggested_where_there_are_questions(admin_client, consultation):
    factories.asked(consultation, WORDING)

    words = admin_client.get(page(consultation), {"suggest": ""}).content.decode()

    assert "not saved yet" not in words
    assert 'href="?suggest"' not in words


def signed_in(client, group):
    user = User.objects.create_user("jo", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    return client


def test_consultation_officers_write_them(client, consultation):
    signed_in(client, "Consultation officer").post(page(consultation), rows(row(WORDING)))

    assert questions_of(consultation) == [(WORDING, None)]


def test_an_analyst_reads_them(client, consultation):
    factories.asked(consultation, WORDING)
    analyst = signed_in(client, "Analyst")

    words = analyst.get(page(consultation)).content.decode()

    assert WORDING in words
    assert "<textarea" not in words
    assert analyst.post(page(consultation), rows(row("Mine?"))).status_code == 403


def test_nobody_else_sees_the_page(client, consultation):
    assert client.get(page(consultation)).status_code == 302
    assert signed_in(client, "Subgroup lead").get(page(consultation)).status_code == 403


def test_the_consultations_page_leads_to_its_questions(admin_client, consultation):
    change = admin_client.get(f"/admin/consultation/consultation/{consultation.pk}/change/")

    assert page(consultation) in change.content.decode()


@pytest.mark.parametrize("group", ["Consultation officer", "Analyst"])
def test_the_page_costs_the_same_queries_with_one_question_and_with_ten(
    client, consultation, area, group, django_assert_num_queries
):
    officer = signed_in(client, group)
    factories.asked(consultation, "Number 0?", part=area)
    officer.get(page(consultation))
    with CaptureQueriesContext(connection) as with_one:
        officer.get(page(consultation))
    for number in range(1, 10):
        factories.asked(consultation, f"Number {number}?", part=area)

    with django_assert_num_queries(len(with_one)):
        officer.get(page(consultation))


def test_officers_see_the_answers_in_the_response(admin_client, consultation, public_window):
    question = factories.asked(consultation, WORDING)
    response = factories.complete(public_window)
    factories.answered(response, question, "disagree", "Too long.")
    factories.submit_response(response=response, at=factories.BEGUN)

    words = admin_client.get(f"/admin/consultation/response/{response.pk}/change/").content.decode()

    assert WORDING in words
    assert "Disagree" in words
    assert "Too long." in words


def test_officers_find_a_response_by_the_words_of_an_answer(
    admin_client, consultation, public_window
):
    response = factories.complete(public_window)
    factories.answered(response, factories.asked(consultation), text="A rare wording.")
    sent = factories.submit_response(response=response, at=factories.BEGUN)

    found = admin_client.get("/admin/consultation/response/", {"q": "rare wording"})

    assert sent.reference in found.content.decode()


@pytest.mark.parametrize(
    ("standing", "words"),
    [("for-consultation", "the draft strategy"), ("in-force", "the strategy")],
)
def test_a_suggestion_says_draft_only_of_a_draft(edition, standing, words):
    text = editions.published(edition.strategy, slug="another", standing=standing)

    assert suggested_questions(text)[0].wording == f"How far do you agree with {words} as a whole?"
