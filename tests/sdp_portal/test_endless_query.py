"""An address with more parameters than anybody needs is answered at once, in words."""

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]


def asked(client, number, address="/"):
    return client.get(address, query_params={f"field{n}": "x" for n in range(number)})


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("address", ["/", "/search/", "/admin/", "/no-such-page/"])
def test_too_many_parameters_are_answered_in_words(client, settings, debug, address):
    settings.DEBUG = debug

    answer = asked(client, 1_001, address)

    assert answer.status_code == 400
    assert "We could not read that" in answer.content.decode()
    assert "field1" not in answer.content.decode()


def test_as_many_as_we_read_are_passed_over(client):
    assert asked(client, 1_000).status_code == 200
