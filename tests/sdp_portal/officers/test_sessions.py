"""A session ends 12 hours after signing in, or after 60 minutes without a request."""

import datetime as dt

import pytest
from django.db import connection

from sdp_portal import clock
from sdp_portal.officers.sessions import has_ended, note_request
from tests.conftest import london

SIGNED_IN = london("2024-04-10T09:00")
JUST_BEFORE = dt.timedelta(microseconds=-1)
EXACTLY = dt.timedelta()
JUST_AFTER = dt.timedelta(microseconds=1)


def session(*, signed_in=SIGNED_IN, seen=SIGNED_IN):
    return {"signed_in_at": signed_in.isoformat(), "seen_at": seen.isoformat()}


@pytest.mark.parametrize(
    ("off", "ended"), [(JUST_BEFORE, False), (EXACTLY, True), (JUST_AFTER, True)]
)
def test_idle_for_sixty_minutes(off, ended):
    at = SIGNED_IN + dt.timedelta(minutes=60) + off

    assert has_ended(session(), at=at) is ended


@pytest.mark.parametrize(
    ("off", "ended"), [(JUST_BEFORE, False), (EXACTLY, True), (JUST_AFTER, True)]
)
def test_twelve_hours_however_busy(off, ended):
    at = SIGNED_IN + dt.timedelta(hours=12) + off

    assert has_ended(session(seen=at - dt.timedelta(minutes=1)), at=at) is ended


def test_hours_are_real_hours_when_the_clocks_change():
    evening = london("2024-03-30T20:00")  # British Summer Time begins in this night
    morning = london("2024-03-31T09:00")

    at = session(signed_in=evening, seen=morning)

    assert has_ended(at, at=morning - dt.timedelta(microseconds=1)) is False
    assert has_ended(at, at=morning) is True


def test_a_request_is_noted_once_a_minute():
    noted = {}
    note_request(noted, at=SIGNED_IN)
    note_request(noted, at=SIGNED_IN + dt.timedelta(seconds=60) + JUST_BEFORE)
    assert noted == session()

    note_request(noted, at=SIGNED_IN + dt.timedelta(seconds=60))

    assert noted == session(seen=SIGNED_IN + dt.timedelta(seconds=60))


@pytest.mark.django_db
@pytest.mark.ignore_template_errors
class TestInTheAdmin:
    """Through the whole portal, with the clock held still."""

    @pytest.fixture
    def hold_clock(self, monkeypatch):
        def hold(at):
            monkeypatch.setattr(clock, "now", lambda: at)

        hold(SIGNED_IN)
        return hold

    @pytest.fixture
    def officer(self, hold_clock, signed_in):
        client = signed_in("Analyst")
        assert self.is_in(client)
        return client

    def is_in(self, client):
        return client.get("/admin/").status_code == 200

    def test_who_keeps_working_stays_until_twelve_hours_are_over(self, officer, hold_clock):
        for half_hours in range(1, 24):
            hold_clock(SIGNED_IN + half_hours * dt.timedelta(minutes=30))
            assert self.is_in(officer)

        hold_clock(SIGNED_IN + dt.timedelta(hours=12) + JUST_BEFORE)
        assert self.is_in(officer)
        hold_clock(SIGNED_IN + dt.timedelta(hours=12))
        assert not self.is_in(officer)

    def test_who_stops_is_signed_out_after_an_hour(self, officer, hold_clock):
        hold_clock(SIGNED_IN + dt.timedelta(minutes=60) + JUST_BEFORE)
        assert self.is_in(officer)

        hold_clock(SIGNED_IN + dt.timedelta(minutes=120))
        assert not self.is_in(officer)

    def test_an_ended_session_does_not_come_back_to_life(self, officer, hold_clock):
        hold_clock(SIGNED_IN + dt.timedelta(minutes=60))
        assert not self.is_in(officer)

        hold_clock(SIGNED_IN)
        assert not self.is_in(officer)

    def test_signing_in_counts_from_then_and_not_from_the_first_click(
        self, hold_clock, client, make_officer, settings
    ):
        settings.OFFICERS_NEED_SECOND_FACTOR = False
        officer = make_officer(password="a long sentence")
        client.post("/officers/login/", {"login": officer.username, "password": "a long sentence"})

        hold_clock(SIGNED_IN + dt.timedelta(minutes=60))

        assert not self.is_in(client)

    def test_the_cookie_ends_with_the_browser_and_scripts_cannot_read_it(
        self, hold_clock, client, make_officer, settings
    ):
        settings.OFFICERS_NEED_SECOND_FACTOR = False
        make_officer(password="a long sentence")

        client.post("/officers/login/", {"login": "jo", "password": "a long sentence"})

        cookie = client.cookies["sessionid"]
        assert cookie["max-age"] == cookie["expires"] == ""
        assert cookie["httponly"] is True


@pytest.mark.django_db
def test_reading_a_page_without_a_session_asks_for_none(client, set_clock):
    answer = client.get("/")

    assert not answer.wsgi_request.session.accessed
    assert answer.cookies == {}


@pytest.mark.django_db
@pytest.mark.ignore_template_errors
def test_a_database_that_only_reads_gives_the_words_of_an_officer_back(
    client, admin_user, set_clock
):
    """Django takes it for a session that has ended, and answers with a bare page."""
    client.force_login(admin_user)
    client.raise_request_exception = False
    set_clock("2024-04-10T10:05")
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")

    answer = client.post("/search/", {"q": "Zoë’s words"})

    assert answer.status_code == 503
    assert "Zoë’s words" in answer.content.decode()
