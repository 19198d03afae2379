"""Answering agreement questions, without JavaScript, beside a part and on the page of all."""

import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultation.models import Answer, Comment, Question, Response
from consultation.responding.answers import keep_answers
from consultation.responding.answers_form import Given
from consultation.responding.draft import AlreadySentError
from consultation.responding.submission import submit_response
from tests.consultation import factories
from tests.consultation.responding.test_responding import (
    ABOUT_YOU,
    CHECK,
    COMMENT,
    COOKIE,
    OVERVIEW,
    WHO,
    send_form,
)

QUESTIONS = f"{OVERVIEW}questions/"
AREA = "anti-social-behaviour"
AREA_PAGE = f"/areas-of-focus/{AREA}/"
ON_AREA = f"{QUESTIONS}?about={AREA}"
WHOLE_WORDING = "How far do you agree with the draft?"
AREA_WORDING = "How far do you agree that anti-social behaviour should be an area of focus?"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]


@pytest.fixture
def on_whole(consultation):
    return factories.asked(consultation, WHOLE_WORDING)


@pytest.fixture
def on_area(consultation, on_whole):
    part = consultation.edition.parts.get(key=AREA)
    return factories.asked(consultation, AREA_WORDING, part=part)


def said(question, choice="", text=""):
    """What a browser posts for a question."""
    return {f"answer-{question.pk}": choice, f"answer-{question.pk}-comment": text}


def answers():
    """Of the one response that there is."""
    return factories.given(Response.objects.get())


def test_the_question_about_a_part_is_beside_comment_on_this(client, on_area):
    page = client.get(AREA_PAGE).content.decode()

    assert AREA_WORDING in page
    assert f'href="{ON_AREA}"' in page
    assert WHOLE_WORDING not in page


@pytest.mark.parametrize(
    "path", [AREA_PAGE, "/document/", f"/editions/consultation-draft{AREA_PAGE}"]
)
def test_questions_are_asked_wherever_the_part_can_be_commented_on(client, on_area, path):
    assert AREA_WORDING in client.get(path).content.decode()


def test_the_question_on_the_whole_is_above_the_whole_document(client, on_area):
    page = client.get("/document/").content.decode()

    assert WHOLE_WORDING in page
    assert f'href="{QUESTIONS}?about=whole"' in page


def test_nothing_is_asked_once_the_window_is_closed(client, on_area, set_clock):
    set_clock("2024-04-15T00:00")

    assert AREA_WORDING not in client.get(AREA_PAGE).content.decode()


def test_reading_a_page_with_questions_sets_no_cookie(client, on_area):
    assert not client.get(AREA_PAGE).cookies


def test_an_answer_about_a_part_begins_a_response(client, on_area):
    answer = client.post(ON_AREA, said(on_area, "agree", "It wears people down."), follow=True)

    assert answers() == {on_area: ("agree", "It wears people down.")}
    assert answer.redirect_chain == [(OVERVIEW, 302)]
    page = answer.content.decode()
    assert "Your response has 1 answer." in page
    assert "It wears people down." in page


def test_a_parts_form_asks_only_about_that_part(client, on_area):
    page = client.get(ON_AREA).content.decode()

    assert f'name="answer-{on_area.pk}"' in page
    assert WHOLE_WORDING not in page


def test_the_form_about_the_whole_asks_only_about_the_whole(client, on_area):
    page = client.get(f"{QUESTIONS}?about=whole").content.decode()

    assert WHOLE_WORDING in page
    assert AREA_WORDING not in page


def test_all_questions_are_on_one_page_in_their_order(client, consultation, on_whole, on_area):
    first = factories.asked(consultation, "Asked first?")
    Question.objects.filter(pk=on_whole.pk).update(position=5)
    Question.objects.filter(pk=first.pk).update(position=0)

    page = client.get(QUESTIONS).content.decode()

    legends = re.findall(r"<legend[^>]*>(.*?) \(optional\)</legend>", page)
    assert legends == ["Asked first?", AREA_WORDING, WHOLE_WORDING]


