"""Our words can be read at the age of 9 to 11, on pages, in mails and on the paper form.

Names of partners, parts and papers, and the report's own text, do not count (`reading_ease.py`).
"""

import pytest

from consultation.documents.paper_form import paper_form_data
from consultation.models import CirculationGroup, Consultation, Window
from sdp_portal import partnership
from strategy.models import (
    Body,
    Document,
    Edition,
    Implication,
    Milestone,
    Part,
    RelatedPlan,
    Strategy,
    SupportService,
)
from strategy.rich_text import plain_text
from strategy.texts.catalogue import every_kind
from tests.conftest import london
from tests.consultation import factories
from tests.consultation.documents.test_paper_form import set_by_typst
from tests.consultation.responding.test_responding import WHO, send_form
from tests.reading_ease import OwnWords, grade, sentences
from tests.strategy.addresses import OTHER_PAGES, PAGES
from themes.models import Subgroup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

HARDEST = 6.0  # the grade of children of 11
AT = london("2024-04-10T10:00")
RESPOND = "/consultations/draft-strategy-2024-29/respond/"

NAMED_OR_REPORTED = {
    Part: ["title", "label", "plain_text"],
    Subgroup: ["name", "text"],
    Milestone: ["title", "note"],
    Document: ["title", "by", "text"],
    Implication: ["heading", "text"],
    Body: ["name"],
    RelatedPlan: ["title", "note"],
    SupportService: ["name"],
    Strategy: ["full_title", "title", "contact_name", "equality_impact_text"],
    Edition: ["title"],
    Consultation: ["title"],
    Window: ["title", "asked"],
    CirculationGroup: ["name"],
}


def names():
    row = partnership.current()
    found = {row.name, row.controller, row.area}
    for model, fields in NAMED_OR_REPORTED.items():
        for each in model.objects.all():
            for field in fields:
                found |= {*plain_text(str(getattr(each, field))).split("\n")}
    return {each for each in found if len(each) > 3}


def is_easy(some, names):
    """Read by children of 11; if not, what fails first: the hardest sentences."""
    ours = list(sentences(some, names))
    hardest = sorted(ours, key=lambda each: grade([each]), reverse=True)
    assert grade(ours) <= HARDEST, hardest[:5]
    return True


def words_of(answer):
    assert answer.status_code == 200
    return OwnWords(answer.content.decode()).blocks


@pytest.mark.parametrize("address", [*PAGES, *OTHER_PAGES, "/follow/"])
def test_a_page_is_easy_to_read(client, address):
    assert is_easy(words_of(client.get(address)), names())


@pytest.mark.parametrize("moment", ["2024-03-10T09:00", "2024-04-15T00:05", "2024-04-20T12:00"])
def test_so_it_is_before_the_consultation_opens_and_after_it_has_closed(client, set_clock, moment):
    set_clock(moment)

    for address in ("/", "/consultations/draft-strategy-2024-29/", f"{RESPOND[:-8]}responses/"):
        assert is_easy(words_of(client.get(address)), names())


def test_so_is_each_step_of_responding(client, consultation):
    factories.asked(consultation)
    steps = [RESPOND, f"{RESPOND}comment/?about=hate-crime", f"{RESPOND}questions/"]
    for step in steps:
        assert is_easy(words_of(client.get(step)), names())
    client.post(f"{RESPOND}comment/", {"text": "It is good."})
    client.post(f"{RESPOND}about-you/", WHO)

    for step in [*steps, f"{RESPOND}about-you/", f"{RESPOND}check/"]:
        assert is_easy(words_of(client.get(step)), names())
    check = client.get(f"{RESPOND}check/")
    receipt = client.post(f"{RESPOND}check/", send_form(check), follow=True)
    assert "/receipts/" in receipt.request["PATH_INFO"]
    assert is_easy(words_of(receipt), names())


@pytest.mark.parametrize("kind", [kind for kind in every_kind() if not kind.is_page])
def test_so_is_each_mail(kind):
    _, text = kind.default()
    for gap in kind.gaps:
        text = text.replace(str(gap), "" if gap.is_link else gap.sample)

    assert is_easy(text.split("\n"), {"Draft strategy 2029–34"})


def test_so_is_what_the_consultation_says_of_itself(consultation):
    for said in ("proposal", "changeable", "next_steps", "privacy_summary", "other_formats"):
        assert is_easy(plain_text(getattr(consultation, said)).split("\n"), names())


def test_so_is_the_paper_form(consultation):
    factories.asked(consultation)
    form = set_by_typst(paper_form_data(consultation, at=AT), format="html").decode()

    assert is_easy(OwnWords(form).blocks, names())


def test_hard_words_and_long_sentences_are_found():
    easy = "<p>Tell us what you think. We read all of it.</p>"
    hard = "<p>Stakeholders are invited to utilise the consultation facility in order to submit \
        representations regarding strategic priorities.</p>"
    of_the_report = f'<div class="sdp-part__text">{hard}</div>'

    assert is_easy(OwnWords(easy + of_the_report).blocks, set())
    with pytest.raises(AssertionError, match="Stakeholders"):
        is_easy(OwnWords(easy + hard).blocks, set())


def test_the_grade_is_that_of_the_formula():
    """Two sentences have 14 words of 18 syllables."""
    some = list(sentences(["The committee is open to you. It reads all the words of each letter."]))

    assert grade(some) == pytest.approx(0.39 * 14 / 2 + 11.8 * 18 / 14 - 15.59)
