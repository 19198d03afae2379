"""What a copy of the database tells of who answered what: an attacker tries it.

The attacker has every copy at every moment, with PostgreSQL's own columns: `xmin`, the number of
the transaction that wrote a row, and `ctid`, its place. They know how each total belongs to a
choice, and who sent which response. They have no key.
"""

import datetime as dt
import hashlib
import html
import itertools
import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from psycopg import sql

from consultation.equality import ballots
from consultation.models import (
    Consultation,
    EqualityBallot,
    EqualityCount,
    EqualityForm,
    EqualityOption,
    Response,
)
from sdp_portal import clock
from site_wide.due_work import do_due_work
from tests.consultation.responding.test_responding import (
    ABOUT_YOU,
    CHECK,
    COMMENT,
    SLUG,
    WHO,
    send_form,
)
from tests.own_database import own_database

pytestmark = pytest.mark.usefixtures("set_clock")

LINK = re.compile(r'href="(/consultations/[a-z0-9-]+/equality/[^"]*)"')
NONCE = re.compile(r'name="nonce" value="([^"]+)"')
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
# Where a row says itself to which response it belongs; nobody promises otherwise of these.
OPENLY = {"consultation_response", "consultation_flag"}


class Attacker:
    """Takes copies and tells who answered what."""

    def __init__(self, connection):
        self.connection = connection
        self.copies = []
        self.senders = []  # the copies in which somebody's response was new

    def take_a_copy(self):
        tables = [name for (name,) in self.connection.execute(TABLES)]
        copy = {name: self._rows(name) for name in tables}
        if self.copies and len(self._sent(copy)) > len(self._sent(self.copies[-1])):
            self.senders.append(len(self.copies))
        self.copies.append(copy)

    def _rows(self, table):
        query = "SELECT xmin::text::bigint, ctid::text, to_jsonb(t) FROM {} t"
        rows = self.connection.execute(sql.SQL(query).format(sql.Identifier(table)))
        return [{"xmin": xmin, "ctid": ctid} | row for xmin, ctid, row in rows]

    def _sent(self, copy):
        sent = [row for row in copy["consultation_response"] if row["received_at"]]
        return sorted(sent, key=lambda row: row["received_at"])

    def differences(self):
        """For each copy what has been added to each total since the one before."""
        totals = [self._totals(copy) for copy in self.copies]
        return [after - before for before, after in itertools.pairwise(totals)]

    def _totals(self, copy):
        totals = Counter()
        for row in copy["consultation_equalitycount"]:
            totals[row["option_id"]] += row["number"]
        return totals

    def told_by_differences(self):
        """What was added just after somebody's response is theirs, if it can be one person's."""
        return {
            (sum(index >= sender for sender in self.senders) - 1, option)
            for index, added in enumerate(self.differences(), start=1)
            for option in self._of_one_person(added)
        }

    def told_by_transactions(self):
        """What was written last between somebody's response and the next is theirs, if no other
        choice of the same question was; from the last copy alone."""
        last = self.copies[-1]
        sent_in = [row["xmin"] for row in self._sent(last)]
        written = {}
        for row in last["consultation_equalitycount"]:
            person = sum(xmin < row["xmin"] for xmin in sent_in) - 1
            written.setdefault(person, Counter())[row["option_id"]] += 1
        return {
            (person, option)
            for person, options in written.items()
            for option in self._of_one_person(options)
        }

    def _of_one_person(self, options):
        question_of = {row["id"]: row["question_id"] for row in self.copies[-1][OPTIONS]}
        chosen = Counter()
        for option, number in options.items():
            chosen[question_of[option]] += number
        return [option for option in options if chosen[question_of[option]] == 1]

    def moments_shared(self):
        """Tables with a moment at which a response was received, to the microsecond."""
        last = self.copies[-1]
        moments = {row["received_at"] for row in self._sent(last)}
        return {
            table
            for table, rows in last.items()
            if any(value in moments for row in rows for value in row.values() if _is_text(value))
        }

    def forms_known(self):
        """Forms that can be told from what stands at a response."""
        known = {
            digest(str(row[column]).encode()).hexdigest()
            for row in self._sent(self.copies[-1])
            for column in row
            for digest in (hashlib.md5, hashlib.sha1, hashlib.sha256, hashlib.sha512)
        }
        said = {str(row[column]) for row in self._sent(self.copies[-1]) for column in row}
        forms = {row["nonce"] for row in self.copies[-1]["consultation_equalityform"]}
        return forms & (known | said)

    def lengths(self):
        """Of what is sealed, in all copies."""
        return {len(row["sealed"]) for copy in self.copies for row in copy.get(BALLOTS, ()) if row}


OPTIONS, BALLOTS = "consultation_equalityoption", "consultation_equalityballot"


