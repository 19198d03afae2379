"""Each event is alerted by mail to those who follow, once."""

import datetime as dt

import pytest

from consultation.models import Consultation
from consultation.notifications.composing import compose
from site_wide.alerts import alert_followers, alerts_of
from tests.consultation import factories
from tests.consultation.notifications.test_following import AT, CLOSES, JO, alerts, follower
from tests.strategy.reading import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]


@pytest.fixture(autouse=True)
def portal_url(settings):
    settings.PORTAL_URL = "https://strategy.example"


def test_a_follower_gets_each_event_once(public_window):
    known = follower()
    factories.moved(public_window, at=AT + dt.timedelta(minutes=1))

    for minutes in (1, 6, 11):
        alert_followers(at=AT + dt.timedelta(minutes=minutes))

    mail = alerts().get()
    stop = f"https://strategy.example/follow/{known.token}/stop/"
    assert mail.to == JO
    composed = compose(mail)
    assert composed.subject.startswith("New dates: ")
    assert composed.unsubscribe_url == stop
    for words in (composed.text, composed.html):
        assert "A leaflet came late." in words
        assert "https://strategy.example/consultations/draft-strategy-2024-29/" in words
        assert stop in words


@pytest.mark.parametrize(
    ("confirmed_at", "number"),
    [
        (None, 0),
        (CLOSES, 0),
        (CLOSES - dt.timedelta(microseconds=1), 1),
    ],
)
def test_only_what_happens_after_confirming_is_alerted(confirmed_at, number):
    follower(confirmed_at=confirmed_at)

    alert_followers(at=CLOSES + dt.timedelta(minutes=5))

    assert alerts().count() == number


@pytest.mark.parametrize(
    ("late", "number"),
    [(dt.timedelta(days=2) - dt.timedelta(microseconds=1), 1), (dt.timedelta(days=2), 0)],
)
def test_news_older_than_two_days_is_not_alerted(consultation, late, number):
    follower(confirmed_at=AT)
    consultation.windows.filter(audience="invited").update(
        opens_at=CLOSES + dt.timedelta(weeks=10), closes_at=CLOSES + dt.timedelta(weeks=11)
    )

    alert_followers(at=CLOSES + late)

    assert alerts().count() == number


def test_each_follower_of_many_gets_their_own():
    for n in range(5):
        follower(f"{n}@example.org")

    alert_followers(at=CLOSES)

    assert sorted(mail.to for mail in alerts()) == [f"{n}@example.org" for n in range(5)]
    assert len({compose(mail).unsubscribe_url for mail in alerts()}) == 5


# Before officers go live


def checklist(client, consultation):
    page = f"/admin/consultation/consultation/{consultation.pk}/go-live/ask/"
    return Page(client.get(page, follow=True)).text


@pytest.mark.ignore_template_errors
def test_before_going_live_officers_read_what_followers_will_be_told(
    admin_client, edition, set_clock
):
    set_clock("2024-04-10T10:00")
    follower(confirmed_at=AT - dt.timedelta(days=9))
    consultation = factories.prepared(edition, title="The “next” draft – 2029")

    text = checklist(admin_client, consultation)

    assert "Once it is live, 1 person who follows the consultations gets this message" in text
    assert "Subject Open: The “next” draft – 2029 – Window 1" in text
    assert "Replies go to next@example.org" in text
    assert "https://strategy.example/consultations/next/" in text


@pytest.mark.ignore_template_errors
def test_what_followers_were_promised_is_what_they_get(edition):
    follower(confirmed_at=AT - dt.timedelta(days=9))
    consultation = factories.prepared(edition, title="The next draft")
    [promised] = alerts_of(consultation, at=AT)["alerts"]
    Consultation.objects.filter(pk=consultation.pk).update(went_live_at=AT, went_live_by=None)

    alert_followers(at=AT)

    [sent] = [compose(mail) for mail in alerts() if mail.event == promised["event"].id]
    assert sent.subject == promised["event"].title
    assert promised["event"].summary in sent.text
    assert promised["url"] in sent.text


@pytest.mark.ignore_template_errors
def test_as_many_get_it_as_officers_were_told(edition):
    consultation = factories.prepared(edition, title="The next draft")
    opens_at = consultation.windows.get().opens_at
    follower("before@example.org", confirmed_at=opens_at - dt.timedelta(microseconds=1))
    follower("since@example.org", confirmed_at=opens_at)
    follower("never@example.org", confirmed_at=None)
    [promised] = alerts_of(consultation, at=AT)["alerts"]
    Consultation.objects.filter(pk=consultation.pk).update(went_live_at=AT, went_live_by=None)

    alert_followers(at=AT)

    sent = alerts().filter(event=promised["event"].id)
    assert [mail.to for mail in sent] == ["before@example.org"]
    assert promised["followers"] == 1


@pytest.mark.ignore_template_errors
def test_a_window_long_open_is_no_news_for_them(admin_client, edition, set_clock):
    set_clock("2024-04-12T10:00")

    text = checklist(admin_client, factories.prepared(edition))

    assert "opened more than two days ago, so nobody gets an alert" in text


@pytest.mark.ignore_template_errors
def test_once_it_is_live_nothing_is_promised(admin_client, consultation):
    assert "Alerts by email" not in checklist(admin_client, consultation)
