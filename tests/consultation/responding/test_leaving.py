"""“Exit this page” makes the device forget what was begun on it."""

import pytest

from consultation.models import Response

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

COMMENT = "/consultations/draft-strategy-2024-29/respond/comment/"
FORGET = "/forget/"


@pytest.fixture
def begun(client, consultation):
    client.post(COMMENT, {"text": "He’s watching – “always”."})
    assert remembered(client)


def remembered(client):
    return [name for name, cookie in client.cookies.items() if "response" in name and cookie.value]


def test_the_device_forgets_and_we_keep_the_response(client, begun):
    answer = client.post(FORGET, headers={"Sec-Fetch-Site": "same-origin"})

    assert (answer.status_code, answer.content) == (204, b"")
    assert remembered(client) == []
    assert Response.objects.get().comments.get().text == "He’s watching – “always”."


def test_a_browser_that_does_not_say_where_it_comes_from_is_believed(client, begun):
    client.post(FORGET)

    assert remembered(client) == []


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", "’"])
def test_another_site_makes_nobody_forget(client, begun, site):
    client.post(FORGET, headers={"Sec-Fetch-Site": site.encode().decode("latin-1")})

    assert remembered(client)


def test_with_nothing_begun_nothing_happens(client):
    answer = client.post(FORGET)

    assert (answer.status_code, dict(answer.cookies)) == (204, {})


def test_a_link_to_it_forgets_nothing(client, begun):
    assert client.get(FORGET).status_code == 405
    assert remembered(client)
