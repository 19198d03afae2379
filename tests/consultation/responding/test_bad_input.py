"""Every field that the public can type into, with everything that can be typed or posted.

Each gets a clear sentence at the field, or is kept exactly as it was typed. Everything else on the
form stays. A new form belongs into FORMS; a test says which one is missing.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from consultation.equality import ballots
from consultation.models import (
    Comment,
    EqualityBallot,
    EqualityOption,
    Follower,
    LinkRequest,
    Locality,
    Question,
    Response,
)
from tests.consultation import factories
from tests.consultation.responding.test_responding import (
    ABOUT_YOU,
    CHECK,
    COMMENT,
    OVERVIEW,
    SLUG,
    WHO,
    send_form,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

NUL = "Remove the null character"
BREAK = "Remove the line break or control character"
ADDRESS = "Enter an email address in the correct format"
TAKEN = ""

TYPED = {
    "nothing": "",
    "blank": " \t ",
    "nearly right": "  It’s fine – “really”…  ",
    "two lines": "One,\ntwo.",
    "too much": "x" * 10_001,
    "null": "be\0fore",
    "control characters": "be\x01\x08\x0b\x1b[31m\x7f\x85fore",
    "right-to-left override": "abc\u202edef\u2066ghi",
    "right-to-left": "\u0645\u0631\u062d\u0628\u0627",
    "emoji": "👮🏽‍♀️🏳️‍🌈🀄",
    "html": "</textarea><script>alert(1)</script><b title=\"x\" id='y'>&amp;",
    "template": "{{ request }}{% load x %}%s{0}",
    "address with a control character": '"\x01"@example.org',
    "sql": "'; DROP TABLE consultation_response; --",
    "a megabyte": "y" * 1_000_000,
    "a megabyte of emoji": "🙂" * 250_000,
}
TOO_LONG = "must be 200 characters or fewer."
WORDS = {
    "null": NUL,
    "too much": "It has 1 too many.",
    "a megabyte": "It has 990,000 too many.",
    "a megabyte of emoji": "It has 490,000 too many.",
}
LINE = {
    "null": NUL,
    "too much": TOO_LONG,
    "a megabyte": TOO_LONG,
    "a megabyte of emoji": TOO_LONG,
    "two lines": BREAK,
    "control characters": BREAK,
    "address with a control character": BREAK,
}
ALL_BUT_ADDRESSES = dict.fromkeys(TYPED, ADDRESS) | {"address with a control character": BREAK}
OPTIONAL_ADDRESS = ALL_BUT_ADDRESSES | {"nothing": TAKEN, "blank": TAKEN, "null": NUL}


@dataclass(frozen=True)
class Form:
    """`right` is what the form takes; of `typed` the fields that take any words, each with the
    sentences for what they refuse; `chosen` are those with choices; `kept` is what was stored."""

    view: str
    right: dict[str, str]
    typed: dict[str, dict[str, str]]
    kept: Callable[[str], str]
    chosen: tuple[str, ...] = ()

    def fields(self, given: dict) -> dict[str, str]:
        return {name.format(**given): value for name, value in self.right.items()}


def latest(model):
    return model.objects.order_by("-pk").first()


def words_to_a_question():
    comment = Comment.objects.to_questions().order_by("-pk").first()
    return comment.text if comment else ""


REQUIRED_WORDS = WORDS | {"nothing": "Enter your comment.", "blank": "Enter your comment."}
REQUIRED_ADDRESS = ALL_BUT_ADDRESSES | dict.fromkeys(
    ("nothing", "blank"), "Enter your email address."
)
REQUIRED_LINE = LINE | dict.fromkeys(("nothing", "blank"), "Enter the name of the organisation")
FORMS = [
    Form(
        "comment",
        right={"text": "Good."},
        typed={"text": REQUIRED_WORDS},
        kept=lambda field: latest(Comment).text,
    ),
    Form(
        "change_comment",
        right={"text": "Better."},
        typed={"text": REQUIRED_WORDS},
        kept=lambda field: latest(Comment).text,
    ),
    Form(
        "questions",
        right={"answer-{question}": "agree", "answer-{question}-comment": "Because."},
        typed={"answer-{question}-comment": WORDS},
        kept=lambda field: words_to_a_question(),
        chosen=("answer-{question}",),
    ),
    Form(
        "about_you",
        right={
            "respondent_kind": "organisation",
            "organisation": "Example group",
            "name": "Sample Person",
            "email": "sample@example.org",
            "locality": "{locality}",
            "publication": "without-name",
        },
        typed={"organisation": REQUIRED_LINE, "name": LINE, "email": OPTIONAL_ADDRESS},
        kept=lambda field: getattr(latest(Response), field),
        chosen=("respondent_kind", "locality", "publication"),
    ),
    Form(
        "send_link",
        right={"email": "sample@example.org"},
        typed={"email": REQUIRED_ADDRESS},
        kept=lambda field: latest(LinkRequest).email,
    ),
    Form(
        "follow",
        right={"email": "sample@example.org"},
        typed={"email": REQUIRED_ADDRESS},
        kept=lambda field: latest(Follower).email,
    ),
    Form(
        "equality",
        right={"nonce": "{nonce}", "equality-{equality}": "{option}"},
        typed={},
        kept=lambda field: "",
        chosen=("equality-{equality}",),
    ),
]
NOTHING_TO_TYPE = {
    "bounces",  # for machines; its own tests send it what is no report
    "remove_comment",
    "check",
    "invitation",
    "follower",
    "stop_following",
    "change",
    "leave",
    "forget_here",
    "forget_all",
    "withdraw",
}
IN_EVERY_FIELD = [
    pytest.param(form, field, name, id=f"{form.view}-{field.replace('{question}', '')}-{name}")
    for form in FORMS
    for field in form.typed
    for name in TYPED
]
IN_EVERY_CHOICE = [
    pytest.param(form, field, id=f"{form.view}-{field.replace('{question}', '')}")
    for form in FORMS
    for field in form.chosen
]


@pytest.fixture
def given(client, consultation, public_window, admin_user):
    """Somebody in the middle of responding, and what the addresses and fields need."""
    question = Question.objects.create(consultation=consultation, wording="How far do you agree?")
    locality = Locality.objects.create(consultation=consultation, name="Example Valley")
    option = EqualityOption.objects.filter(question__consultation=consultation).first()
    client.post(COMMENT, {"text": "My first words."})
    client.post(ABOUT_YOU, WHO)
    response = Response.objects.get()
    return {
        "slug": SLUG,
        "pk": response.comments.get().pk,
        "token": response.token,
        "question": question.pk,
        "locality": locality.pk,
        "equality": option.question_id,
        "option": option.pk,
        "nonce": ballots.ticket_for_paper(consultation),
    }


def address_of(view, given):
    [pattern] = [p for name, p in public_patterns() if name == view]
    needed = {name: given[name] for name in pattern.pattern.converters}
    return reverse(f"consultation:{view}", kwargs=needed)


def public_patterns():
    """Of the consultation's addresses: (name, pattern). Those without a name only lead on."""
    _, resolver = get_resolver().namespace_dict["consultation"]
    return [(p.name, p) for p in resolver.url_patterns if isinstance(p, URLPattern) and p.name]


