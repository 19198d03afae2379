"""What the pages say of the strategy is what the report says of it, in sentences of people.

The report says that the Partnership will champion the areas that need further focus (para 17). Put
together from a title and a verb, that became “Sexual violence is an area that the Partnership will
champion”.
"""

import re

import pytest

from strategy.models import Part
from tests.strategy.addresses import OTHER_PAGES, PAGES
from tests.strategy.reading import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

FROM_THE_REPORT = (
    "The Safe Durham Partnership will champion the areas that need further focus or development."
)
SAID_OF_A_TITLE = r"\b{}(?:,? (?:which|that|is|are|was|were|will|has|have|can|must|may)\b)"


def words_of(answer):
    """As somebody reads them; in a JSON file a line break is two signs."""
    return " ".join(Page(answer).text.replace("\\n", " ").split())


@pytest.mark.parametrize("address", [*PAGES, *OTHER_PAGES, "/document.json", "/feed.xml"])
def test_nothing_but_the_areas_that_need_focus_is_championed(client, address):
    answer = client.get(address)
    words = words_of(answer)

    assert "champion" not in words.replace(FROM_THE_REPORT, "")
    for part in Part.objects.exclude(kind=Part.Kind.SECTION):
        assert not re.search(SAID_OF_A_TITLE.format(re.escape(part.title)), words, re.IGNORECASE)


def test_the_reports_own_sentence_says_what_an_area_of_focus_is(client):
    assert FROM_THE_REPORT in words_of(client.get("/areas-of-focus/sexual-violence/"))


def test_every_theme_and_area_has_words_of_its_own():
    kinds = [Part.Kind.THEME, Part.Kind.AREA_OF_FOCUS, Part.Kind.AREA_OF_ASSURANCE]
    texts = [part.plain_text for part in Part.objects.filter(kind__in=kinds)]

    assert all(texts)
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("address", ["/privacy/", "/consultations/draft-strategy-2024-29/"])
def test_nothing_is_promised_about_comments_that_the_report_does_not_say(client, address):
    words = words_of(client.get(address))

    assert "delivery plans" in words
    assert "considers every comment" not in words
