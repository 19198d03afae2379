"""With two consultations on a strategy, every place says which of them it is about."""

import pytest

from tests.conftest import london
from tests.consultation import factories
from tests.consultation.responding.test_responding import ABOUT_YOU, CHECK, COMMENT, GOAL, WHO
from tests.outcome.published import PUBLISHED_AT, RESPONSES, page_of
from tests.outcome.publishing import review_and_publish

AREA = "/areas-of-focus/hate-crime/"
OTHER = "Consultation “next”"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]


@pytest.fixture
def second(edition):
    consultation = factories.prepared(edition)
    consultation.went_live_at, consultation.went_live_by = factories.BEGUN, factories.officer()
    consultation.save()
    return consultation


def said_in(consultation, edition, at):
    window = consultation.windows.get(audience="everyone")
    factories.sent(window, comments=["One."], part=edition.parts.get(key="hate-crime"))
    by = factories.officer()
    review_and_publish(consultation=consultation, seen=None, by=by, at=at)


def test_what_people_said_of_a_part_is_headed_by_its_consultation_if_there_are_two(
    client, set_clock, consultation, second, edition
):
    said_in(consultation, edition, PUBLISHED_AT)
    set_clock("2024-05-20T10:00")
    assert f"told us: {consultation.title}" not in page_of(client.get(AREA)).text

    said_in(second, edition, london("2024-05-19T10:00"))

    headings = [words for level, words in page_of(client.get(AREA)).headings]
    for each in (consultation, second):
        assert f"What people told us: {each.title}" in headings


def test_the_titles_of_their_pages_differ(client, consultation, second, edition, set_clock):
    said_in(consultation, edition, PUBLISHED_AT)
    set_clock("2024-05-20T10:00")

    for address, named in [(RESPONSES, consultation), ("/consultations/next/responses/", second)]:
        assert f"What people told us: {named.title}" in page_of(client.get(address)).title


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "in place"])
def test_the_forms_name_their_consultation_while_two_are_open(client, second, headers):
    address = f"/consultations/next/respond/comment/?about={GOAL}"

    assert OTHER in page_of(client.get(address, headers=headers)).text

    second.windows.update(closes_at=london("2024-04-09T18:00"))
    answer = client.get(f"{COMMENT}?about={GOAL}", headers=headers)
    assert 'sdp-eyebrow">Draft Safe' not in answer.content.decode()


def test_the_steps_and_the_receipt_name_it(client, second):
    client.post(COMMENT.replace("draft-strategy-2024-29", "next"), {"text": "Good."})
    about_you, check = (a.replace("draft-strategy-2024-29", "next") for a in (ABOUT_YOU, CHECK))
    assert OTHER in page_of(client.get(about_you)).text
    client.post(about_you, WHO)
    assert OTHER in page_of(client.get(check)).text
    receipt = client.get(factories.sent(second.windows.get()).receipt_url())
    assert OTHER in page_of(receipt).text
