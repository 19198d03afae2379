"""Another tab sends the response after this one has read it and before this one locks it."""

import pytest

from consultation.models import Response
from consultation.responding import draft
from consultation.responding.draft import AlreadySentError
from consultation.responding.submission import submit_posted, submit_response
from tests.conftest import london
from tests.consultation import factories

pytestmark = pytest.mark.django_db

AT = london("2024-04-10T10:00")
SAID = "I would report more if I heard back."


def change_its_words(response):
    comment = response.comments.get()
    return lambda: draft.change_comment(comment=comment, text="Never mind.", at=AT)


def remove_its_words(response):
    comment = response.comments.get()
    return lambda: draft.remove_comment(comment=comment, at=AT)


def say_who_it_is_from(response):
    return lambda: draft.say_who(response=response, details={"name": "Somebody"}, at=AT)


@pytest.mark.parametrize("begin", [change_its_words, remove_its_words, say_who_it_is_from])
def test_it_is_told_that_it_was_sent_and_nothing_changes(public_window, begin):
    response = factories.complete(public_window, comments=[SAID])
    go_on = begin(response)
    submit_response(response=response, at=AT)

    with pytest.raises(AlreadySentError):
        go_on()

    kept = Response.objects.get()
    assert (kept.name, kept.touched_at) == ("", None)
    assert [comment.text for comment in kept.comments.all()] == [SAID]


# And one that nobody can have


def test_nothing_is_sent_to_a_consultation_that_is_not_live(client, edition, set_clock):
    window = factories.prepared(edition, slug="next").windows.get()
    response = factories.complete(window)
    client.cookies["response-next"] = response.token

    answer = client.post(
        "/consultations/next/respond/check/",
        {"response": response.token, "seen": response.fingerprint()},
    )

    assert answer.status_code == 404
    assert submit_posted(token=response.token, slug="next", at=AT) is None
    assert not Response.objects.get().is_sent