def test_the_scale_has_five_points_and_dont_know(client, on_whole):
    page = client.get(QUESTIONS).content.decode()

    labels = re.findall(r'radios__label" for="[^"]+">([^<]+)<', page)
    assert labels == [
        "Strongly agree",
        "Agree",
        "Neither agree nor disagree",
        "Disagree",
        "Strongly disagree",
        "Don’t know",
    ]
    assert " checked" not in page


def test_the_comment_box_is_there_only_where_officers_want_it(client, consultation):
    question = factories.asked(consultation, has_comment_box=False)

    page = client.get(QUESTIONS).content.decode()

    assert f'name="answer-{question.pk}"' in page
    assert "<textarea" not in page


def test_the_page_says_first_that_it_is_no_place_to_report_crime(client, on_whole):
    page = client.get(QUESTIONS).content.decode()

    assert page.index("not for reporting") < page.index("<textarea")


def test_the_page_of_all_leads_on_to_about_you_and_then_back_to_check(client, on_whole):
    first = client.post(QUESTIONS, said(on_whole, "agree"))
    client.post(ABOUT_YOU, WHO)
    second = client.post(QUESTIONS, said(on_whole, "disagree"))

    assert first.url == ABOUT_YOU
    assert second.url == CHECK


def test_the_overview_leads_to_the_questions_before_about_you(client, on_whole):
    client.post(COMMENT, {"text": "Good."})
    page = client.get(OVERVIEW).content.decode()
    assert f'<a class="govuk-button" href="{QUESTIONS}">Continue' in page

    client.post(QUESTIONS, said(on_whole, "agree"))

    page = client.get(OVERVIEW).content.decode()
    assert f'<a class="govuk-button" href="{ABOUT_YOU}">Continue' in page
    assert "1 comment and 1 answer" in page


def test_all_questions_may_be_left_out(client, on_whole):
    client.post(COMMENT, {"text": "Good."})

    answer = client.post(QUESTIONS, said(on_whole))

    assert answer.url == ABOUT_YOU
    assert not Answer.objects.exists()


def test_nothing_at_all_begins_no_response_and_is_told_so(client, on_whole):
    answer = client.post(QUESTIONS, {})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: " in page
    assert "Answer a question first" in page
    assert not Response.objects.exists()


def test_words_without_a_choice_are_an_answer(client, on_whole):
    client.post(QUESTIONS, said(on_whole, "", "It depends."))

    assert answers() == {on_whole: ("", "It depends.")}
    assert "No choice" in client.get(OVERVIEW).content.decode()


def test_an_answer_can_be_changed(client, on_area):
    client.post(ON_AREA, said(on_area, "agree", "Yes."))

    form = client.get(QUESTIONS).content.decode()
    assert re.search(r'value="agree" checked', form)
    assert "Yes." in form
    client.post(QUESTIONS, said(on_area, "disagree", "No."))

    assert answers() == {on_area: ("disagree", "No.")}


def test_an_answer_can_be_taken_back(client, on_area):
    client.post(COMMENT, {"text": "Good."})
    client.post(ON_AREA, said(on_area, "agree", "Yes."))

    client.post(ON_AREA, said(on_area, ""))

    assert not Answer.objects.exists()
    assert "Your response has 1 comment." in client.get(OVERVIEW).content.decode()


def test_taking_back_all_that_was_said_leads_to_the_overview(client, on_whole):
    client.post(QUESTIONS, said(on_whole, "agree"))

    assert client.post(QUESTIONS, said(on_whole)).url == OVERVIEW


def test_answering_about_a_part_leaves_the_other_answers(client, on_whole, on_area):
    client.post(QUESTIONS, said(on_whole, "agree"))

    client.post(ON_AREA, said(on_area, "disagree"))

    assert answers() == {on_whole: ("agree", ""), on_area: ("disagree", "")}


def test_an_answer_that_stays_the_same_keeps_its_moment(client, on_whole, set_clock):
    client.post(QUESTIONS, said(on_whole, "agree"))
    before = Answer.objects.get().answered_at
    set_clock("2024-04-11T10:00")

    client.post(QUESTIONS, said(on_whole, "agree"))

    assert Answer.objects.get().answered_at == before


