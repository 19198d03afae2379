import pytest


class Seconds:
    """A clock that a test moves by `seconds.now += 1`."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def seconds():
    return Seconds()