def filled(form, given, **typed):
    right = {name: value.format(**given) for name, value in form.fields(given).items()}
    return right | {name.format(**given): value for name, value in typed.items()}


def error_at(page, field):
    """The words at a field's error message, as the page of a form shows them."""
    box = re.search(rf'<div id="[^"]*{re.escape(field)}[^"]*_error">(.*?)</div>', page, re.DOTALL)
    return re.sub(r"<[^>]+>", "", box[1]) if box else "no error at the field"


@pytest.mark.parametrize(("form", "field", "name"), IN_EVERY_FIELD)
def test_what_is_typed_is_kept_to_the_letter_or_refused_at_the_field(
    client, given, form, field, name
):
    value, sentence = TYPED[name], form.typed[field].get(name, TAKEN)
    posted = filled(form, given, **{field: value})

    answer = client.post(address_of(form.view, given), posted)

    page = answer.content.decode()
    if sentence:
        assert answer.status_code == 422
        assert "<title>Error: " in page
        assert sentence in error_at(page, field.format(**given))
        for typed in form.typed:
            assert escape(posted[typed.format(**given)]) in page
        for chosen in form.chosen:
            assert is_chosen(page, posted[chosen.format(**given)])
    else:
        assert answer.status_code == 302
        is_to_the_letter = form.typed[field] in (WORDS, REQUIRED_WORDS) and value.strip()
        assert form.kept(field) == (value if is_to_the_letter else value.strip())


