"""How well campaigns are found among 10,000 made comments, and how fast among 100,000 in the
database."""

import datetime as dt
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import psycopg

from benchmarks import portals, results
from benchmarks.campaign_texts import SINGLES, comments
from consideration.campaigns.grouping import Said, group_texts
from sdp_portal import embedded_postgres

IN_MEMORY, IN_DATABASE, A_MILLION = 10_000, 100_000, 1_000_000
PRECISION, RECALL, MINUTES, MEGABYTES = 0.99, 0.95, 10, 1000
# One response for each comment. Its keys are 1, 2, 3, …
RESPOND = """
    INSERT INTO consultation_response (
        id, consultation_id, window_id, token_hash, sealed_token, channel, begun_at, received_at,
        is_late, reference, version, respondent_kind, organisation, name, email, publication,
        is_sample)
    SELECT n, consultation_id, w.id, encode(sha256(n::text::bytea), 'hex'), '', 'web', now(), now(),
        false, 'SDP-' || overlay(translate(lpad(to_hex(n), 8, '0'),
        '0123456789abcdef', '23456789BCDFGHJK') placing '-' from 5 for 0),
        1, 'resident', '', '', '', 'without-name', false
    FROM consultation_window w, generate_series(1, {number}) n WHERE audience = 'everyone'
"""
FIND = """
import json, resource, time
from consideration.campaigns.finding import find_campaigns
from consideration.campaigns.reading import campaigns_with_numbers
from consideration.models import Campaign, Fingerprint
from consultation.models import Consultation
from sdp_portal import clock
def took(do):
    began = time.monotonic()
    do()
    return time.monotonic() - began
finding = took(lambda: find_campaigns(at=clock.now()))
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
again = took(lambda: find_campaigns(at=clock.now()))
listed = took(lambda: list(campaigns_with_numbers(Consultation.objects.get())[:20]))
counts = [Fingerprint.objects.count(), Campaign.objects.count()]
print(json.dumps([finding, memory, again, listed, *counts]))
"""


def main():
    precision, recall = precision_and_recall(list(comments(IN_MEMORY)))
    seconds, megabytes, again, listed, compared, campaigns = in_the_database()
    a_million = seconds * A_MILLION / compared / 60
    rows = [
        ("all", f"{compared:,}", f"{seconds:.0f} s", f"{megabytes:.0f} MB"),
        ("once more, with nothing new", "0", f"{again:.2f} s", ""),
        ("the list of the largest", f"{campaigns:,} campaigns", f"{listed:.2f} s", ""),
    ]
    lines = [
        "Made comments (`campaign_texts.py`): 20 templates with 0 to 60 % own words, and "
        f"{SINGLES:.0%} single ones on the same subjects, all from few words.",
        *results.table(["In the database", "compared", "time", "memory"], rows),
        results.verdict(f"precision of pairs among {IN_MEMORY:,}", precision, least=PRECISION),
        results.verdict("recall of pairs", recall, least=RECALL),
        results.verdict("minutes for a million, at this rate", a_million, most=MINUTES),
        results.verdict("MB of memory", megabytes, most=MEGABYTES),
    ]
    results.record("Campaigns", lines=lines, versions=results.python_and("psycopg"))


def in_the_database(number=IN_DATABASE) -> list[float]:
    """What `FIND` prints: of comments that came in one go."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        url = embedded_postgres.start(Path(folder))
        with portals.production(url) as environment:
            portals.load(environment)
            _fill(url, number)
            command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", FIND]
            done = subprocess.run(
                command, cwd=portals.CHECKOUT, env=environment, check=True, stdout=subprocess.PIPE
            )
            return json.loads(done.stdout.splitlines()[-1])


def _fill(url, number):
    with psycopg.connect(url, autocommit=True) as connection:
        _own_triggers(connection, "DISABLE")
        connection.execute(RESPOND.format(number=number))
        columns = "response_id, text, written_at"
        with connection.cursor().copy(f"COPY consultation_comment ({columns}) FROM STDIN") as sink:
            for key, (text, _) in enumerate(comments(number), 1):
                sink.write_row((key, text, dt.datetime.now(dt.UTC)))  # noqa: TID251 any moment
        _own_triggers(connection, "ENABLE")
        connection.execute("ANALYZE")


def _own_triggers(connection, what):
    for table in ("consultation_response", "consultation_comment"):
        connection.execute(f"ALTER TABLE {table} {what} TRIGGER USER")


def precision_and_recall(made: list[tuple[str, int | None]]) -> tuple[float, float]:
    """Of pairs: how many that are grouped together belong together, and the other way round."""
    texts = {place: Said(text) for place, (text, _) in enumerate(made)}
    groups = group_texts(texts, known={}).new
    found = sum(_pairs(len(group.keys)) for group in groups)
    right = sum(
        _pairs(number)
        for group in groups
        for label, number in Counter(made[place][1] for place in group.keys).items()
        if label is not None
    )
    sizes = Counter(label for _, label in made if label is not None)
    return right / found, right / sum(map(_pairs, sizes.values()))


def _pairs(number):
    return number * (number - 1) // 2
