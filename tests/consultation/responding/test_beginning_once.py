"""The first form of a response begins it once, however often it is posted."""

import re

import pytest
from django.test import Client

from consultation.models import Comment, Response
from consultation.responding.answers_form import choice_name
from consultation.responding.submission import submit_response
from sdp_portal import clock
from tests.consultation import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

RESPOND = "/consultations/draft-strategy-2024-29/respond/"
COMMENT = f"{RESPOND}comment/"
WORDS = "More lights – on “our” street’s corner. 🚔"
COOKIE = "response-draft-strategy-2024-29"


def form_of(client, address=COMMENT):
    page = client.get(address).content.decode()
    return dict(re.findall(r'name="(csrfmiddlewaretoken|opened)" value="([^"]*)"', page))


def save(client, form, text=WORDS, address=COMMENT):
    """As a browser that has not had the answer to the first post yet."""
    client.cookies.pop(COOKIE, None)
    return client.post(address, form | {"text": text})


@pytest.fixture
def visitor():
    return Client(enforce_csrf_checks=True)


def test_the_same_form_twice_is_one_response_with_one_comment(visitor):
    form = form_of(visitor)

    answers = [save(visitor, form) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [302] * 3
    assert Comment.objects.get().response == Response.objects.get()
    assert len({answer.cookies[COOKIE].value for answer in answers}) == 1


def test_other_words_in_the_same_form_are_another_comment_of_the_same_response(visitor):
    form = form_of(visitor)

    save(visitor, form)
    save(visitor, form, "And one thing more.")

    assert Response.objects.get().comments.count() == 2


def test_so_it_is_with_a_first_answer(visitor, consultation):
    question = factories.asked(consultation)
    address = f"{RESPOND}questions/"
    form = form_of(visitor, address) | {choice_name(question): "agree"}

    for _ in range(2):
        visitor.cookies.pop(COOKIE, None)
        assert visitor.post(address, form).status_code == 302

    assert Response.objects.get().answers.get().choice == "agree"


def test_another_form_of_the_same_browser_begins_another_response(visitor):
    """Without the cookie, that is: nothing but the cookie tells whose a response is."""
    first, second = form_of(visitor), form_of(visitor)

    save(visitor, first)
    save(visitor, second)

    assert Response.objects.count() == 2


def test_what_a_form_carries_opens_nothing_in_another_browser(visitor):
    form = form_of(visitor)
    save(visitor, form)
    other = Client(enforce_csrf_checks=True)
    theirs = form_of(other)

    answer = save(other, theirs | {"opened": form["opened"]}, "Who are you?")

    begun = Response.objects.find(answer.cookies[COOKIE].value)
    assert [comment.text for comment in begun.comments.all()] == ["Who are you?"]
    assert Response.objects.count() == 2


def test_a_form_that_says_nothing_of_itself_begins_a_response_each_time(visitor):
    form = form_of(visitor)
    del form["opened"]

    for _ in range(2):
        save(visitor, form)

    assert Response.objects.count() == 2
    assert not Response.objects.exclude(form_key=None).exists()


def test_once_sent_nothing_is_left_of_the_form_and_it_begins_another_response(visitor):
    form = form_of(visitor)
    save(visitor, form)
    first = Response.objects.get()
    assert first.form_key
    Response.objects.update(respondent_kind="resident", publication="nothing")

    submit_response(response=first, at=clock.now())
    save(visitor, form, "An afterthought.")

    first.refresh_from_db()
    assert first.form_key is None
    assert first.comments.get().text == WORDS
    assert Response.objects.unsent().get().comments.get().text == "An afterthought."


def test_the_back_button_and_another_comment_add_to_the_same_response(visitor):
    form = form_of(visitor)
    save(visitor, form)

    visitor.post(COMMENT, form | {"text": "And one thing more."})

    assert Response.objects.get().comments.count() == 2


@pytest.mark.parametrize("opened", ["", "x", "\0", "🚔" * 1000])
def test_whatever_a_form_says_of_itself_the_words_are_kept(visitor, opened):
    form = form_of(visitor)

    assert save(visitor, form | {"opened": opened}).status_code in {302, 422}