def is_chosen(page, value):
    return re.search(rf'value="{value}"[^>]* (checked|selected)', page)


@pytest.mark.parametrize(("form", "field"), IN_EVERY_CHOICE)
@pytest.mark.parametrize("name", sorted(set(TYPED) - {"nothing", "blank"}))
def test_a_choice_that_was_not_offered_is_refused_and_the_rest_kept(
    client, given, form, field, name
):
    posted = filled(form, given, **{field: TYPED[name]})

    answer = client.post(address_of(form.view, given), posted)

    page = answer.content.decode()
    assert answer.status_code == 422
    sentence = "Select" if field == "respondent_kind" else "Choose"
    sentence = NUL if field == "locality" and name == "null" else sentence
    assert sentence in error_at(page, field.format(**given))
    for typed in form.typed:
        assert escape(posted[typed.format(**given)]) in page


def test_every_form_of_the_public_pages_is_tried(client, given):
    """An address that takes a form belongs into FORMS, or, when nothing can be typed or chosen
    in it, into NOTHING_TO_TYPE."""
    taking_forms = set()
    for name, pattern in public_patterns():
        missing = set(pattern.pattern.converters) - set(given)
        assert not missing, f"say in the fixture `given` what the address of {name} needs"
        answer = client.put(address_of(name, given))
        assert answer.status_code == 405, f"{name} does not say which methods it takes"
        if "POST" in answer["Allow"]:
            taking_forms.add(name)

    assert taking_forms == {form.view for form in FORMS} | NOTHING_TO_TYPE


@pytest.mark.parametrize("name", TYPED)
def test_the_search_answers_everything(client, name):
    answer = client.get("/search/", {"q": TYPED[name][:5_000]})

    assert answer.status_code == 200
    assert "<script>alert(1)" not in answer.content.decode()


@pytest.mark.parametrize("name", TYPED)
@pytest.mark.parametrize(
    "address", [COMMENT, f"/consultations/{SLUG}/", OVERVIEW, "/consultations/"]
)
def test_what_stands_in_an_address_harms_no_page(client, address, name):
    query = {"about": TYPED[name][:5_000], "via": TYPED[name][:5_000], "switch": TYPED[name][:5]}

    assert client.get(address, query).status_code in {200, 404}
    assert client.post(address, query | {"text": "Words."}).status_code in {302, 405, 409, 422}


@pytest.mark.parametrize("name", TYPED)
@pytest.mark.parametrize("field", ["response", "seen", "opened", "website"])
def test_the_fields_that_nobody_types_can_hold_anything(client, given, field, name):
    sent = client.post(CHECK, send_form(client.get(CHECK)) | {field: TYPED[name]})
    added = client.post(COMMENT, {"text": "Words.", field: TYPED[name]})

    assert sent.status_code in {302, 409}
    assert added.status_code in {302, 409, 422}


@pytest.mark.parametrize("name", TYPED)
def test_an_equality_form_that_is_none_of_ours_counts_nothing(client, given, name):
    address = address_of("equality", given)

    answer = client.post(address, {"nonce": TYPED[name], f"equality-{given['equality']}": "1"})

    assert answer.status_code == 422
    assert not EqualityBallot.objects.exists()


# Too much for any form


@pytest.mark.parametrize("view", [form.view for form in FORMS])
def test_a_post_beyond_all_measure_is_answered_in_words(client, given, view):
    answer = client.post(address_of(view, given), {"text": "z" * 4_200_000})

    page = answer.content.decode()
    assert answer.status_code == 413
    assert "That is more than we can take at once" in page
    assert "larger than 4 MB" in page
    assert "no-store" in answer["Cache-Control"]


