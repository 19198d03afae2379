import pytest

from tests.consultation import factories
from tests.consultation.equality.answering import link_on


@pytest.fixture
def person(client, set_clock):
    return client


@pytest.fixture
def link(person, public_window):
    """From the receipt of somebody's response to the questions."""
    return link_on(person, factories.sent(public_window))
