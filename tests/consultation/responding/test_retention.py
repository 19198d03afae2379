"""What is thrown away when its time is over, and what never is."""

import datetime as dt
import re

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.utils.timezone import get_default_timezone
from django_tasks_db.models import DBTaskResult

from consultation.models import (
    Answer,
    Comment,
    Follower,
    LinkRequest,
    Mail,
    Response,
    Withdrawal,
)
from consultation.models import mail as mail_models
from consultation.models.response_queryset import UNSENT_KEPT_FOR
from consultation.notifications.composing import compose
from consultation.notifications.followers import ask_to_follow
from consultation.responding import retention
from consultation.responding.amendment import begin_change
from consultation.responding.draft import add_comment, change_comment, remove_comment, say_who
from consultation.responding.resume_link import ask_for_link
from consultation.responding.submission import submit_response
from site_wide.due_work import do_due_work
from tests.conftest import london
from tests.consultation import factories
from tests.consultation.factories import BEGUN
from tests.mail_server import HOST, nobody
from tests.site_wide.test_due_work import posted

pytestmark = pytest.mark.django_db

AT = london("2024-04-12T10:00")
MOMENT = dt.timedelta(microseconds=1)
DAYS_30 = dt.timedelta(days=30)
GONE_AT = BEGUN + DAYS_30
State = Mail.State
ENDED = [State.SENT, State.FAILED, State.UNCERTAIN, State.NOT_NEEDED]


# Responses that nobody sends


@pytest.mark.parametrize(("at", "is_kept"), [(GONE_AT - MOMENT, True), (GONE_AT, False)])
def test_what_nobody_sends_or_touches_is_kept_for_30_days(public_window, consultation, at, is_kept):
    response = factories.complete(public_window, email="jo@example.org")
    factories.answered(response, factories.asked(consultation), text="Because.")

    do_due_work(at=at)

    for model in (Response, Comment, Answer):
        assert model.objects.exists() is is_kept


@pytest.mark.parametrize("days", [30, 400, 4_000])
def test_what_was_sent_is_never_touched(public_window, consultation, days):
    sent = factories.sent(public_window, email="jo@example.org")
    withdrawn = factories.sent(public_window)
    Withdrawal.objects.create(response=withdrawn, withdrawn_at=AT)
    by_officer = {"channel": "paper", "entered_by": factories.officer(), "entered_at": BEGUN}
    factories.sent(public_window, **by_officer)
    changed = factories.sent(public_window, replaces=sent, version=2)
    before = everything_sent()

    do_due_work(at=changed.received_at + dt.timedelta(days=days))

    assert everything_sent() == before
    assert len(before) == 4 + 4 + 1


def everything_sent():
    return [
        row
        for model in (Response, Comment, Withdrawal)
        for row in model.objects.order_by("pk").values()
    ]


DO = {
    "a comment": lambda r, at: add_comment(
        response=r, window=r.window, part=None, text="More.", begun_at=at, at=at
    ),
    "a changed comment": lambda r, at: change_comment(comment=r.comments.get(), text="X", at=at),
    "a removed comment": lambda r, at: remove_comment(comment=r.comments.get(), at=at),
    "about you": lambda r, at: say_who(response=r, details={"name": "Jo"}, at=at),
    "the link": lambda r, at: ask_for_link(response=r, email="a@b.example", remind=False, at=at),
}


@pytest.mark.parametrize("name", DO)
def test_whatever_its_sender_does_keeps_it_for_another_30_days(public_window, name):
    response = factories.unsent(public_window)
    touched_at = BEGUN + dt.timedelta(days=3)
    DO[name](response, touched_at)

    do_due_work(at=touched_at + DAYS_30 - MOMENT)
    assert Response.objects.exists()
    do_due_work(at=touched_at + DAYS_30)

    assert not Response.objects.exists()


def test_an_answer_keeps_it_too(client, consultation, public_window, set_clock):
    question = factories.asked(consultation)
    client.post(f"/consultations/{consultation.slug}/respond/comment/", {"text": "Words."})
    set_clock("2024-04-13T10:00")
    address = f"/consultations/{consultation.slug}/respond/questions/"
    client.post(address, {f"answer-{question.pk}": "agree"})
    assert Answer.objects.exists()

    do_due_work(at=london("2024-04-13T10:00") + DAYS_30 - MOMENT)

    assert Response.objects.exists()


def test_a_change_begun_is_thrown_away_and_what_was_sent_stays(public_window):
    sent = factories.sent(public_window)
    begin_change(response=sent, at=AT)

    do_due_work(at=AT + DAYS_30 - MOMENT)
    assert Response.objects.count() == 2
    do_due_work(at=AT + DAYS_30)

    assert Response.objects.get() == sent
    assert sent.comments.exists()


def test_a_draft_by_invitation_is_thrown_away_and_the_invitation_stays(invited_window):
    invitation = factories.invited(invited_window)
    factories.unsent(invited_window, invitation=invitation)

    do_due_work(at=GONE_AT)

    assert not Response.objects.exists()
    invitation.refresh_from_db()


