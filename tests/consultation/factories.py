"""Responses for tests, begun at a fixed instant: 9am on 10 April 2024, in the public window."""

import datetime as dt

from consultation.models import Comment, Response
from consultation.submission import submit_response

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
