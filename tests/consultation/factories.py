"""Responses for tests, begun at a fixed instant: 9am on 10 April 2024, in the public window."""

import datetime as dt

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile

from consultation.intake.importing import keep_file
from consultation.models import Comment, Consultation, Mail, Response, Window
from consultation.responding.answers import answered as questions_answered
from consultation.responding.submission import submit_response
from consultation.setup.invitations import Person, invite, revoke
from consultation.setup.window_dates import change_dates

BEGUN = dt.datetime(2024, 4, 10, 8, tzinfo=dt.UTC)


def unsent(window, *, comments=("I would report more if I heard back.",), part=None, **details):
    """An unsent response with whatever comments; `complete` details may be added."""
    response = Response.objects.create(
        consultation=window.consultation, window=window, begun_at=BEGUN, **details
    )
    for text in comments:
        Comment.objects.create(response=response, part=part, text=text, written_at=BEGUN)
    return response


def complete(window, **details):
    """An unsent response that could be sent as it is."""
    return unsent(
        window, **{"respondent_kind": "resident", "publication": "without-name"} | details
    )


def sent(window, *, at=BEGUN + dt.timedelta(hours=1), **details):
    return submit_response(response=complete(window, **details), at=at)


def posted(n=1, *, at=BEGUN, **details):
    """A receipt that waits to be sent to `n`@example.org, unless `details` say otherwise."""
    if not {"response", "invitation", "follower", "link_request"} & set(details):
        details["response"] = sent(Window.objects.get(audience="everyone"))
    mail = {
        "kind": Mail.Kind.RECEIPT,
        "key": f"posted-{n}",
        "to": f"{n}@example.org",
        "message_id": str(n),
        "created_at": at,
        "next_try_at": at,
    }
    return Mail.objects.create(**mail | details)


def moved(window, *, closes_at=None, opens_at=None, reason="A leaflet came late.", at=BEGUN):
    """A change of the window's dates: a week longer unless told otherwise."""
    officer, _ = get_user_model().objects.get_or_create(username="the-officer-who-moved-it")
    if closes_at is None and opens_at is None:
        closes_at = window.closes_at + dt.timedelta(weeks=1)
    return change_dates(
        window=window,
        opens_at=opens_at or window.opens_at,
        closes_at=closes_at or window.closes_at,
        reason=reason,
        by=officer,
        at=at,
    )


def invited(window, *, name="Councillor Example", email="", at=BEGUN):
    outcome = invite(window=window, people=[Person(name, email)], by=officer(), at=at)
    return outcome.invited[0]


def revoked(invitation, *, at=BEGUN):
    return revoke(invitation=invitation, by=officer(), at=at)


def officer(*groups):
    officer, _ = get_user_model().objects.get_or_create(
        username="the-officer", defaults={"is_staff": True}
    )
    officer.groups.add(*Group.objects.filter(name__in=groups))
    return officer


def asked(consultation, wording="How far do you agree with the draft?", *, part=None, **details):
    """An agreement question, after those that are there."""
    position = consultation.questions.count()
    return consultation.questions.create(
        wording=wording, part=part, **{"position": position} | details
    )


def answered(response, question, choice="agree", text=""):
    """What is said to it: the comment where there are words, else the choice."""
    if choice:
        answer = response.answers.create(question=question, choice=choice, answered_at=BEGUN)
    if not text.strip():
        return answer
    return response.comments.create(
        question=question, part_id=question.part_id, text=text, written_at=BEGUN
    )


def given(response):
    """What it says to each question: {question: (choice, words)}."""
    now = Response.objects.get(pk=response.pk)
    return {each: (each.answer.choice, each.answer.text) for each in questions_answered(now)}


def prepared(edition, *, slug="next", windows=1, **details):
    """A consultation that is not live yet and has all that it needs for that."""
    consultation = Consultation.objects.create(
        edition=edition,
        slug=slug,
        **{
            "title": f"Consultation “{slug}”",
            "proposal": "<p>Other goals.</p>",
            "changeable": "<p>Every goal.</p>",
            "privacy_summary": "We keep it safe.",
            "email": "next@example.org",
            "response_due_on": dt.date(2024, 8, 2),
        }
        | details,
    )
    for number in range(windows):
        consultation.windows.create(
            title=f"Window {number + 1}",
            audience="invited" if number else "everyone",
            opens_at=BEGUN - dt.timedelta(days=1),
            closes_at=BEGUN + dt.timedelta(days=30),
        )
    return consultation


def kept_file(consultation, *, at=BEGUN):
    """A file with one response, checked and not imported yet."""
    content = (
        b"received_at,channel,respondent_kind,publication,text\n"
        b"2024-04-10T08:30,paper,resident,nothing,More lights.\n"
    )
    file = ContentFile(content, name="responses.csv")
    return keep_file(consultation=consultation, file=file, by=officer(), at=at)
