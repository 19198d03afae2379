"""Finished pages: bounded in memory, each in three encodings with an entity tag of its own."""

import datetime as dt
import gzip
import threading

import brotli
import pytest

from sdp_portal.pages.store import Page, Store, best_encoding, finish

MIDNIGHT = dt.datetime(2024, 4, 10, 23, tzinfo=dt.UTC)
A_MICROSECOND = dt.timedelta(microseconds=1)
HTML = b"<!doctype html><p>Durham is a county where everyone can feel and be safe." * 9


def page(body=HTML, headers=(), stamp=1):
    return finish(list(headers), body, until=MIDNIGHT, stamp=stamp)


def of_size(size) -> Page:
    return Page(until=MIDNIGHT, stamp=1, encodings={}, size=size)


def test_the_three_encodings_hold_the_same_page():
    encodings = page().encodings

    assert encodings["identity"].body == HTML
    assert gzip.decompress(encodings["gzip"].body) == HTML
    assert brotli.decompress(encodings["br"].body) == HTML


def test_the_same_page_made_twice_has_the_same_tags_and_bytes():
    assert page() == page()


def test_another_page_and_another_encoding_have_other_tags():
    tags = [each.etag for made in (page(), page(HTML + b"!")) for each in made.encodings.values()]

    assert len(set(tags)) == 6
    assert all(tag.startswith('"') and tag.endswith('"') for tag in tags)


def test_what_the_view_said_of_length_and_keeping_is_said_anew():
    said = [("Content-Length", "1"), ("vary", "Cookie"), ("Content-Type", "text/html")]

    headers = page(headers=said).encodings["br"].headers

    names = [name.lower() for name, _ in headers]
    assert len(names) == len(set(names))
    assert ("Content-Type", "text/html") in headers
    assert ("Content-Length", "1") not in headers
    assert ("Content-Encoding", "br") in headers


@pytest.mark.parametrize(
    ("at", "stamp", "is_fresh"),
    [
        (MIDNIGHT - A_MICROSECOND, 1, True),
        (MIDNIGHT, 1, False),
        (MIDNIGHT - A_MICROSECOND, 2, False),
        (MIDNIGHT - A_MICROSECOND, 0, False),
        (MIDNIGHT - A_MICROSECOND, None, False),
    ],
)
def test_a_page_is_fresh_before_its_end_and_under_its_stamp(at, stamp, is_fresh):
    assert page().is_fresh(at=at, stamp=stamp) is is_fresh


def test_the_pages_made_first_make_way_when_there_is_no_room():
    store = Store(room=100)
    for number in range(5):
        store.put(number, of_size(30))

    assert [number for number in range(5) if store.get(number)] == [2, 3, 4]
    assert store.size == 90


def test_a_page_that_is_too_long_is_not_kept_and_drives_none_out():
    store = Store(room=100)
    store.put("short", of_size(60))

    store.put("long", of_size(101))

    assert store.get("short")
    assert not store.get("long")


def test_a_page_made_anew_takes_the_place_of_the_old_one():
    store = Store(room=100)
    store.put("page", of_size(60))

    store.put("page", of_size(70))

    assert (len(store), store.size) == (1, 70)


def test_many_threads_never_fill_more_than_the_room():
    store = Store(room=10_000)

    def fill(thread):
        for number in range(500):
            store.put((thread, number), of_size(number % 97 + 1))

    threads = [threading.Thread(target=fill, args=[n]) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 0 < store.size <= 10_000
    assert store.size == sum(each.size for each in store._pages.values())


@pytest.mark.parametrize(
    ("accepted", "best"),
    [
        ("", "identity"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br; q=0.0, gzip;q=0", "identity"),
        ("GZIP", "gzip"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("gzip;q=nonsense", "identity"),
        ("identity", "identity"),
        (";;,,=;q", "identity"),
        ("brotli", "identity"),
    ],
)
def test_the_smallest_encoding_that_is_accepted_is_chosen(accepted, best):
    assert best_encoding(accepted) == best
