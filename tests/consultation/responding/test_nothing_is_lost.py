"""An old form token, a missing cookie or a lost database: the words come back."""

import html
import re

import pytest
from django.db import OperationalError, connection
from django.test import Client, RequestFactory

from consultation.models import Comment, Response
from sdp_portal import clock, errors
from sdp_portal.middleware import LostDatabaseMiddleware
from tests.consultation import factories
from tests.consultation.responding.test_responding import COMMENT

WORDS = "More lights – on “our” street’s corner. 🚔"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]


@pytest.fixture
def strict_client():
    return Client(enforce_csrf_checks=True)


def test_a_form_that_fails_the_csrf_check_comes_back_ready_to_send_again(strict_client):
    answer = strict_client.post(COMMENT, {"text": "My words.", "csrfmiddlewaretoken": "old"})

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "My words." in page
    assert f'action="{COMMENT}"' in page
    token = strict_client.cookies["csrftoken"].value
    again = strict_client.post(COMMENT, {"text": "My words.", "csrfmiddlewaretoken": token})
    assert again.status_code == 302
    assert Comment.objects.get().text == "My words."


def test_the_fields_for_machines_are_not_shown_as_typed():
    request = RequestFactory().post(
        "/", {"text": "My words.", "seen": "abc", "opened": "x", "response": "t", "email": " "}
    )

    assert errors.kept_text(request.POST) == [("Your comment", "My words.")]


def test_a_lost_database_gives_the_words_back_with_a_way_to_try_again(rf):
    request = rf.post(f"{COMMENT}?about=x", {"text": "My words."})
    request.htmx, request.at = False, clock.now()

    answer = LostDatabaseMiddleware(None).process_exception(request, OperationalError("gone"))

    page = answer.content.decode()
    assert answer.status_code == 503
    assert "My words." in page
    assert f'action="{COMMENT}?about=x"' in page


def test_other_faults_are_not_taken_for_a_lost_database(rf):
    assert LostDatabaseMiddleware(None).process_exception(rf.get("/"), ValueError()) is None


def test_the_page_of_a_lost_database_asks_the_database_for_nothing(rf, django_assert_num_queries):
    request = rf.post(COMMENT, {"text": "My words."})
    request.htmx, request.at = False, clock.now()

    with django_assert_num_queries(0):
        errors.database_lost(request)


# What the page says is true


CHECK = "/consultations/draft-strategy-2024-29/respond/check/"


@pytest.fixture
def ready(public_window):
    """On the page from which a response is sent: the browser, and what its form carries."""
    response = factories.complete(public_window, comments=(WORDS,))
    visitor = Client(enforce_csrf_checks=True)
    visitor.cookies["response-draft-strategy-2024-29"] = response.token
    page = visitor.get(CHECK).content.decode()
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return visitor, {name: html.unescape(value) for name, value in found}


def test_the_form_that_sends_carries_the_words_and_gives_them_back(ready):
    visitor, form = ready
    visitor.cookies.clear()

    answer = visitor.post(CHECK, form)

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "your response was not sent" in page
    assert "Nothing you typed is lost: it is below" in page
    assert WORDS in page[page.index("<textarea") :]


def test_more_words_than_a_form_can_carry_are_not_said_to_be_below(ready):
    visitor, form = ready
    visitor.cookies.clear()

    page = visitor.post(CHECK, form | {"words": ""}).content.decode()

    assert "below" not in page
    assert "Press “Try again” to carry on" in page


def test_a_response_too_large_to_be_carried_can_be_sent_all_the_same(public_window, settings):
    words = "🙂’“– " * 1500
    response = factories.complete(public_window, comments=[f"{n} {words}" for n in range(40)])
    visitor = Client()
    visitor.cookies["response-draft-strategy-2024-29"] = response.token

    page = visitor.get(CHECK)
    form = {"response": response.token, "seen": page.context["fingerprint"]}
    answer = visitor.post(CHECK, form | {"words": page.context["words"]})

    assert page.context["words"] == ""
    assert answer.status_code == 302
    assert Response.objects.get().is_sent


def test_a_response_that_is_gone_gives_its_words_back(ready):
    visitor, form = ready
    Response.objects.all().delete()

    answer = visitor.post(CHECK, form)

    assert answer.status_code == 409
    assert "We cannot find your response" in answer.content.decode()
    assert WORDS in answer.content.decode()


def test_after_closing_the_words_are_given_back_once(ready, set_clock):
    visitor, form = ready
    set_clock("2024-04-20T10:00")

    page = visitor.post(CHECK, form).content.decode()

    assert page.count(WORDS) == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_our_own_mistake_gives_the_words_back(method, public_window):
    visitor = Client(raise_request_exception=False)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE consultation_comment RENAME COLUMN text TO word")

    answer = getattr(visitor, method)(COMMENT, {"text": WORDS})

    page = answer.content.decode()
    if method == "post":
        assert answer.status_code == 500
        assert WORDS in page
        assert "it is below" in page
    else:
        assert answer.status_code == 200