@pytest.mark.parametrize(
    ("choice", "text", "sentence"),
    [
        ("agree", "x" * 10_001, "It has 1 too many."),
        ("agree", "👮" * 5_001, "It has 2 too many."),
        ("agree", "a\0b", "Remove the null character"),
        ("strongly-maybe", "My words.", "Choose one of the answers"),
        ("Agree", "My words.", "Choose one of the answers"),
        ("'; DROP TABLE", "My words.", "Choose one of the answers"),
        ("agree\0", "My words.", "Choose one of the answers"),
    ],
)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_an_answer_that_cannot_be_taken_comes_back_with_a_sentence(
    client, on_whole, on_area, choice, text, sentence, headers
):
    right = said(on_whole, "disagree", "These words are right.")

    answer = client.post(QUESTIONS, right | said(on_area, choice, text), headers=headers)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "There is a problem" in page
    assert sentence in page
    assert "These words are right." in page
    assert re.search(r'value="disagree" checked', page)
    if "\0" not in text:
        assert text in page
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "x" * 10_000,
        "👮" * 5_000,
        "ab\r\n" * 3_333 + "x",
        "<script>alert(1)</script>",
        "'; DROP TABLE consultation_answer; --",
        "  “Naïve”\u202e\u05e1\u05d5\u05e3\x01\t",
    ],
)
def test_words_are_kept_to_the_letter(client, on_whole, text):
    client.post(QUESTIONS, said(on_whole, "agree", text))

    assert Comment.objects.get().text == text.replace("\r\n", "\n")
    assert "<script>alert(1)" not in client.get(OVERVIEW).content.decode()


@pytest.mark.parametrize("text", [" ", "\r\n \t"])
def test_a_comment_of_blanks_is_none(client, on_whole, text):
    client.post(QUESTIONS, said(on_whole, "agree", text))

    assert not Comment.objects.exists()


def test_words_to_a_question_without_a_box_come_back(client, consultation):
    question = factories.asked(consultation, has_comment_box=False)

    answer = client.post(QUESTIONS, said(question, "agree", "My words."))

    assert answer.status_code == 409
    assert "The questions have changed" in answer.content.decode()
    assert "My words." in answer.content.decode()


def test_an_answer_to_a_question_that_is_gone_comes_back_with_the_others(client, on_whole):
    gone = {"answer-999999": "agree", "answer-999999-comment": "My words."}

    answer = client.post(QUESTIONS, said(on_whole, "disagree") | gone)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "My words." in page
    assert "Disagree" in page
    assert WHOLE_WORDING in page
    assert not Answer.objects.exists()


def test_there_is_no_form_about_no_such_part(client, on_whole):
    assert client.get(f"{QUESTIONS}?about=no-such-part").status_code == 404
    answer = client.post(f"{QUESTIONS}?about=no-such-part", said(on_whole, "agree", "My words."))

    assert answer.status_code == 409
    assert "My words." in answer.content.decode()


@pytest.mark.parametrize("about", ["no\0part", "'--", "<b>", "x" * 5000])
def test_a_made_up_part_is_not_found(client, on_whole, about):
    assert client.get(QUESTIONS, {"about": about}).status_code == 404


def test_a_part_without_a_question_leads_to_all_questions(client, on_whole):
    assert client.get(ON_AREA).url == QUESTIONS


def test_without_questions_the_page_leads_back_to_the_response(client):
    assert client.get(QUESTIONS).url == OVERVIEW
    assert QUESTIONS not in client.get(OVERVIEW).content.decode()


