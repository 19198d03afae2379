"""A prepared queryset reads what the same queryset would, without being put together again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultation.models import Comment
from sdp_portal.prepared_queries import Prepared
from tests.consultation import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on(settings):
    settings.PREPARED_QUERIES = True


@pytest.fixture
def made():
    """How often the queryset was put together."""
    return []


@pytest.fixture
def comments(made):
    def make(response, text):
        made.append(response)
        return Comment.objects.filter(response=response).exclude(text=text)

    return Prepared(make, response=-1, text="TEXT")


def test_it_reads_the_rows_of_the_values_given_each_time(comments, made, public_window):
    one = factories.unsent(public_window, comments=["One.", "Two.", "Three."])
    other = factories.unsent(public_window, comments=["Four.", "TEXT"])

    read = [
        comments.rows(response=one.pk, text="Two."),
        comments.rows(response=other.pk, text="Four."),
        comments.rows(response=other.pk, text="%s'; --"),
    ]

    texts = [[comment.text for comment in rows] for rows in read]
    assert texts == [["One.", "Three."], ["TEXT"], ["Four.", "TEXT"]]
    assert len(made) == 1


def test_what_is_read_belongs_to_the_model_with_all_that_was_joined(public_window):
    response = factories.unsent(public_window)
    joined = Prepared(
        lambda response: Comment.objects.select_related("response").filter(response=response),
        response=-1,
    )

    [comment] = joined.rows(response=response.pk)

    with CaptureQueriesContext(connection) as queries:
        assert comment.response == response
    assert comment.text == response.comments.get().text
    assert len(queries) == 0


def test_a_relation_that_was_read_is_not_asked_for_again_and_can_be_asked_otherwise(
    comments, public_window, django_assert_num_queries
):
    response = factories.unsent(public_window, comments=["One.", "Two."])

    with django_assert_num_queries(1):
        comments.read_into(response, "comments", response=response.pk, text="")
        texts = [comment.text for comment in response.comments.all()]

    assert texts == ["One.", "Two."]
    assert response.comments.filter(text="Two.").count() == 1
    assert response.comments.update(text="Three.") == 2


def test_a_stand_in_that_is_no_parameter_is_refused(public_window):
    without = Prepared(lambda response: Comment.objects.all(), response=-1)

    with pytest.raises(ValueError, match="stand-in"):
        without.rows(response=public_window.pk)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"response": 1},
        {"response": 1, "text": "", "txt": ""},
        {"response": 1, "text": None},
    ],
    ids=["no value", "one is missing", "one is unknown", "one is None"],
)
def test_without_a_value_for_each_stand_in_nothing_is_read(
    comments, public_window, values, django_assert_num_queries
):
    with (
        django_assert_num_queries(0),
        pytest.raises(TypeError, match="a value for each of: response, text"),
    ):
        comments.rows(**values)


def test_two_stand_ins_that_are_the_same_are_refused():
    with pytest.raises(ValueError, match="differ"):
        Prepared(lambda **_: Comment.objects.all(), response=-1, part=-1)


def test_with_the_setting_off_it_reads_the_same_and_is_put_together_each_time(
    comments, made, public_window, settings
):
    settings.PREPARED_QUERIES = False
    response = factories.unsent(public_window, comments=["One.", "Two."])

    read = [comments.rows(response=response.pk, text=text) for text in ("One.", "Two.")]

    assert [[comment.text for comment in rows] for rows in read] == [["Two."], ["One."]]
    assert made == [response.pk, response.pk]
    with pytest.raises(TypeError, match="a value for each of"):
        comments.rows(response=response.pk)