def test_a_form_within_a_page_gets_that_answer_without_a_page_around_it(client):
    answer = client.post(COMMENT, {"text": "z" * 4_200_000}, headers={"HX-Request": "true"})

    assert answer.status_code == 413
    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("&".join(f"field{n}=x" for n in range(1_001)), "application/x-www-form-urlencoded"),
        ("broken off", "multipart/form-data; boundary=x"),
        ("broken off", "multipart/form-data"),
        ("--x\r\nnonsense", "multipart/form-data; boundary=" + "x" * 300),
    ],
)
def test_what_is_no_form_of_ours_is_answered_in_words(client, body, content_type):
    answer = client.post(COMMENT, body, content_type=content_type)

    assert answer.status_code in {200, 400, 422}
    assert "<h1" in answer.content.decode()


@pytest.mark.ignore_template_errors  # the admin's own templates ask for what may be missing
def test_an_officers_form_beyond_all_measure_is_answered_in_words(admin_client, public_window):
    page = f"/admin/consultation/window/{public_window.pk}/change/"

    answer = admin_client.post(page, {"asked": "z" * 4_200_000})

    assert answer.status_code == 413
    assert "That is more than we can take at once" in answer.content.decode()


def test_an_address_that_is_no_text_is_answered_in_words():
    answer = Client(raise_request_exception=False).get("/", headers={"Host": "not a host"})

    assert answer.status_code == 400
    assert "We could not read that" in answer.content.decode()


# What was stored is shown harmlessly


HOSTILE = TYPED["html"] + TYPED["control characters"] + TYPED["right-to-left override"]
HOSTILE_NAME = TYPED["html"][:150] + TYPED["right-to-left override"]


@pytest.fixture
def hostile(public_window):
    return factories.complete(
        public_window,
        comments=[HOSTILE],
        respondent_kind="organisation",
        organisation=HOSTILE_NAME,
        name=HOSTILE_NAME,
        publication="with-name",
    )


@pytest.fixture
def its_client(client, hostile):
    client.get(hostile.resume_url())
    return client


@pytest.mark.parametrize("address", [OVERVIEW, CHECK, ABOUT_YOU, COMMENT, "/"])
def test_before_sending_it_is_shown_as_text(its_client, address):
    page = its_client.get(address).content.decode()

    assert "<script>alert(1)" not in page
    if address in (OVERVIEW, CHECK):
        assert escape(HOSTILE) in page


@pytest.mark.parametrize("place", ["receipt", "receipt_copy"])
def test_after_sending_it_is_shown_as_text(its_client, hostile, place):
    its_client.post(CHECK, send_form(its_client.get(CHECK)))

    answer = its_client.get(reverse(f"consultation:{place}", args=[hostile.token]))

    page = answer.content.decode()
    if place == "receipt":
        assert "<script>alert(1)" not in page
        assert escape(HOSTILE) in page
    else:
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert HOSTILE in page


@pytest.mark.parametrize("place", [CHECK, "receipt"])
def test_a_name_cannot_turn_the_line_around_in_which_it_stands(its_client, hostile, place):
    if place == "receipt":
        its_client.post(CHECK, send_form(its_client.get(CHECK)))
        place = hostile.receipt_url()

    page = its_client.get(place).content.decode()

    name = escape(HOSTILE_NAME)
    assert page.count(name) == page.count(f"<bdi>{name}</bdi>") == 4


@pytest.mark.ignore_template_errors  # the admin's own templates ask for what may be missing
def test_officers_see_it_as_text(admin_client, its_client, hostile):
    its_client.post(CHECK, send_form(its_client.get(CHECK)))

    for address in (
        "/admin/consultation/response/",
        f"/admin/consultation/response/{hostile.pk}/change/",
        "/admin/consultation/comment/",
        f"/admin/consultation/comment/{hostile.comments.get().pk}/change/",
    ):
        page = admin_client.get(address).content.decode()
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page