def test_the_mail_about_it_goes_with_it_and_no_other(public_window):
    response, other = (factories.unsent(public_window) for _ in range(2))
    ask_for_link(response=response, email="jo@example.org", remind=False, at=BEGUN)
    ask_for_link(response=other, email="al@example.org", remind=False, at=BEGUN + MOMENT)
    for mail in Mail.objects.all():  # of unknown fate, so that their time alone would not end it
        Mail.objects.filter(pk=mail.pk).update(state=State.WAITING, next_try_at=GONE_AT + DAYS_30)

    do_due_work(at=GONE_AT)

    assert [mail.to for mail in Mail.objects.all()] == ["al@example.org"]
    assert [asked.email for asked in LinkRequest.objects.all()] == ["al@example.org"]
    assert Response.objects.get() == other


def test_who_waits_for_a_reminder_finds_their_words_until_30_days_after_it(public_window):
    early = public_window.opens_at
    response = Response.objects.create(
        consultation=public_window.consultation, window=public_window, begun_at=early
    )
    Comment.objects.create(response=response, text="Words.", written_at=early)
    closes_at = early + dt.timedelta(days=60)
    factories.moved(public_window, closes_at=closes_at, at=early)
    ask_for_link(response=response, email="jo@example.org", remind=True, at=early)

    do_due_work(at=early + dt.timedelta(days=40))
    assert Response.objects.exists()
    assert LinkRequest.objects.exists()
    reminded_at = closes_at - dt.timedelta(days=2)
    do_due_work(at=reminded_at)

    assert Mail.objects.filter(kind="reminder").exists()
    do_due_work(at=reminded_at + DAYS_30 - MOMENT)
    assert Response.objects.exists()
    do_due_work(at=reminded_at + DAYS_30)
    assert not Response.objects.exists()


def test_a_reminder_that_waits_for_the_mail_server_is_still_sent(
    public_window, mailoutbox, settings
):
    early = public_window.opens_at
    response = factories.complete(public_window)
    closes_at = early + dt.timedelta(days=60)
    factories.moved(public_window, closes_at=closes_at, at=early)
    ask_for_link(response=response, email="jo@example.org", remind=True, at=early)
    do_due_work(at=early)
    mailoutbox.clear()
    reminded_at = closes_at - dt.timedelta(days=2)

    settings.EMAIL_BACKEND = "sdp_portal.mail_server.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = HOST, nobody()
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    do_due_work(at=reminded_at)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    do_due_work(at=reminded_at + dt.timedelta(minutes=5))

    assert [mail.to for mail in mailoutbox] == [["jo@example.org"]]


def test_who_was_never_reminded_is_not_waited_for_after_closing(public_window):
    response = factories.unsent(public_window)
    ask_for_link(response=response, email="jo@example.org", remind=True, at=BEGUN)
    public_window.consultation.windows.update(grace_minutes=0)
    Response.objects.filter(pk=response.pk).update(invitation=None)
    Mail.objects.all().delete()

    retention.forget_abandoned_responses(at=max(GONE_AT, public_window.closes_at))

    assert not Response.objects.exists()


def test_what_is_sent_at_this_very_moment_stays(public_window):
    """Asked again under the lock: the list of what to throw away may be older."""
    response = factories.complete(public_window)
    submit_response(response=response, at=AT)

    retention._forget_response(response.pk, AT + dt.timedelta(days=300))

    assert Response.objects.get().is_sent


def test_a_comment_after_it_was_thrown_away_begins_a_new_response(public_window):
    response = factories.unsent(public_window)
    do_due_work(at=GONE_AT)

    comment = DO["a comment"](response, GONE_AT)

    assert Comment.objects.get() == comment
    assert comment.response != response


# Addresses


def test_the_address_for_the_link_of_what_was_sent_is_forgotten(public_window):
    for n in range(2):
        response = factories.complete(public_window)
        ask_for_link(response=response, email=f"{n}@example.org", remind=False, at=AT)
    submit_response(response=response, at=AT)

    do_due_work(at=AT)

    assert [asked.email for asked in LinkRequest.objects.all()] == ["0@example.org"]
    assert Response.objects.count() == 2


@pytest.mark.parametrize(("since", "is_kept"), [(DAYS_30 - MOMENT, True), (DAYS_30, False)])
def test_the_address_for_the_link_of_what_is_not_sent_is_kept_for_30_days(
    public_window, since, is_kept
):
    response = factories.complete(public_window)
    ask_for_link(response=response, email="jo@example.org", remind=False, at=AT)
    say_who(response=response, details={"name": "Jo"}, at=AT + since)

    do_due_work(at=AT + since)

    assert LinkRequest.objects.exists() is is_kept
    assert Response.objects.exists()


def test_who_did_not_confirm_is_forgotten_after_a_week():
    week = dt.timedelta(days=7)
    for n, moment in enumerate((AT - week, AT - week + MOMENT)):
        ask_to_follow(email=f"{n}@example.org", at=moment)

    do_due_work(at=AT)

    assert Follower.objects.get().email == "1@example.org"
    assert [mail.to for mail in Mail.objects.all()] == ["1@example.org"]