def _is_text(value):
    return isinstance(value, str)


def send_a_response(number):
    """Somebody sends one on the website, each from an address of their own."""
    client = Client(REMOTE_ADDR=f"192.0.2.{number}")
    client.post(COMMENT, {"text": f"What I think, being number {number}."})
    client.post(ABOUT_YOU, WHO)
    sent = client.post(CHECK, send_form(client.get(CHECK)))
    return client, sent.url


def answer_questions(client, receipt, chosen):
    [link] = LINK.findall(client.get(receipt).content.decode())
    page = client.get(html.unescape(link))
    [nonce] = NONCE.findall(page.content.decode())
    form = {f"equality-{option.question_id}": str(option.pk) for option in chosen}
    return client.post(page.request["PATH_INFO"], {"nonce": html.unescape(nonce)} | form)


def choices_of(number):
    """Other ones than the neighbours', of one question more or less than they."""
    questions = Consultation.objects.get(slug=SLUG).equality_questions.prefetch_related("options")
    chosen = []
    for place, question in enumerate(questions):
        options = list(question.options.all())
        if (number + place) % 4:
            chosen.append(options[(number + place) % len(options)])
    return chosen


@pytest.fixture
def db(django_db_setup, django_db_blocker):
    """What is done here is really committed."""
    with own_database(django_db_blocker) as beside:
        yield beside


@pytest.fixture
def attacker(db):
    return Attacker(db)


def play(attacker, *, people):
    """One after the other sends a response and answers; the attacker looks each time. What falls
    due may be done at any time."""
    attacker.take_a_copy()
    for number in range(people):
        client, receipt = send_a_response(number)
        attacker.take_a_copy()
        assert answer_questions(client, receipt, choices_of(number)).status_code == 302
        attacker.take_a_copy()
        do_due_work(at=clock.now())
        attacker.take_a_copy()


def test_no_answer_can_be_told_by_whoever_has_every_copy(attacker):
    play(attacker, people=12)

    assert attacker.told_by_differences() == set()
    assert attacker.told_by_transactions() == set()
    changes = [added for added in attacker.differences() if added]
    assert len(changes) == 1
    assert changes[0] == Counter(o.pk for number in range(10) for o in choices_of(number))
    assert attacker.moments_shared() <= OPENLY
    assert attacker.forms_known() == set()
    assert len(attacker.lengths()) == 1
    assert len(attacker.copies[-1][BALLOTS]) == 2


def test_fewer_than_ten_change_no_total_and_are_gone_after_closing(attacker):
    play(attacker, people=9)

    assert not any(attacker.differences())
    do_due_work(at=clock.now() + dt.timedelta(days=60))
    attacker.take_a_copy()

    assert not EqualityCount.objects.exists()
    assert attacker.copies[-1][BALLOTS] == []
    assert attacker.copies[-1]["consultation_equalityform"] == []
    assert Response.objects.sent().count() == 9


# Two processes at once


@pytest.fixture
def consultation(db):
    return Consultation.objects.get(slug=SLUG)


def in_a_thread_of_its_own(work, *arguments, **named):
    try:
        return work(*arguments, **named)
    finally:
        connection.close()


def test_two_processes_that_count_at_the_same_time_count_once(db, consultation):
    female = EqualityOption.objects.get(question__consultation=consultation, label="Female")
    for number in range(10):
        ballots.hand_in(consultation=consultation, options=[female], nonces=[str(number)])

    with ThreadPoolExecutor(2) as threads, db.transaction():
        db.execute("SELECT 1 FROM consultation_equalityballot FOR UPDATE")
        counting = [
            threads.submit(in_a_thread_of_its_own, ballots.count_equality_answers, at=clock.now())
            for _ in range(2)
        ]
        wait_until_waiting(db, number=2)
    for each in counting:
        each.result()

    assert EqualityCount.objects.get().number == 10
    assert not EqualityBallot.objects.exists()


def wait_until_waiting(db, *, number):
    deadline = time.monotonic() + 30
    waiting = "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted"
    while db.execute(waiting).fetchone()[0] < number:
        assert time.monotonic() < deadline, "fewer wait than should"


def test_one_form_handed_in_by_many_at_once_is_kept_once(db, consultation):
    female = EqualityOption.objects.get(question__consultation=consultation, label="Female")
    form = {"consultation": consultation, "options": [female], "nonces": ["b", "a"]}

    with ThreadPoolExecutor(6) as threads:
        for done in [
            threads.submit(in_a_thread_of_its_own, ballots.hand_in, **form) for _ in range(12)
        ]:
            done.result()

    assert EqualityBallot.objects.count() == 1
    assert EqualityForm.objects.count() == 2
