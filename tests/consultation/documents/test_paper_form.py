"""The printed form asks what the website asks, and anybody can read it."""

import json

import pytest
import typst
from django.urls import reverse
from django.utils.html import escape

from consultation.documents.paper_form import paper_form_data
from consultation.documents.typesetting import TEMPLATES, pdf
from consultation.models import Answer, Locality, Question, Response
from consultation.models.response import respondents_here
from consultation.responding.answers_form import AnswersForm
from consultation.responding.forms import AboutYouForm
from strategy.models import Partnership
from tests.conftest import london
from tests.consultation import factories
from tests.pdf_checker import faults
from tests.strategy.test_partnership import PNG

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

AT = london("2024-04-10T10:00")
URL = reverse("consultation:response_form", args=["draft-strategy-2024-29"])
FORM = TEMPLATES / "response-form.typ"
IN_OUR_FONTS = {
    "root": TEMPLATES,
    "font_paths": [TEMPLATES / "fonts"],
    "ignore_system_fonts": True,
}
HOSTILE = "]#panic(1) $x$ *b* _i_ `r` @ref <l> // c /* \\ \" ' = h\n- l \u202e evil"


@pytest.fixture
def questions(consultation):
    return [
        Question.objects.create(
            consultation=consultation, wording=wording, position=place, has_comment_box=place == 1
        )
        for place, wording in enumerate(["How far do you agree with it?", "Is it clear?"], 1)
    ]


def words(data):
    """Every text in it, however deep."""
    if isinstance(data, dict):
        return {text for value in data.values() for text in words(value)}
    if isinstance(data, list):
        return {text for value in data for text in words(value)}
    return {data} if isinstance(data, str) else set()


def test_it_has_the_logo_of_the_partnership_and_does_without_a_damaged_one(client):
    without = client.get(URL).content

    Partnership.objects.update(logo=PNG, logo_type="image/png")
    with_logo = client.get(URL).content
    Partnership.objects.update(logo=PNG[:30])
    with_damaged_logo = client.get(URL).content

    assert b"/Width 52" in with_logo
    assert b"/Width 52" not in without
    assert with_damaged_logo.startswith(b"%PDF")


def set_by_typst(data, **options):
    return typst.compile(FORM, **IN_OUR_FONTS, sys_inputs={"data": json.dumps(data)}, **options)


def query_typst(data, label, **options):
    inputs = {"data": json.dumps(data)}
    return typst.query(FORM, label, **IN_OUR_FONTS, sys_inputs=inputs, **options)


def test_every_question_and_choice_of_the_website_is_on_the_paper(consultation, questions):
    Locality.objects.create(consultation=consultation, name="Teesdale")
    form, answers = AboutYouForm(consultation=consultation), AnswersForm(questions=questions)

    on_paper = words(paper_form_data(consultation, at=AT))

    asked = {field.label for field in form} | {q.wording for q in answers.questions}
    hints = {field.help_text for field in form if field.help_text}
    choices = {
        *dict(respondents_here()).values(),
        *Response.Publication.labels,
        *Answer.Choice.labels,
        "Teesdale",
    }
    assert asked | hints | choices <= on_paper
    assert "Choose an area" not in on_paper


def test_what_a_choice_means_is_on_the_paper_too(consultation):
    widget = AboutYouForm(consultation=consultation).fields["publication"].widget

    assert set(widget.hints.values()) <= words(paper_form_data(consultation, at=AT))


def test_questions_are_in_order_and_only_some_have_room_for_a_comment(consultation, questions):
    data = paper_form_data(consultation, at=AT)

    assert data["questions"] == [
        {"wording": "How far do you agree with it?", "has_comment_box": True},
        {"wording": "Is it clear?", "has_comment_box": False},
    ]


def test_it_says_where_to_send_it_by_when_and_what_becomes_of_it(consultation):
    consultation.post = "Community Safety\nCounty Hall\n\nDurham"

    data = paper_form_data(consultation, at=AT)

    assert data["closes"] == "11:59pm on Sunday 14 April 2024"
    assert not data["is_closed"]
    assert data["post"] == ["Community Safety", "County Hall", "Durham"]
    assert data["email"] == consultation.email
    assert data["privacy"] == consultation.privacy_summary
    assert {"999", "101"} <= {service["telephone"] for service in data["services"]}


