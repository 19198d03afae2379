"""A database known to be away makes nobody wait; it is found again by itself."""

import os
import socket
import threading
from contextlib import closing

import psycopg
import pytest
from django.db import OperationalError, connections

from sdp_portal.database.base import DatabaseWrapper, answers, connect_directly, outage
from sdp_portal.database.outage import Outage


class Database:
    def __init__(self):
        self.answers = True
        self.asked = 0

    def __call__(self):
        self.asked += 1
        if not self.answers:
            raise psycopg.OperationalError("connection refused")


@pytest.fixture
def database():
    return Database()


@pytest.fixture
def away(database, seconds):
    """An outage that is known."""
    known = Outage(again_after=1.0, clock=seconds)
    database.answers = False
    with pytest.raises(psycopg.OperationalError):
        known.end_doubt(database)
    return known


def test_the_first_request_asks_and_the_next_need_not(database, seconds):
    known = Outage(clock=seconds)

    for _ in range(5):
        known.end_doubt(database)

    assert database.asked == 1


def test_a_database_that_is_away_is_asked_once_a_second(away, database, seconds):
    for _ in range(16):
        seconds.now += 0.125
        with pytest.raises((OperationalError, psycopg.OperationalError)):
            away.end_doubt(database)

    assert database.asked == 3


def test_it_is_found_again_within_a_second(away, database, seconds):
    database.answers = True
    seconds.now += 1

    away.end_doubt(database)
    away.end_doubt(database)

    assert not away.is_away
    assert database.asked == 2


def test_while_one_asks_nobody_waits_for_a_database_known_to_be_away(away, seconds):
    is_asked, may_answer = threading.Event(), threading.Event()

    def slow():
        is_asked.set()
        assert may_answer.wait(10)

    seconds.now += 1
    asking = threading.Thread(target=away.end_doubt, args=[slow])
    asking.start()
    assert is_asked.wait(10)

    with pytest.raises(OperationalError, match="is being asked again"):
        away.end_doubt(slow)
    may_answer.set()
    asking.join()

    assert not away.is_away


def test_in_doubt_the_others_wait_for_the_one_who_asks(database):
    known = Outage()
    is_asked, may_answer = threading.Event(), threading.Event()

    def slow():
        database()
        is_asked.set()
        assert may_answer.wait(10)

    requests = [threading.Thread(target=known.end_doubt, args=[slow]) for _ in range(3)]
    for request in requests:
        request.start()
    assert is_asked.wait(10)
    may_answer.set()
    for request in requests:
        request.join()

    assert database.asked == 1


@pytest.fixture
def pooled(db):
    """A connection to the database of the tests from a pool, as the server has it."""
    wrapper = DatabaseWrapper(dict(connections["default"].settings_dict), alias="default")
    wrapper._connection_pools = {}  # and not with that of other tests
    yield wrapper
    wrapper.close()
    wrapper.close_pool()
    outage.in_doubt, outage.is_away = True, False


def test_a_connection_that_was_ended_is_replaced_without_an_error(pooled):
    with pooled.cursor() as cursor:
        ended = cursor.execute("SELECT pg_backend_pid()").fetchone()[0]
    pooled.close()
    with connect_directly() as other:
        other.execute("SELECT pg_terminate_backend(%s)", [ended])
        while other.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [ended]).fetchone():
            pass

    with pooled.cursor() as cursor:
        assert cursor.execute("SELECT pg_backend_pid()").fetchone()[0] != ended


def test_a_database_that_is_gone_is_known_to_be_away(pooled):
    pooled.close_pool()
    pooled.settings_dict |= {"HOST": "127.0.0.1", "PORT": "1"}
    outage.doubt()

    with pytest.raises(OperationalError, match="refused"):
        pooled.ensure_connection()

    assert outage.is_away
    with pytest.raises(OperationalError, match="a moment ago"):
        pooled.ensure_connection()


def test_a_server_that_is_frozen_does_not_answer(db):
    connection = connect_directly()
    with closing(connection):
        assert answers(connection)

        # From here on it hears nothing more, as from a server that is frozen.
        deaf, other = socket.socketpair()
        with deaf, other:
            os.dup2(deaf.fileno(), connection.pgconn.socket)

            assert not answers(connection, within=0)
