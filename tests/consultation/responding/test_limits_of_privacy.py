"""Before they send, people read what “do not publish” cannot rule out."""

import pytest

from consultation.documents.paper_form import paper_form_data
from consultation.responding.limits_of_privacy import limits_of_privacy
from tests.consultation.factories import BEGUN
from tests.strategy.reading import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

ABOUT_YOU = "/consultations/draft-strategy-2024-29/respond/about-you/"
COMMENT = "/consultations/draft-strategy-2024-29/respond/comment/"
PARTNERS = "Officers read it, and so do the police – “all of it”."


@pytest.fixture
def page(client, consultation):
    client.post(COMMENT, {"text": "More buses."})
    return lambda: Page(client.get(ABOUT_YOU)).text


def test_it_stands_where_they_choose_what_is_published(page, consultation):
    assert "Our officers read what you write." in page()
    assert "Freedom of Information Act 2000" in page()
    assert "somebody is at risk of serious harm, we pass that on" in page()


def test_officers_say_which_partners_read_it(page, consultation):
    consultation.who_reads = PARTNERS
    consultation.save()

    assert PARTNERS in page()
    assert "Our officers read what you write." not in page()


def test_the_paper_form_says_the_same(consultation):
    consultation.who_reads = PARTNERS

    data = paper_form_data(consultation, at=BEGUN)

    assert data["limits"] == limits_of_privacy(consultation)
    assert data["limits"][0] == PARTNERS
