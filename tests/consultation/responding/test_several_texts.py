"""Responding while more than one text is published, or while the text is not published yet."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultation.models import Comment, Response
from strategy.models import Edition
from tests.conftest import london
from tests.consultation.factories import asked, invited, prepared, unsent
from tests.strategy.factories import draft, published, strategy
from tests.strategy.reading import Page
from tests.themes.preview_links import partners_ticket
from themes.drafting.new_draft import start_draft
from themes.publishing.publication import publish_edition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

RESPOND = "/consultations/draft-strategy-2024-29/respond/"
AREA = "/areas-of-focus/anti-social-behaviour/"
GOAL = "anti-social-behaviour/goals/confidence-to-report"
NOW = london("2024-04-10T10:00")
EARLIER = london("2024-04-10T09:00")
WHO = {"respondent_kind": "resident", "publication": "without-name"}


def live(edition, **details):
    consultation = prepared(edition, **details)
    consultation.went_live_at = EARLIER
    consultation.save()
    return consultation


@pytest.fixture
def corrected(edition):
    """A newer edition: one goal has other words, one is new, one is gone, one has a new key."""
    corrected = start_draft(base=edition, slug="corrected", title="Corrected")
    goals = corrected.goal_set
    goals.filter(key=GOAL).update(title="Everyone’s “confidence” to report – at last 🙂")
    goals.filter(key="hate-crime/goals/cohesive-communities").delete()
    area = corrected.areaoffocus_set.get(key="hate-crime")
    goals.create(key="hate-crime/goals/new", title="A new goal", area_of_focus=area)
    moved = goals.get(key="sexual-violence/goals/confidence-to-report")
    moved.key, moved.origin = "sexual-violence/goals/trust", "moved"
    moved.came_from = ["sexual-violence/goals/confidence-to-report"]
    moved.save()
    return publish_edition(edition=corrected, at=EARLIER)


def links(client, address, within):
    return [link for link in Page(client.get(address)).links if within in link]


# Another edition was published while people respond


@pytest.mark.parametrize(
    "address", [AREA, "/themes/hate-crime-and-cohesion/", "/how-we-work/", "/document/"]
)
@pytest.mark.parametrize("standing", Edition.Standing.values)
def test_comment_on_this_stays_on_every_page(client, edition, address, standing):
    before = links(client, address, f"{RESPOND}comment/?about=")
    newer = start_draft(base=edition, slug="newer", title="Newer")
    newer.standing = standing
    newer.save()
    publish_edition(edition=newer, at=EARLIER)

    after = links(client, address, f"{RESPOND}comment/?about=")

    assert after == [f"{link}&read=newer" for link in before]
    assert len(before) > 0
    assert links(client, f"/editions/consultation-draft{address}", f"{RESPOND}comment/") == before


def test_the_form_shows_the_words_consulted_on_and_says_that_they_differ(client, corrected):
    page = Page(client.get(f"{RESPOND}comment/?about={GOAL}&read=corrected"))

    assert "Increased public confidence to report ASB" in page.text
    assert "They are different in “Corrected”, published on 10 April 2024" in page.text
    change = "change-anti-social-behaviour--goals--confidence-to-report"
    assert f"/editions/consultation-draft/compare/corrected/#{change}" in page.links
    assert f"{AREA}#anti-social-behaviour-goals-confidence-to-report" in page.links  # back


def test_the_form_within_a_page_shows_them_as_well(client, corrected):
    address = f"{RESPOND}comment/?about={GOAL}&read=corrected"

    form = client.get(address, headers={"HX-Request": "true"}).content.decode()

    assert "They are different in “Corrected”" in form
    assert "Increased public confidence to report ASB" in form


def test_nothing_is_said_about_words_that_are_the_same(client, corrected):
    page = client.get(f"{RESPOND}comment/?about=road-safety&read=corrected").content.decode()

    assert "different in" not in page
    assert 'href="/areas-of-assurance/road-safety/"' in page


def test_a_comment_from_the_newer_text_is_about_the_part_consulted_on(client, corrected, edition):
    client.post(f"{RESPOND}comment/?about={GOAL}&read=corrected", {"text": "Call back."})

    comment = Comment.objects.get()
    assert (comment.part.edition, comment.part.key) == (edition, GOAL)


def test_a_part_with_a_new_key_leads_to_the_part_that_it_was_made_from(client, corrected):
    [link] = [
        link
        for link in links(client, "/areas-of-focus/sexual-violence/", "about=")
        if "confidence-to-report" in link
    ]

    client.post(link, {"text": "Trust takes time."})

    assert Comment.objects.get().part.key == "sexual-violence/goals/confidence-to-report"


def test_a_new_part_leads_to_a_comment_on_the_whole(client, corrected):
    address = f"{RESPOND}comment/?about=hate-crime/goals/new&read=corrected"
    assert address in links(client, "/areas-of-focus/hate-crime/", RESPOND)

    page = Page(client.get(address))
    client.post(address, {"text": "About the new goal: yes."})

    assert "“A new goal” is new in “Corrected”" in page.text
    assert page.headings[0] == (1, "Comment on the whole strategy")
    assert Comment.objects.get().part is None


def test_the_form_about_a_part_that_is_gone_says_so(client, corrected):
    about = "hate-crime/goals/cohesive-communities"

    page = Page(client.get(f"{RESPOND}comment/?about={about}"))
    client.post(f"{RESPOND}comment/?about={about}", {"text": "Keep it."})

    assert "It is not in “Corrected”" in page.text
    assert Comment.objects.get().part.key == about


@pytest.mark.parametrize("read", ["nothing", "final", "%00", "x" * 3000, "roads"])
def test_an_unknown_text_in_the_address_does_no_harm(client, edition, corrected, read):
    published(strategy(), slug="roads", at=EARLIER)
    draft(edition.strategy, slug="final")

    answer = client.post(f"{RESPOND}comment/?about={GOAL}&read={read}", {"text": "Good."})

    assert answer.status_code == 302
    assert Comment.objects.get().part.edition == edition


def test_questions_stay_beside_their_part_too(client, consultation, edition, corrected):
    question = asked(consultation, "Is this goal right?", part=edition.parts.get(key=GOAL))

    assert question.wording in Page(client.get(AREA)).text
    [link] = links(client, AREA, "questions/?about=")
    answer = client.get(link)

    assert link == f"{RESPOND}questions/?about={GOAL}&read=corrected"
    assert question.wording in answer.content.decode()


def test_a_response_begun_before_can_be_sent_after(client, edition):
    client.post(f"{RESPOND}comment/?about={GOAL}", {"text": "Begun before."})
    published(edition.strategy, slug="other-words", at=EARLIER)
    client.post(f"{RESPOND}about-you/", WHO)
    page = client.get(f"{RESPOND}check/")
    hidden = re.findall(
        r'type="hidden" name="(response|seen)" value="([^"]+)"', page.content.decode()
    )

    client.post(f"{RESPOND}check/", dict(hidden))

    sent = Response.objects.sent().get()
    assert [comment.part.edition for comment in sent.comments.all()] == [edition]


def test_nobody_comments_on_a_preview(client, edition):
    draft = start_draft(base=edition, slug="next", title="Next")
    ticket = partners_ticket(draft, at=None, until=london("2024-04-17T10:00"))

    assert links(client, f"/preview/{ticket}{AREA}", "comment/") == []


# Several consultations are open


@pytest.fixture
def second(edition):
    """A consultation on a later draft of the same strategy."""
    later = start_draft(base=edition, slug="second-draft", title="Second draft")
    publish_edition(edition=later, at=EARLIER)
    return live(later, slug="second", title="On the “second” draft")


@pytest.fixture
def roads(db):
    """A consultation on a draft of another strategy, which takes the front."""
    text = published(strategy(), slug="roads", title="Roads draft", at=EARLIER)
    return live(text, slug="roads", title="On roads")


def test_each_edition_leads_to_the_consultation_on_it(client, second):
    assert all("/second/" in link for link in links(client, AREA, "comment/?about="))
    old = links(client, f"/editions/consultation-draft{AREA}", "comment/?about=")
    assert old
    assert all(link.startswith(RESPOND) for link in old)


def test_an_edition_without_one_leads_to_that_on_the_newest_edition(client, edition, second):
    published(edition.strategy, slug="third", at=NOW)

    assert all("/second/" in link for link in links(client, "/areas-of-focus/focus/", "about="))


def test_each_strategy_leads_to_its_own(client, roads):
    first = "/strategies/safe-durham-partnership-strategy-2024-29"

    assert all("/roads/" in link for link in links(client, "/document/", "comment/?about="))
    assert links(client, f"{first}/document/", "/roads/") == []
    assert links(client, f"{first}/document/", f"{RESPOND}comment/?about=")


def test_home_has_a_card_for_each(client, roads, second):
    page = Page(client.get("/"))

    titles = [text for level, text in page.headings if text == "Have your say"]
    assert len(titles) == 3
    assert {f"/consultations/{slug}/" for slug in ("roads", "second")} <= set(page.links)
    assert "On the “second” draft" in page.text


def test_a_consultation_shows_its_own_closing_moment(client, roads, consultation):
    roads.windows.update(closes_at=london("2024-05-10T17:00"))

    assert "4:59pm on Friday 10 May 2024" in Page(client.get("/consultations/roads/")).text
    first = Page(client.get("/consultations/draft-strategy-2024-29/"))
    assert "11:59pm on Sunday 14 April 2024" in first.text
    assert "10 May" not in first.text


def test_a_consultation_belongs_to_its_strategy(client, roads):
    page = Page(client.get("/consultations/draft-strategy-2024-29/"))

    assert page.title.endswith("Safe Durham Partnership Strategy 2024–29")
    assert "/strategies/safe-durham-partnership-strategy-2024-29/timeline/" in page.links
    assert Page(client.get("/consultations/roads/")).title.endswith("Roads Strategy 2029–34")


def bar(client, address):
    _, _, rest = client.get(address).content.decode().partition('id="response-bar"')
    return rest.partition("<footer")[0]


def test_a_person_has_a_response_begun_in_each_and_each_page_shows_its_own(client, roads):
    client.post("/consultations/roads/respond/comment/", {"text": "On roads."})
    client.post(f"{RESPOND}comment/", {"text": "One."})
    client.post(f"{RESPOND}comment/", {"text": "Two."})

    front = bar(client, "/")
    first = bar(client, "/strategies/safe-durham-partnership-strategy-2024-29/")

    assert Response.objects.count() == 2
    assert "On roads" in front
    assert "1 comment" in front
    assert "/consultations/roads/respond/" in front
    assert RESPOND not in front
    assert "2 comments" in first
    assert "/roads/" not in first


def test_the_bar_names_no_consultation_while_there_is_one(client, consultation):
    client.post(f"{RESPOND}comment/", {"text": "One."})

    assert consultation.title not in bar(client, "/")


def test_two_on_one_strategy_are_both_in_the_bar(client, second, consultation):
    client.post("/consultations/second/respond/comment/", {"text": "On the second."})
    client.post(f"{RESPOND}comment/", {"text": "On the first."})

    shown = bar(client, "/timeline/")

    assert consultation.title in shown
    assert "On the “second” draft" in shown


@pytest.mark.parametrize("address", ["/", "/document/", AREA, "/timeline/", "/strategies/"])
def test_a_page_costs_the_same_for_one_and_for_five(client, edition, address):
    def queries():
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    client.post(f"{RESPOND}comment/", {"text": "One."})
    before = queries()
    for number in range(5):
        asked(live(edition, slug=f"more-{number}"), part=edition.parts.get(key=GOAL))
        client.post(f"/consultations/more-{number}/respond/comment/", {"text": "More."})

    assert queries() == before


# What it is called


def test_a_text_in_force_is_not_called_a_draft(client, edition):
    adopted = start_draft(base=edition, slug="adopted", title="Adopted")
    adopted.standing, adopted.source_note = Edition.Standing.IN_FORCE, ""
    adopted.save()
    publish_edition(edition=adopted, at=EARLIER)
    live(adopted, slug="review", title="The review")

    page = Page(client.get("/consultations/review/"))

    assert "any part of the strategy" in page.text
    assert "Read the strategy" in page.text
    assert "draft" not in page.text.lower()


# The text is not published


@pytest.fixture
def without_text(edition):
    """A live consultation with an open window on a text that is public only later.

    Officers cannot do this; a window that was moved by SQL could.
    """
    hidden = start_draft(base=edition, slug="hidden", title="Hidden")
    hidden = publish_edition(edition=hidden, at=london("2999-01-01T09:00"))
    return live(hidden, slug="too-early", title="Too early", windows=2)


@pytest.mark.parametrize(
    "address",
    [
        *("/", "/consultations/", "/consultations/too-early/", "/consultations/too-early/respond/"),
        f"/consultations/too-early/respond/comment/?about={GOAL}",
        *(f"/consultations/too-early/respond/{step}/" for step in ("questions", "check")),
        *("/timeline.ics", "/feed.xml", "/sitemap.xml", "/strategies/"),
    ],
)
def test_every_page_answers_and_none_offers_to_respond(client, without_text, address):
    answer = client.get(address)

    assert answer.status_code == 200
    assert "/consultations/too-early/respond/" not in answer.content.decode()


def test_the_page_of_the_consultation_says_why(client, without_text):
    text = Page(client.get("/consultations/too-early/")).text

    assert "We have not published the text of this consultation yet." in text
    assert "Not open yet" in text
    assert "Start your response" not in text


def test_a_comment_is_refused_and_its_words_come_back(client, without_text):
    answer = client.post(
        f"/consultations/too-early/respond/comment/?about={GOAL}", {"text": "Kept “words”."}
    )

    page = Page(answer)
    assert answer.status_code == 409
    assert "You cannot respond yet" in page.text
    assert "Kept “words”." in page.text
    assert not Response.objects.exists()


def test_an_invitation_says_that_it_does_not_open_yet(client, without_text):
    url = invited(without_text.windows.get(audience="invited")).private_url()

    for answer in (client.get(url), client.post(url)):
        assert answer.status_code == 200
        assert "Your invitation does not open yet" in answer.content.decode()
    assert not Response.objects.exists()


def test_a_response_begun_somehow_is_given_back_and_not_shown_in_the_bar(client, without_text):
    response = unsent(without_text.windows.get(audience="everyone"), comments=["My words."])

    answer = client.get(response.resume_url(), follow=True)

    assert "My words." in answer.content.decode()
    assert "You cannot respond yet" in answer.content.decode()
    assert "response-bar__row" not in client.get("/").content.decode()


def test_there_is_no_paper_form_yet(client, without_text):
    answer = client.get("/consultations/too-early/response-form.pdf")

    assert (answer.status_code, answer["Location"]) == (302, "/consultations/too-early/")
