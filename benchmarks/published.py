"""The published responses, for the benchmark with a million comments: publishing them, and the
addresses that are measured."""

import time

import psycopg

from benchmarks.portals import manage

SLUG = "draft-strategy-2024-29"
RESPONSES = f"/consultations/{SLUG}/responses/"
FILE = f"/consultations/{SLUG}/responses.csv"
PUBLISH = '''
from django.contrib.auth.models import User
from django.db import connection
from consultation.models import Consultation
from outcome.responses.releasing import publish_responses
from sdp_portal import clock
by, _ = User.objects.get_or_create(username="publisher", is_staff=True)
consultation = Consultation.objects.get(slug="draft-strategy-2024-29")
REVIEW = """
    INSERT INTO consideration_review (response_id, decision, note, reviewed_at, reviewed_by_id)
    SELECT id, 'as-it-is', '', received_at, %s FROM consultation_response
    WHERE received_at IS NOT NULL
"""
connection.cursor().execute(REVIEW, [by.pk])
publish_responses(consultation=consultation, seen=None, by=by, at=clock.now())
'''


def publish(environment: dict[str, str]) -> float:
    """Close every window a day ago and publish what came; the seconds that publishing took."""
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(
            "UPDATE consultation_window SET closes_at = now() - interval '1 day', "
            "opens_at = least(opens_at, now() - interval '2 days')"
        )
    began = time.monotonic()
    manage(environment, "shell", "--no-imports", "--command", PUBLISH)
    seconds = time.monotonic() - began
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("ANALYZE outcome_publishedcomment")  # as autovacuum will
    return seconds


def addresses(last_number: int) -> dict[str, str]:
    """Each page of the list, by its name, where `last_number` comments are published: every filter,
    filters together, frequent and rare, and the last page of some."""
    middle, end = last_number // 2, last_number
    queries = {
        "the first page, with its charts": "",
        "the middle": f"?after={middle}",
        "the last page": f"?before={end + 1}",
        "one part": "?part=hate-crime",
        "the whole strategy": "?part=whole",
        "one kind": "?kind=resident",
        "a rare kind": f"?kind=other&after={middle}",
        "one answer": "?agreement=agree",
        "a part and a kind": "?part=hate-crime&kind=organisation",
        "a part and an answer nobody gave": "?part=road-safety&agreement=agree",
        "a kind and an answer": "?kind=other&agreement=disagree",
        "a part, a kind and an answer": "?part=hate-crime&kind=other&agreement=neither",
        "two filters, the last page": f"?part=whole&kind=resident&before={end + 1}",
        "a value that there is not": "?part=nowhere",
    }
    return {name: f"{RESPONSES}{query}" for name, query in queries.items()}
