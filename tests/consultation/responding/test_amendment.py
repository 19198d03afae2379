"""Changing a response that was sent: another version, which counts once it is sent."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from consultation.models import Answer, Comment, Response
from consultation.responding import draft
from consultation.responding.amendment import (
    NotPossibleError,
    WhyNot,
    begin_change,
    discard_change,
    withdraw,
)
from consultation.responding.submission import WindowClosedError, WithdrawnError, submit_response
from tests.conftest import london
from tests.consultation import factories

pytestmark = pytest.mark.django_db

AT = london("2024-04-10T10:00")
LATER = AT + dt.timedelta(hours=1)
CLOSES = london("2024-04-15T00:00")
MICROSECOND = dt.timedelta(microseconds=1)
WORDS = "I would report more if I heard back."
NEW_WORDS = "I would report more if I heard what came of it."
RESPOND = "/consultations/draft-strategy-2024-29/respond/"


@pytest.fixture
def question(consultation):
    return consultation.questions.create(wording="How far do you agree?", position=1)


@pytest.fixture
def sent(public_window):
    return factories.sent(public_window, name="Sam", email="sam@example.com")


@pytest.fixture
def change(sent):
    return begin_change(response=sent, at=LATER)


@pytest.fixture
def sender(client, set_clock):
    """A browser that has nothing but the private address."""
    return client


def url(response, what=""):
    return f"{response.receipt_url()}{what}"


def reworded(change, at=LATER):
    draft.change_comment(comment=change.comments.get(), text=NEW_WORDS, at=at)
    return submit_response(response=change, at=at)


# The versions


def test_a_change_starts_as_a_copy_of_what_was_sent(edition, question, public_window):
    part = edition.parts.first()
    original = factories.complete(public_window, comments=(), name="Sam", email="sam@example.com")
    Comment.objects.create(response=original, part=part, text=WORDS, written_at=factories.BEGUN)
    Answer.objects.create(
        response=original, question=question, choice="agree", answered_at=factories.BEGUN
    )
    original = submit_response(response=original, at=AT)

    change = begin_change(response=original, at=LATER)

    assert not change.is_sent
    assert (change.version, change.replaces, change.begun_at) == (2, original, LATER)
    for field in [*Response.SAID_ABOUT_THEMSELVES, "consultation", "window", "via", "invitation"]:
        assert getattr(change, field) == getattr(original, field)
    comment, answer = change.comments.get(), change.answers.get()
    assert (comment.part, comment.text, comment.written_at) == (part, WORDS, factories.BEGUN)
    assert (answer.question, answer.choice) == (question, "agree")


def test_beginning_again_goes_on_with_the_change_begun_before(sent, change):
    assert begin_change(response=sent, at=LATER) == change
    assert Response.objects.unsent().count() == 1


def test_until_it_is_sent_the_version_before_counts(sent, change):
    assert Response.objects.counted().get() == sent


def test_a_change_that_was_sent_counts_once_under_the_same_reference(sent, change):
    again = reworded(change)

    assert again.reference == sent.reference
    assert Response.objects.counted().get() == again
    assert list(Response.objects.versions_of(sent.reference)) == [sent, again]
    assert sent.comments.get().text == WORDS
    assert again.comments.get().text == NEW_WORDS


def test_a_change_follows_the_version_sent_last_whichever_is_given(sent, change):
    second = reworded(change)

    third = begin_change(response=sent, at=LATER)

    assert (third.replaces, third.version) == (second, 3)


@pytest.mark.parametrize(
    ("at", "why"),
    [
        (CLOSES - MICROSECOND, None),
        (CLOSES, WhyNot.CLOSED),
        (london("2024-03-17T10:00"), WhyNot.NOT_YET),
    ],
)
def test_a_change_begins_only_while_the_window_is_open(sent, at, why):
    if why is None:
        assert begin_change(response=sent, at=at)
        return

    with pytest.raises(NotPossibleError) as refusal:
        begin_change(response=sent, at=at)

    assert refusal.value.why == why
    assert not Response.objects.unsent().exists()


def test_a_change_begun_before_closing_may_be_sent_in_the_grace_period_and_is_late(sent, change):
    again = submit_response(response=change, at=CLOSES)

    assert again.is_late
    assert Response.objects.counted().get() == again


def test_after_the_grace_period_the_version_before_stays(sent, change):
    with pytest.raises(WindowClosedError):
        submit_response(response=change, at=CLOSES + dt.timedelta(minutes=15))

    assert Response.objects.counted().get() == sent


def test_the_change_of_a_response_by_invitation_stays_in_its_window(consultation):
    window = consultation.windows.get(audience="invited")
    invitation = factories.invited(window)
    during = window.opens_at + dt.timedelta(hours=1)
    sent = factories.sent(window, invitation=invitation, at=during)

    change = begin_change(response=sent, at=during)

    assert (change.window, change.invitation) == (window, invitation)


def test_with_a_revoked_invitation_nothing_can_be_changed_but_withdrawn(consultation):
    window = consultation.windows.get(audience="invited")
    invitation = factories.invited(window)
    during = window.opens_at + dt.timedelta(hours=1)
    sent = factories.sent(window, invitation=invitation, at=during)
    factories.revoked(invitation, at=during)

    with pytest.raises(NotPossibleError) as refusal:
        begin_change(response=sent, at=during)

    assert refusal.value.why == WhyNot.REVOKED
    assert withdraw(response=sent, at=during)


def test_what_an_officer_entered_is_not_changed_by_its_link(public_window):
    entered = factories.sent(
        public_window, channel="paper", entered_by=factories.officer(), entered_at=AT
    )

    with pytest.raises(NotPossibleError) as refusal:
        begin_change(response=entered, at=LATER)

    assert refusal.value.why == WhyNot.BY_AN_OFFICER


def test_leaving_it_as_it_was_throws_the_change_away(sent, change):
    discard_change(response=change)
    discard_change(response=change)

    assert list(Response.objects.all()) == [sent]


def test_leaving_it_as_it_was_never_throws_away_what_was_sent_or_what_is_no_change(
    sent, change, public_window
):
    other = factories.unsent(public_window)
    again = reworded(change)

    for response in (sent, again, other):
        discard_change(response=response)

    assert set(Response.objects.all()) == {sent, again, other}


def test_the_database_lets_no_second_version_follow_the_same_one(sent, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Response.objects.create(
            consultation=sent.consultation,
            window=sent.window,
            replaces=sent,
            version=2,
            begun_at=LATER,
        )


# On the site


def begin(client, response):
    return client.post(url(response, "change/"))


def test_the_receipt_offers_to_change_and_to_withdraw(sender, sent):
    page = sender.get(url(sent)).content.decode()

    assert "Change your response" in page
    assert "Withdraw your response" in page
    assert "11:59pm on Sunday 14 April 2024" in page


def test_opening_the_addresses_changes_nothing(sender, sent):
    for address in (url(sent), url(sent, "change/"), url(sent, "withdraw/")):
        sender.get(address)

    assert list(Response.objects.all()) == [sent]
    assert set(sender.cookies) == {"csrftoken"}


def test_changing_leads_to_the_usual_pages_which_say_what_is_changed(sender, sent):
    answer = begin(sender, sent)

    assert answer.url == RESPOND
    for page in (RESPOND, f"{RESPOND}about-you/", f"{RESPOND}check/"):
        html = sender.get(page).content.decode()
        assert "You are changing your response" in html
        assert sent.reference in html
        assert "Throw away your changes" in html
    assert "counts instead of the one before" in html


def send(client):
    page = client.get(f"{RESPOND}check/").context
    return client.post(
        f"{RESPOND}check/",
        {"response": page["response"].token, "seen": page["fingerprint"], "opened": page["opened"]},
    )


def test_one_private_address_shows_every_version(sender, sent):
    begin(sender, sent)
    change = Response.objects.unsent().get()
    sender.post(f"{RESPOND}comment/{change.comments.get().pk}/", {"text": NEW_WORDS})

    answer = send(sender)
    change.refresh_from_db()
    page = sender.get(answer.url, follow=True)

    assert change.is_sent
    assert answer.url == url(change)
    assert page.redirect_chain[-1][0] == url(sent)
    html = page.content.decode()
    assert NEW_WORDS in html
    assert html.index(NEW_WORDS) < html.index("Earlier versions") < html.rindex(WORDS)
    assert sent.reference in html
    assert "Version 1, received at" in html
    copy = sender.get(url(change, "copy.txt")).content.decode()
    assert copy.index(NEW_WORDS) < copy.index("Version 1, received at") < copy.index(WORDS)
    assert url(sent) in copy


def test_a_browser_with_another_response_begun_is_asked_which(sender, sent, public_window):
    other = factories.unsent(public_window, comments=("Not sent yet.",))
    sender.get(other.resume_url())

    asked = begin(sender, sent)

    assert asked.status_code == 409
    assert other.resume_url() in asked.content.decode()
    assert not Response.objects.unsent().exclude(pk=other.pk).exists()
    assert sender.post(url(sent, "change/"), {"switch": "yes"}).url == RESPOND
    assert Response.objects.unsent().filter(replaces=sent).exists()


def test_going_on_with_the_same_change_asks_nothing(sender, sent):
    begin(sender, sent)

    assert begin(sender, sent).url == RESPOND


def test_leaving_it_as_it_was_leads_back_to_the_receipt(sender, sent):
    begin(sender, sent)

    assert "Throw away your changes?" in sender.get(f"{RESPOND}leave/").content.decode()
    assert Response.objects.unsent().exists()
    answer = sender.post(f"{RESPOND}leave/")

    assert answer.url == url(sent)
    assert not Response.objects.unsent().exists()
    assert sender.post(f"{RESPOND}leave/").url == RESPOND


def test_what_would_be_thrown_away_is_on_the_page_and_what_was_sent_is_not(sender, sent):
    begin(sender, sent)
    sender.post(f"{RESPOND}comment/", {"text": NEW_WORDS})

    page = sender.get(f"{RESPOND}leave/").content.decode()

    assert NEW_WORDS in page
    assert WORDS not in page
    assert f'href="{url(sent)}"' in page


def test_a_change_kept_for_later_can_be_gone_on_with_from_the_receipt(sender, sent):
    begin(sender, sent)
    sender.post(f"{RESPOND}comment/", {"text": NEW_WORDS})

    assert "Continue changing your response" in sender.get(url(sent)).content.decode()
    sender.cookies.clear()
    begin(sender, sent)

    assert NEW_WORDS in sender.get(RESPOND).content.decode()


def test_what_came_in_another_tab_is_shown_before_it_is_thrown_away(sender, sent):
    begin(sender, sent)
    seen = sender.get(f"{RESPOND}leave/").context["fingerprint"]
    sender.post(f"{RESPOND}comment/", {"text": NEW_WORDS})

    asked = sender.post(f"{RESPOND}leave/", {"seen": seen})

    assert asked.status_code == 409
    assert "You have changed your response since you opened this page" in asked.content.decode()
    assert NEW_WORDS in asked.content.decode()
    assert Response.objects.unsent().exists()
    again = sender.post(f"{RESPOND}leave/", {"seen": asked.context["fingerprint"]})
    assert again.url == url(sent)
    assert not Response.objects.unsent().exists()


def test_leaving_is_only_for_changes(sender, public_window):
    response = factories.unsent(public_window)
    sender.get(response.resume_url())

    assert sender.post(f"{RESPOND}leave/").url == RESPOND
    assert Response.objects.unsent().get() == response


def test_after_closing_the_receipt_says_why_nothing_can_be_changed_and_whom_to_ask(
    sender, sent, set_clock, consultation
):
    set_clock("2024-04-15T00:00")

    html = sender.get(url(sent)).content.decode()

    assert "can no longer change or withdraw your response here" in html
    assert consultation.email in html
    assert "Change your response" not in html
    assert begin(sender, sent).url == url(sent)
    assert not Response.objects.unsent().exists()


def test_in_the_grace_period_the_receipt_leads_back_to_the_change_begun(
    sender, sent, change, set_clock
):
    set_clock("2024-04-15T00:05")

    assert change.resume_url() in sender.get(url(sent)).content.decode()


def test_a_change_of_what_was_withdrawn_meanwhile_keeps_the_words(sender, sent):
    begin(sender, sent)
    change = Response.objects.unsent().get()
    page = sender.get(f"{RESPOND}check/").context
    withdraw(response=sent, at=page["request"].at)

    answer = sender.post(
        f"{RESPOND}check/", {"response": change.token, "seen": page["fingerprint"], "opened": ""}
    )

    assert answer.status_code == 409
    html = answer.content.decode()
    assert "Your response was withdrawn" in html
    assert WORDS in html
    typed = sender.post(f"{RESPOND}comment/", {"text": "And one thing more."})
    assert "And one thing more." in typed.content.decode()
    assert typed.status_code == 409
    assert sender.post(f"{RESPOND}leave/").url == url(sent)


def test_a_withdrawal_that_comes_between_is_refused_by_the_sending_itself(sent, change):
    withdraw(response=sent, at=LATER)

    with pytest.raises(WithdrawnError):
        submit_response(response=change, at=LATER)


def test_addresses_that_nobody_was_given_open_nothing(sender, sent, change):
    for token in ("nobody-has-this", change.token):
        assert sender.get(f"/receipts/{token}/withdraw/").status_code == 404
        assert sender.post(f"/receipts/{token}/change/").status_code == 404


def test_the_receipt_asks_no_more_of_the_database_with_more_versions(sender, sent):
    latest = reworded(begin_change(response=sent, at=LATER))
    with CaptureQueriesContext(connection) as two:
        sender.get(url(sent))
    for _ in range(3):
        latest = submit_response(response=begin_change(response=latest, at=LATER), at=LATER)

    with CaptureQueriesContext(connection) as five:
        sender.get(url(sent))

    assert len(five) == len(two)
