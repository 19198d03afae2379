"""What a process knows of the stamp is never older than a second while the database answers."""

import threading

import pytest

from sdp_portal.pages.stamp import Stamp


class Database:
    """What the stamp asks: how often it was asked, and whether it answers."""

    def __init__(self):
        self.value = 1
        self.asked = 0
        self.answers = True

    def __call__(self):
        self.asked += 1
        if not self.answers:
            raise OSError("connection refused")
        return self.value


@pytest.fixture
def database():
    return Database()


@pytest.fixture
def stamp(database, seconds):
    # A busy machine may need longer than a reader would wait.
    return Stamp(database, again_after=0.5, clock=seconds, patience_while_away=10)


def test_the_first_request_asks(stamp, database):
    assert stamp.current() == 1
    assert database.asked == 1


def test_requests_within_half_a_second_ask_once(stamp, database, seconds):
    for _ in range(10):
        stamp.current()
        seconds.now += 0.049

    assert database.asked == 1


@pytest.mark.parametrize("later", [0.5, 0.999, 1, 3600])
def test_what_was_published_is_known_to_two_processes_within_a_second(database, seconds, later):
    processes = [Stamp(database, again_after=0.5, clock=seconds) for _ in range(2)]
    assert [process.current() for process in processes] == [1, 1]

    database.value = 2
    seconds.now += later

    assert [process.current() for process in processes] == [2, 2]


def test_before_the_database_ever_answered_there_is_no_stamp(stamp, database):
    database.answers = False

    assert stamp.current() is None
    assert stamp.is_away


def test_while_the_database_is_away_the_last_stamp_stays(stamp, database, seconds):
    stamp.current()
    database.answers = False
    seconds.now += 60

    assert stamp.current() == 1
    assert stamp.is_away


def test_a_database_that_is_away_is_asked_at_most_twice_a_second(stamp, database, seconds):
    database.answers = False
    for _ in range(20):
        stamp.current()
        seconds.now += 0.125

    assert database.asked == 5


def test_when_the_database_is_back_what_changed_is_known_at_the_next_question(
    stamp, database, seconds
):
    stamp.current()
    database.answers = False
    seconds.now += 5
    stamp.current()
    database.answers, database.value = True, 7
    seconds.now += 0.5

    assert stamp.current() == 7
    assert not stamp.is_away


class Slow(Database):
    """Answers when it is let, so that other requests come meanwhile."""

    def __init__(self):
        super().__init__()
        self.is_asked, self.may_answer = threading.Event(), threading.Event()

    def __call__(self):
        if self.asked:
            self.is_asked.set()
            assert self.may_answer.wait(10)
        return super().__call__()


def test_others_rely_on_a_young_answer_while_one_request_asks(seconds):
    database = Slow()
    stamp = Stamp(database, again_after=0.5, clock=seconds)
    stamp.current()
    database.value = 2
    seconds.now += 0.7
    asking = threading.Thread(target=stamp.current)
    asking.start()
    assert database.is_asked.wait(10)

    meanwhile = stamp.current()
    database.may_answer.set()
    asking.join()

    assert meanwhile == 1
    assert stamp.current() == 2
    assert database.asked == 2


def test_nobody_relies_on_an_old_answer_while_one_request_asks(seconds):
    database = Slow()
    stamp = Stamp(database, again_after=0.5, clock=seconds)
    stamp.current()
    database.value = 2
    seconds.now += 3600
    seen = []
    requests = [threading.Thread(target=lambda: seen.append(stamp.current())) for _ in range(3)]
    for request in requests:
        request.start()
    assert database.is_asked.wait(10)

    database.may_answer.set()
    for request in requests:
        request.join()

    assert seen == [2, 2, 2]
    assert database.asked == 2


def test_nobody_waits_for_a_database_known_to_be_away(seconds):
    database = Slow()
    stamp = Stamp(database, again_after=0.5, clock=seconds, patience_while_away=0)
    stamp.current()
    stamp.is_away = True
    database.value = 2
    seconds.now += 3600

    seen = [stamp.current() for _ in range(3)]  # while the one question is not answered yet
    assert database.is_asked.wait(10)
    database.may_answer.set()

    assert seen == [1, 1, 1]
    while stamp.is_away:
        pass
    assert stamp.current() == 2
    assert database.asked == 2
