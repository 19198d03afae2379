"""What came by another way than the website counts as if it had been sent there when it came."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultation.intake.entering import Entry, enter_response, enter_responses
from consultation.models import Answer, Mail, Question, Response
from consultation.responding.answers_form import Given
from tests.conftest import london
from tests.consultation import factories

pytestmark = pytest.mark.django_db

RECEIVED = london("2024-04-09T14:30")
AT = london("2024-04-10T10:00")
CLOSES = london("2024-04-15T00:00")
MICROSECOND = dt.timedelta(microseconds=1)
RESIDENT = {"respondent_kind": "resident", "publication": "without-name", "name": "Jo Example"}


def paper(**changes):
    entry = {
        "channel": "paper",
        "received_at": RECEIVED,
        "details": RESIDENT,
        "comments": [(None, "Clear, and short enough to be read.")],
    }
    return entry | changes


def enter(consultation, *, at=AT, **changes):
    return enter_response(
        consultation=consultation, by=factories.officer(), at=at, **paper(**changes)
    )


def refusal(consultation, *, at=AT, **changes):
    with pytest.raises(ValidationError) as caught:
        enter(consultation, at=at, **changes)
    assert not Response.objects.exists()
    return " ".join(caught.value.messages)


@pytest.fixture
def invited_window(consultation):
    return consultation.windows.get(audience="invited")


@pytest.fixture
def question(consultation):
    return Question.objects.create(
        consultation=consultation, wording="How far do you agree with the draft strategy?"
    )


def test_what_is_entered_is_sent_at_the_moment_it_was_received(consultation, public_window):
    response = enter(consultation)

    response.refresh_from_db()
    assert response.window == public_window
    assert response.received_at == response.begun_at == RECEIVED
    assert response.reference.startswith("SDP-")
    assert (response.entered_by, response.entered_at) == (factories.officer(), AT)
    assert list(Response.objects.counted()) == [response]


def test_it_says_what_the_paper_says(consultation, edition, question):
    part = edition.parts.first()

    response = enter(
        consultation,
        comments=[(part, "More patrols."), (None, "Good.")],
        answers=[Given(question, "agree", "Mostly.")],
        details=RESIDENT | {"email": "jo@example.org"},
    )

    assert [(c.part, c.text) for c in response.comments.on_parts()] == [
        (part, "More patrols."),
        (None, "Good."),
    ]
    assert factories.given(response) == {question: ("agree", "Mostly.")}
    assert (response.name, response.email) == ("Jo Example", "jo@example.org")


def test_a_question_left_blank_is_no_answer(consultation, question):
    enter(consultation, answers=[Given(question)])

    assert not Answer.objects.exists()


def test_an_answer_alone_is_a_response(consultation, question):
    response = enter(consultation, comments=[], answers=[Given(question, "dont-know")])

    assert response.is_sent


def test_whoever_wrote_a_letter_gets_no_mail(consultation):
    enter(consultation, details=RESIDENT | {"email": "jo@example.org"})

    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    "received_at", [london("2024-03-18T00:00"), CLOSES - MICROSECOND], ids=["first", "last"]
)
def test_what_came_in_the_first_or_last_moment_counts(consultation, public_window, received_at):
    response = enter(consultation, received_at=received_at, at=CLOSES + dt.timedelta(weeks=1))

    assert response.window == public_window
    assert not response.is_late


def test_what_came_after_closing_is_refused_with_the_moment_of_closing(consultation):
    sentence = refusal(
        consultation, received_at=CLOSES + dt.timedelta(minutes=5), at=CLOSES + dt.timedelta(days=1)
    )

    assert "“Public consultation” closed at 11:59pm on Sunday 14 April 2024." in sentence


def test_what_came_before_opening_is_refused_with_the_moment_of_opening(consultation):
    sentence = refusal(consultation, received_at=london("2024-03-17T23:59:59"))

    assert "“Public consultation” opens on Monday 18 March 2024." in sentence


def test_what_has_not_come_yet_is_refused(consultation):
    assert "has not come yet" in refusal(consultation, received_at=AT + MICROSECOND)


def test_what_comes_by_invitation_is_in_the_window_of_the_invitation(consultation, invited_window):
    invitation = factories.invited(invited_window)

    response = enter(
        consultation,
        received_at=london("2024-04-17T10:00"),
        invitation=invitation,
        at=london("2024-04-18T10:00"),
    )

    assert (response.window, response.invitation) == (invited_window, invitation)


def test_the_window_of_an_invitation_is_the_only_one_that_takes_it(consultation, invited_window):
    invitation = factories.invited(invited_window)

    sentence = refusal(consultation, invitation=invitation)

    assert f"“{invited_window}” opens " in sentence
    assert "Public consultation" not in sentence


def test_between_the_windows_an_officer_is_reminded_of_the_invitation(consultation):
    sentence = refusal(
        consultation, received_at=london("2024-04-17T10:00"), at=london("2024-04-18T10:00")
    )

    assert "If it came by invitation, choose the invitation." in sentence


def test_a_revoked_invitation_takes_nothing(consultation, invited_window):
    invitation = factories.revoked(factories.invited(invited_window))

    sentence = refusal(
        consultation,
        received_at=london("2024-04-17T10:00"),
        invitation=invitation,
        at=london("2024-04-18T10:00"),
    )

    assert sentence == "This invitation was revoked."


def test_nothing_is_entered_before_the_consultation_is_live(consultation):
    consultation.went_live_at = consultation.went_live_by = None
    consultation.save()

    assert "has not gone live" in refusal(consultation)


def test_a_meeting_has_a_headcount(consultation):
    response = enter(consultation, channel="meeting", headcount=23)

    assert (response.get_channel_display(), response.headcount) == ("Meeting", 23)


def test_only_a_meeting_has_a_headcount(consultation):
    assert "Only a meeting" in refusal(consultation, headcount=23)


def test_a_response_that_says_nothing_is_refused(consultation, question):
    sentence = refusal(consultation, comments=[], answers=[Given(question)])

    assert "Enter a comment or an answer" in sentence


@pytest.mark.parametrize("missing", ["respondent_kind", "publication"])
def test_who_responds_and_what_may_be_published_must_be_said(consultation, missing):
    assert "Say who responds" in refusal(consultation, details=RESIDENT | {missing: ""})


def test_the_same_key_makes_one_response(consultation):
    first = enter(consultation, source_key="once")

    second = enter(consultation, source_key="once", at=AT + dt.timedelta(seconds=1))

    assert second == first
    assert second.entered_at == AT
    assert Response.objects.count() == 1


def test_of_many_all_or_none_are_entered(consultation):
    entries = [Entry(**paper()), Entry(**paper(received_at=CLOSES)), Entry(**paper())]

    with pytest.raises(ValidationError):
        enter_responses(
            consultation=consultation, entries=entries, by=factories.officer(), at=CLOSES
        )

    assert not Response.objects.exists()


def test_a_hundred_take_no_more_queries_than_one(consultation, question):
    by = factories.officer()

    def queries(number):
        entries = [
            Entry(**paper(answers=[Given(question, "agree")], details=RESIDENT))
            for _ in range(number)
        ]
        with CaptureQueriesContext(connection) as captured:
            enter_responses(consultation=consultation, entries=entries, by=by, at=AT)
        return len(captured)

    queries(1)

    assert queries(100) == queries(1)


def test_a_response_of_more_comments_than_one_can_have_is_refused(consultation):
    def comments(number):
        return [(None, f"Number {each}.") for each in range(number)]

    assert "up to 100 comments, and this one has 3,000" in refusal(
        consultation, comments=comments(3_000)
    )
    assert enter(consultation, comments=comments(100)).comments.count() == 100