def sent_in_another_tab(client):
    client.post(ABOUT_YOU, WHO)
    client.post(CHECK, send_form(client.get(CHECK)))


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_answers_of_a_response_sent_meanwhile_come_back(client, on_whole, headers):
    client.post(QUESTIONS, said(on_whole, "agree"))
    token = {"response": Response.objects.get().token}
    sent_in_another_tab(client)

    answer = client.post(
        QUESTIONS, said(on_whole, "disagree", "My new words.") | token, headers=headers
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Your response has already been sent" in page
    assert "My new words." in page
    assert f"Your answer to “{WHOLE_WORDING}”" in page
    assert answers() == {on_whole: ("agree", "")}
    assert Response.objects.count() == 1


def test_no_second_response_is_begun_for_one_sent_in_the_same_moment(public_window, on_whole):
    """Another tab sends it after this one has read it and before it holds it."""
    response = factories.complete(public_window)
    submit_response(response=response, at=factories.BEGUN)

    with pytest.raises(AlreadySentError):
        keep_answers(
            response=response,
            window=public_window,
            given=[Given(on_whole, "agree")],
            begun_at=factories.BEGUN,
            at=factories.BEGUN,
        )

    assert Response.objects.count() == 1
    assert not Answer.objects.exists()


@pytest.mark.parametrize("token", ["no-such-token", "a\0b", "é", "x" * 5000])
def test_answers_of_a_response_that_is_not_here_come_back(client, on_whole, token):
    answer = client.post(QUESTIONS, said(on_whole, "agree", "My words.") | {"response": token})

    assert answer.status_code == 409
    assert "My words." in answer.content.decode()
    assert not Response.objects.exists()


def test_an_answer_posted_after_closing_comes_back_in_the_questions_words(
    client, on_whole, set_clock
):
    set_clock("2024-04-15T00:00")

    answer = client.post(QUESTIONS, said(on_whole, "strongly-agree", "My words."))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert f"Your answer to “{WHOLE_WORDING}”" in page
    assert "Strongly agree" in page
    assert "My words." in page


def test_answers_never_sent_come_back_after_closing(client, on_whole, set_clock):
    client.post(QUESTIONS, said(on_whole, "agree", "Begun in time."))
    set_clock("2024-04-15T00:15")

    page = client.get(OVERVIEW).content.decode()

    assert f"Not sent: your answer to “{WHOLE_WORDING}”" in page
    assert "Begun in time." in page


def test_a_form_opened_before_closing_begins_a_response_within_the_grace_period(
    client, on_whole, set_clock
):
    set_clock("2024-04-14T23:58")
    opened = client.get(QUESTIONS).context["form"].initial["opened"]
    set_clock("2024-04-15T00:05")

    client.post(QUESTIONS, said(on_whole, "agree") | {"opened": opened})

    response = Response.objects.get()
    assert response.begun_at < response.window.closes_at


def test_the_groups_link_travels_with_an_answer(client, consultation, on_whole):
    group = consultation.circulation.first()

    client.post(f"{QUESTIONS}?via={group.slug}", said(on_whole, "agree"))

    assert Response.objects.get().via == group


def test_a_response_of_answers_alone_is_sent_and_on_its_receipt(client, on_whole, on_area):
    client.post(QUESTIONS, said(on_whole, "agree", "Clear enough.") | said(on_area, "dont-know"))
    client.post(ABOUT_YOU, WHO)
    check = client.get(CHECK)
    page = check.content.decode()
    assert "Clear enough." in page
    assert "Don’t know" in page
    assert f'href="{QUESTIONS}#id_answer-{on_area.pk}_0"' in page

    receipt = client.post(CHECK, send_form(check), follow=True)

    assert Response.objects.get().is_sent
    for words in (receipt.content.decode(), receipt_copy(client)):
        assert WHOLE_WORDING in words
        assert "Clear enough." in words
        assert "Don’t know" in words


def receipt_copy(client):
    return client.get(f"{Response.objects.get().receipt_url()}copy.txt").content.decode()


def test_a_question_left_out_is_not_on_the_receipt(client, on_whole, on_area):
    client.post(QUESTIONS, said(on_whole, "agree"))
    client.post(ABOUT_YOU, WHO)

    check = client.get(CHECK)
    receipt = client.post(CHECK, send_form(check), follow=True).content.decode()

    assert "Not answered" in check.content.decode()
    assert AREA_WORDING not in receipt


def test_other_words_of_a_question_are_shown_before_it_is_sent(client, on_whole):
    client.post(QUESTIONS, said(on_whole, "agree"))
    client.post(ABOUT_YOU, WHO)
    form = send_form(client.get(CHECK))
    Question.objects.update(wording="How far do you disagree?")

    answer = client.post(CHECK, form)

    assert answer.status_code == 409
    assert "How far do you disagree?" in answer.content.decode()
    assert not Response.objects.get().is_sent


def test_what_is_public_follows_what_the_person_allows(client, on_whole):
    client.post(QUESTIONS, said(on_whole, "agree", "Clear enough."))
    client.post(ABOUT_YOU, WHO)
    shown = client.get(CHECK).content.decode()
    client.post(ABOUT_YOU, WHO | {"publication": "nothing"})
    hidden = client.get(CHECK).content.decode()

    assert "we publish the words above" in shown
    assert "we publish the words above" not in hidden
    assert "how far you agree in the totals" in hidden


def test_the_bar_counts_comments_and_answers(client, on_whole, on_area):
    client.post(QUESTIONS, said(on_whole, "agree") | said(on_area, "agree"))
    client.post(COMMENT, {"text": "Good."})

    page = client.get(AREA_PAGE).content.decode()

    assert "<strong>1 comment and 2 answers</strong>" in page
    assert "You answered: Agree." in page


def test_nobody_answers_in_the_response_of_another(client, on_whole):
    client.post(QUESTIONS, said(on_whole, "agree"))
    stranger = type(client)()

    stranger.post(QUESTIONS, said(on_whole, "disagree"))

    assert Response.objects.count() == 2
    assert Response.objects.find(client.cookies[COOKIE].value).answers.get().choice == "agree"


def test_a_link_put_aside_does_not_silently_replace_answers(client, on_whole):
    client.post(QUESTIONS, said(on_whole, "agree"))
    other_device = type(client)()
    other_device.post(QUESTIONS, said(on_whole, "disagree"))

    question = other_device.get(Response.objects.order_by("pk").first().resume_url())

    assert "You have another unsent response" in question.content.decode()


def test_with_javascript_the_form_and_its_answer_are_fragments(client, on_area):
    headers = {"HX-Request": "true"}

    form = client.get(ON_AREA, headers=headers).content.decode()
    error = client.post(ON_AREA, said(on_area, "no"), headers=headers)
    saved = client.post(ON_AREA, said(on_area, "agree"), headers=headers)

    assert "<html" not in form
    assert f'id="answer-{on_area.pk}-{AREA}_0"' in form
    assert error.status_code == 422
    assert "<html" not in error.content.decode()
    assert "Your answer is saved." in saved.content.decode()
    assert "1 answer</strong>" in saved.content.decode()
    assert saved.cookies[COOKIE].value


def test_the_page_is_never_kept_by_a_cache(client, on_whole):
    assert "no-store" in client.get(QUESTIONS)["Cache-Control"]


@pytest.mark.parametrize("path", [OVERVIEW, QUESTIONS, CHECK, "/document/", AREA_PAGE, "/"])
def test_a_page_costs_the_same_queries_with_many_questions(
    client, consultation, on_whole, path, django_assert_num_queries
):
    client.post(QUESTIONS, said(on_whole, "agree"))
    client.post(ABOUT_YOU, WHO)
    client.get(path)  # the edition's parts are remembered from here on
    with CaptureQueriesContext(connection) as with_one:
        client.get(path)
    number = len(with_one)
    response = Response.objects.get()
    for part in consultation.edition.parts.all():
        question = factories.asked(consultation, f"On {part.label}?", part=part)
        factories.answered(response, question)

    with django_assert_num_queries(number):
        client.get(path)


def test_saving_costs_few_queries_more_for_each_answer_and_none_for_the_same(
    client, consultation, on_whole, django_assert_max_num_queries
):
    others = [factories.asked(consultation, f"Number {n}?") for n in range(10)]
    post = {name: value for q in [on_whole, *others] for name, value in said(q, "agree").items()}
    client.post(QUESTIONS, post)

    with django_assert_max_num_queries(20):
        client.post(QUESTIONS, post)


def test_example_responses_answer_the_questions(settings, on_whole, on_area):
    settings.DEBUG = True

    call_command("sample_responses", "20")

    assert 0 < Answer.objects.filter(question=on_whole).count() <= 20
    texts = [comment.text for comment in Comment.objects.to_questions()]
    assert texts
    assert all(text.startswith("Example: ") for text in texts)