@pytest.mark.parametrize(
    ("at", "is_closed"),
    [("2024-03-01T10:00", False), ("2024-04-14T23:59:59", False), ("2024-04-15T00:00", True)],
)
def test_it_says_so_when_the_consultation_has_closed(consultation, at, is_closed):
    assert paper_form_data(consultation, at=london(at))["is_closed"] is is_closed


def test_a_longer_window_is_on_the_next_copy(consultation, public_window):
    factories.moved(public_window)

    data = paper_form_data(consultation, at=AT)

    assert data["closes"] == "11:59pm on Sunday 21 April 2024"


def test_every_part_can_be_named_by_its_number_or_title(consultation, edition):
    data = paper_form_data(consultation, at=AT)

    assert [part["key"] for part in data["parts"]] == [part.key for part in edition.parts.all()]
    assert {"number": "1.1.1", "title": "Increased public confidence to report ASB"} in [
        {"number": part["number"], "title": part["title"]} for part in data["parts"]
    ]


def test_a_screen_reader_can_read_it(consultation, questions):
    """Typst refuses to claim PDF/UA-1 for what does not keep to it."""
    data = paper_form_data(consultation, at=AT)

    made = set_by_typst(data, pdf_standards=["ua-1"])

    assert made.startswith(b"%PDF-")
    assert b"pdfuaid" in made
    assert faults(made) == []


@pytest.mark.parametrize("has_agreement_questions", [False, True])
def test_the_equality_questions_begin_a_sheet_that_the_office_can_keep_apart(
    consultation, request, has_agreement_questions
):
    if has_agreement_questions:
        request.getfixturevalue("questions")
    data = paper_form_data(consultation, at=AT)

    end_of_response, equality_sheet = (
        json.loads(query_typst(data, label, field="value", one=True))
        for label in ("<end-of-response>", "<equality-sheet>")
    )

    asked = [question["wording"] for question in data["equality_questions"]]
    assert asked == [each.wording for each in consultation.equality_questions.all()]
    assert equality_sheet > end_of_response
    assert equality_sheet % 2 == 1  # a front, also when both sides are printed


def test_a_consultation_without_them_has_no_such_sheet(consultation):
    consultation.equality_questions.all().delete()

    made = set_by_typst(paper_form_data(consultation, at=AT), format="html").decode()

    assert "Questions about you" not in made
    assert "The parts of the draft" in made


def test_only_the_ways_to_send_it_that_are_set_are_on_it(consultation):
    consultation.post = consultation.telephone = consultation.other_formats = ""
    without = set_by_typst(paper_form_data(consultation, at=AT), format="html").decode()
    consultation.post = "County Hall"
    with_post = set_by_typst(paper_form_data(consultation, at=AT), format="html").decode()

    assert "Post it to" not in without
    assert "telephone" not in without
    assert f"mailto:{consultation.email}" in without
    assert "Post it to" in with_post


def test_it_is_short_enough_to_be_filled_in(consultation, questions):
    pages = set_by_typst(paper_form_data(consultation, at=AT), format="png", ppi=20)

    assert len(pages) <= 6


def test_no_words_are_taken_for_markup(consultation):
    consultation.title = consultation.proposal = consultation.privacy_summary = HOSTILE
    consultation.email = "a]#panic(2)@example.org"
    Question.objects.create(consultation=consultation, wording=HOSTILE)
    Locality.objects.create(consultation=consultation, name=HOSTILE)

    made = pdf("response-form.typ", paper_form_data(consultation, at=AT))

    assert made.startswith(b"%PDF-")


def test_anybody_can_print_it(client, consultation):
    answer = client.get(URL)

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == (
        'inline; filename="response-form-draft-strategy-2024-29.pdf"'
    )
    assert answer.content.startswith(b"%PDF-")
    assert not answer.cookies


def test_the_consultation_page_leads_to_it(client, consultation):
    page = client.get(consultation.get_absolute_url()).content.decode()

    assert f'href="{escape(URL)}"' in page


def test_a_consultation_that_is_not_live_has_none(client, consultation):
    consultation.went_live_at = consultation.went_live_by = None
    consultation.save()

    assert client.get(URL).status_code == 404


def test_it_can_only_be_read(client):
    assert client.post(URL).status_code == 405
