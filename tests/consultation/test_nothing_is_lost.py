"""An old form token, a missing cookie or a lost database: the words come back."""

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory

from consultation.models import Comment
from sdp_portal import clock, errors
from sdp_portal.middleware import LostDatabaseMiddleware
from tests.consultation.test_responding import COMMENT

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
