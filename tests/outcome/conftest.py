import datetime as dt

import pytest

from tests.consultation import factories
from tests.outcome.published import PUBLISHED_AT, RESPONSES, page_of
from tests.outcome.publishing import review_and_publish


@pytest.fixture
def publish(consultation):
    def publish(at=PUBLISHED_AT):
        last = consultation.releases.newest_first().first()
        by = factories.officer()
        return review_and_publish(consultation=consultation, seen=last, by=by, at=at)

    return publish


@pytest.fixture
def read(client):
    def read(address=RESPONSES, **query):
        answer = client.get(address, query)
        assert answer.status_code == 200
        return page_of(answer)

    return read


@pytest.fixture
def many(publish, public_window, edition, monkeypatch):
    """Comments 1 to 12, five on a page; every third from an organisation; 10 and 11 about road
    safety, the others about the whole strategy."""
    monkeypatch.setattr("outcome.responses.reading.ON_A_PAGE", 5)
    road = edition.parts.get(key="road-safety")
    for number in range(1, 13):
        factories.sent(
            public_window,
            comments=[f"Word {number}."],
            part=road if number in {10, 11} else None,
            at=factories.BEGUN + dt.timedelta(minutes=number),
            respondent_kind="organisation" if number % 3 == 0 else "resident",
            organisation="Hall",
        )
    publish()
