"""The private link of somebody who is invited, and the response that is made by it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultation.models import Response
from consultation.responding.draft import add_comment
from consultation.responding.submission import submit_response
from tests.conftest import london
from tests.consultation import factories
from tests.consultation.responding.test_responding import (
    ABOUT_YOU,
    CHECK,
    COMMENT,
    COOKIE,
    GOAL,
    OVERVIEW,
    WHO,
    send_form,
)

IN_THE_INVITED_WINDOW = "2024-04-17T10:00"  # the public window closed on 14 April
AREA = "/areas-of-focus/anti-social-behaviour/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]


@pytest.fixture
def invitation(invited_window):
    return factories.invited(invited_window, name="Councillor Example")


@pytest.fixture
def address(invitation):
    return invitation.private_url()


@pytest.fixture
def in_the_invited_window(set_clock):
    set_clock(IN_THE_INVITED_WINDOW)


@pytest.fixture
def begun(client, address, in_the_invited_window):
    """A browser whose response by invitation has just been begun."""
    client.post(address)
    return client


def words(answer):
    return " ".join(answer.content.decode().split())


@pytest.mark.usefixtures("in_the_invited_window")
def test_the_page_says_who_is_invited_to_what_until_when_and_what_is_asked(
    client, address, invited_window
):
    page = words(client.get(address))

    assert "Councillor Example" in page
    assert invited_window.title in page
    assert "11:59pm on Tuesday 23 April 2024" in page
    assert invited_window.asked in page
    assert "Your privacy" in page
    assert "Start your response" in page


@pytest.mark.usefixtures("in_the_invited_window")
def test_reading_it_writes_nothing_and_sets_no_cookie(client, address):
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)

    assert not [q for q in queries if not q["sql"].startswith("SELECT")]
    assert not answer.cookies
    assert not Response.objects.exists()


@pytest.mark.usefixtures("in_the_invited_window")
def test_another_site_cannot_begin_a_response_in_somebodys_browser(address):
    browser = Client(enforce_csrf_checks=True)

    browser.post(address, headers={"Origin": "https://elsewhere.example"})

    assert not Response.objects.exists()
    browser.post(address, headers={"Origin": "http://testserver"})
    assert Response.objects.exists()


@pytest.mark.usefixtures("in_the_invited_window")
def test_it_is_kept_out_of_caches_and_search_engines(client, address):
    answer = client.get(address)

    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"


def test_a_response_begun_by_it_is_in_the_invited_window(begun, invitation, invited_window):
    begun.post(f"{COMMENT}?about={GOAL}", {"text": "For the committee."})
    begun.post(ABOUT_YOU, WHO)
    answer = begun.post(CHECK, send_form(begun.get(CHECK)), follow=True)

    response = Response.objects.get()
    assert "Response sent" in words(answer)
    assert (response.invitation, response.window) == (invitation, invited_window)
    assert response.is_sent
    assert not response.is_late


def test_the_pages_of_responding_name_the_closing_of_the_invited_window(begun):
    begun.post(COMMENT, {"text": "For the committee."})
    begun.post(ABOUT_YOU, WHO)

    for path in (OVERVIEW, CHECK):
        page = words(begun.get(path))
        assert "11:59pm on Tuesday 23 April 2024" in page
        assert "14 April" not in page


def test_a_response_that_says_nothing_yet_invites_to_start(begun):
    page = words(begun.get(OVERVIEW))

    assert "Or comment on one part" in page
    assert "There is no unsent response" not in page


def test_the_pages_of_the_draft_offer_to_comment_by_the_invitation(begun, client, edition):
    begun.post(COMMENT, {"text": "For the committee."})

    page = words(begun.get(AREA))

    assert f"/respond/comment/?about={GOAL}" in page
    assert "1 comment</strong>" in page
    assert "11:59pm on Tuesday 23 April 2024" in words(begun.get("/"))
    assert "Comment on this" not in words(type(client)().get(AREA))


def test_the_consultations_page_shows_the_way_back_to_the_response(begun, client, consultation):
    page = words(begun.get(consultation.get_absolute_url()))
    of_the_public = words(type(client)().get(consultation.get_absolute_url()))

    assert "Continue your response" in page
    assert "You are responding <strong>by invitation</strong>" in page
    assert "Continue your response" not in of_the_public


def test_a_response_by_invitation_stays_in_its_window_while_the_public_one_is_open(
    client, address, invited_window, set_clock
):
    factories.moved(invited_window, opens_at=london("2024-04-09T00:00"))
    client.post(address)

    client.post(COMMENT, {"text": "For the committee."})

    assert Response.objects.get().window == invited_window
    assert "23 April 2024" in words(client.get(OVERVIEW))
    assert "23 April 2024" in words(client.get("/"))


def test_going_on_leads_to_the_same_response(begun, address):
    begun.post(COMMENT, {"text": "For the committee."})

    assert "Continue your response" in words(begun.get(address))
    begun.post(address)

    assert Response.objects.count() == 1


@pytest.mark.usefixtures("in_the_invited_window")
def test_several_people_of_a_group_respond_apart(client, address):
    other = type(client)()
    client.post(address)
    client.post(COMMENT, {"text": "One."})
    other.post(address)
    other.post(COMMENT, {"text": "Two."})

    assert sorted(r.comments.get().text for r in Response.objects.all()) == ["One.", "Two."]


@pytest.mark.usefixtures("in_the_invited_window")
def test_the_page_says_how_many_were_sent_and_when_without_a_way_to_them(
    client, address, invitation, invited_window
):
    moment = london("2024-04-16T14:05")
    sent = factories.sent(invited_window, at=moment, invitation=invitation)
    factories.sent(invited_window, at=moment)

    page = words(client.get(address))

    assert "1 response so far" in page
    assert "2:05pm on Tuesday 16 April 2024" in page
    assert sent.token not in page
    assert sent.reference not in page


@pytest.mark.usefixtures("in_the_invited_window")
def test_another_response_begun_in_this_browser_is_not_lost_without_asking(
    client, address, public_window
):
    other = factories.unsent(public_window)
    client.cookies[COOKIE] = other.token

    question = client.post(address)

    assert question.status_code == 409
    assert other.resume_url() in words(question)
    assert not Response.objects.exclude(pk=other.pk).exists()
    client.post(address, {"switch": "yes"})
    assert client.cookies[COOKIE].value == Response.objects.exclude(pk=other.pk).get().token


def test_before_the_window_opens_the_page_says_from_when(client, address, set_clock):
    set_clock("2024-04-15T10:00")

    answer = client.get(address)

    assert answer.status_code == 200
    assert "You can respond here from" in words(answer)
    assert "Tuesday 16 April 2024" in words(answer)
    client.post(address)
    assert not Response.objects.exists()


def test_used_after_closing_it_says_so_and_whom_to_ask(client, address, set_clock, consultation):
    set_clock("2024-04-24T10:00")

    answer = client.post(address)

    assert answer.status_code == 200
    assert "Your invitation has ended" in words(answer)
    assert "11:59pm on Tuesday 23 April 2024" in words(answer)
    assert consultation.email in words(answer)
    assert not Response.objects.exists()


@pytest.mark.usefixtures("in_the_invited_window")
def test_a_revoked_link_says_so_and_whom_to_ask(client, address, invitation, consultation):
    factories.revoked(invitation)

    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 410
        assert "has been taken back" in words(answer)
        assert consultation.email in words(answer)
        assert "no-store" in answer["Cache-Control"]
    assert not Response.objects.exists()


@pytest.mark.usefixtures("in_the_invited_window")
@pytest.mark.parametrize(
    "token",
    ["wrong", "x" * 2000, "a%00b", "%E2%80%AEabc", "<script>alert(1)", "' OR 1=1 --"],
)
def test_a_wrong_link_says_so_and_whom_to_ask(client, invitation, consultation, token):
    answer = client.get(f"/invitations/{token}/")

    assert answer.status_code == 404
    assert "We do not know this invitation" in words(answer)
    assert consultation.email in words(answer)
    assert "Councillor Example" not in words(answer)
    assert "alert(1)" not in words(answer)


@pytest.mark.usefixtures("in_the_invited_window")
def test_the_demonstration_shows_that_page_too(client, settings):
    settings.DEBUG = True

    assert "We do not know this invitation" in words(client.get("/invitations/wrong/"))


@pytest.mark.usefixtures("in_the_invited_window")
def test_an_invitation_to_what_is_not_public_yet_shows_nothing_of_it(client, address, consultation):
    type(consultation).objects.filter(pk=consultation.pk).update(
        went_live_at=None, went_live_by=None
    )

    answer = client.post(address)

    assert answer.status_code == 404
    assert consultation.title not in words(answer)


def test_what_was_begun_by_a_revoked_link_cannot_be_sent_and_gives_the_words_back(
    begun, invitation
):
    begun.post(COMMENT, {"text": "For the committee."})
    begun.post(ABOUT_YOU, WHO)
    form = send_form(begun.get(CHECK))
    factories.revoked(invitation)

    answer = begun.post(CHECK, form)

    assert answer.status_code == 409
    assert "Your invitation has been taken back" in words(answer)
    assert "For the committee." in words(answer)
    assert not Response.objects.get().is_sent
    assert "Comment on this" not in words(begun.get(AREA))


def test_begun_in_time_and_sent_too_late_the_words_come_back_with_the_right_dates(begun, set_clock):
    begun.post(COMMENT, {"text": "For the committee."})
    set_clock("2024-04-24T00:16")

    answer = begun.get(OVERVIEW)

    assert "closed at <time" in words(answer)
    assert "11:59pm on Tuesday 23 April 2024" in words(answer)
    assert "For the committee." in words(answer)


def test_within_the_grace_period_a_response_begun_in_time_is_taken_as_late(begun, set_clock):
    begun.post(COMMENT, {"text": "For the committee."})
    begun.post(ABOUT_YOU, WHO)
    set_clock("2024-04-24T00:10")

    begun.post(CHECK, send_form(begun.get(CHECK)))

    assert Response.objects.get().is_late


def test_what_is_added_while_the_response_is_being_sent_begins_another_by_the_same_invitation(
    invitation, invited_window
):
    at = london(IN_THE_INVITED_WINDOW)
    response = factories.complete(invited_window, invitation=invitation)
    submit_response(response=response, at=at)

    comment = add_comment(
        response=response, window=invited_window, part=None, text="Two.", begun_at=at, at=at
    )

    assert comment.response != response
    assert comment.response.invitation == invitation


def test_a_reader_with_an_invitation_costs_no_more_queries_than_one_of_the_public(
    client, begun, public_window, set_clock
):
    begun.post(COMMENT, {"text": "For the committee."})
    with CaptureQueriesContext(connection) as by_invitation:
        begun.get(AREA)
    set_clock("2024-04-10T10:00")
    public = type(client)()
    public.post(COMMENT, {"text": "For everyone."})
    with CaptureQueriesContext(connection) as of_the_public:
        public.get(AREA)

    assert len(by_invitation) <= len(of_the_public)


def test_officers_cannot_delete_a_window_that_people_were_invited_to(invitation, invited_window):
    assert "People have been invited" in invited_window.why_it_stays(at=london("2024-04-10T10:00"))