def test_a_confirmed_follower_stays():
    Follower.objects.create(
        email="jo@example.org", asked_at=london("2023-01-01T10:00"), confirmed_at=AT
    )

    do_due_work(at=AT)

    assert Follower.objects.exists()


# Mail


@pytest.mark.parametrize("state", ENDED)
@pytest.mark.parametrize("kind", ["receipt", "invitation"])
def test_mail_whose_address_stands_elsewhere_stays(kind, state):
    posted(kind=kind, state=state, tried_at=AT - DAYS_30)

    do_due_work(at=AT)

    assert Mail.objects.exists()


@pytest.mark.parametrize("state", ENDED)
@pytest.mark.parametrize("kind", ["alert", "confirmation", "link", "reminder"])
@pytest.mark.parametrize(("since", "is_kept"), [(DAYS_30, False), (DAYS_30 - MOMENT, True)])
def test_of_other_mail_the_address_is_forgotten_too(kind, state, since, is_kept):
    posted(kind=kind, state=state, tried_at=AT - since)

    do_due_work(at=AT)

    assert Mail.objects.exists() is is_kept


@pytest.mark.parametrize("state", [State.WAITING, State.SENDING])
def test_mail_that_is_still_to_be_sent_stays(state):
    mail = posted(kind="link", state=state, tried_at=AT, next_try_at=AT + 2 * DAYS_30)

    retention.forget_old_mail(at=AT + DAYS_30)

    assert Mail.objects.get() == mail


# Sessions, tasks, the shared cache: by the machine's clock, so far from it here


def test_sessions_that_have_ended_are_thrown_away():
    for key, year in (("ended", 2001), ("lives", 2300)):
        Session.objects.create(
            session_key=key,
            session_data="",
            expire_date=dt.datetime(year, 1, 1, tzinfo=get_default_timezone()),
        )

    do_due_work(at=AT)

    assert Session.objects.get().session_key == "lives"


@pytest.mark.parametrize("status", ["SUCCESSFUL", "FAILED"])
@pytest.mark.parametrize(
    ("since", "is_kept"),
    [(dt.timedelta(days=7), False), (dt.timedelta(days=7) - MOMENT, True)],
)
def test_results_of_tasks_are_kept_for_a_week(status, since, is_kept):
    task(status=status, finished_at=AT - since)

    do_due_work(at=AT)

    assert DBTaskResult.objects.exists() is is_kept


@pytest.mark.parametrize("status", ["READY", "RUNNING"])
def test_tasks_that_are_not_done_stay(status):
    task(status=status, finished_at=None)

    do_due_work(at=AT + 9 * DAYS_30)

    assert DBTaskResult.objects.exists()


def task(**details):
    return DBTaskResult.objects.create(
        args_kwargs={"args": [1], "kwargs": {}},
        task_path="consultation.notifications.sending.send_mail",
        backend_name="default",
        run_after=AT,
        exception_class_path="",
        traceback="",
        **details,
    )


def test_what_has_expired_is_thrown_out_of_the_shared_cache():
    cache.set("kept", "x", timeout=None)
    cache.set("expires", "x", timeout=60)
    keys = "SELECT count(*) FROM shared_cache"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE shared_cache SET expires = %s WHERE expires < '9000-01-01'", [AT])

        retention.forget_expired_cache(at=AT - MOMENT)
        cursor.execute(keys)
        assert cursor.fetchone() == (2,)
        retention.forget_expired_cache(at=AT)
        cursor.execute(keys)
        assert cursor.fetchone() == (1,)

    assert cache.get("kept") == "x"


# What the pages promise


def words_of(client, address):
    return " ".join(re.sub(r"<[^>]+>", "", client.get(address).content.decode()).split())


def test_the_pages_name_the_periods_that_hold(client, set_clock):
    days = UNSENT_KEPT_FOR.days
    assert (days, mail_models.KEPT_FOR.days, retention.UNCONFIRMED_KEPT_FOR.days) == (30, 30, 7)

    privacy, cookies = words_of(client, "/privacy/"), words_of(client, "/cookies/")

    assert f"delete it {days} days after your last change" in privacy
    assert f"{days} days after our last email to you" in privacy
    assert "If you do not confirm that you want them, we keep it for a week." in privacy
    assert f"{days} days after your last change" in cookies


def test_the_page_of_a_response_names_the_period(client, public_window, set_clock):
    response = factories.unsent(public_window)

    page = client.get(response.resume_url(), follow=True).content.decode()

    assert "for 30 days after your last change" in " ".join(page.split())


def test_the_mail_with_the_link_names_the_period(public_window):
    ask_for_link(response=factories.unsent(public_window), email="a@b.org", remind=False, at=AT)

    mail = compose(Mail.objects.get())
    for words in (mail.text, mail.html):
        assert "30 days after your last change" in " ".join(words.split())
