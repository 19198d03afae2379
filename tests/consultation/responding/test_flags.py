"""What programs send is flagged for officers; nobody is refused, and nobody notices."""

import datetime as dt
import ipaddress
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultation.models import (
    Flag,
    Question,
    Response,
    Withdrawal,
)
from consultation.responding import draft, flags
from consultation.responding.flags import RESPONSES_AN_HOUR, SENDERS, Circumstances
from consultation.responding.senders import MOST_ADDRESSES, Senders
from consultation.responding.submission import submit_response
from sdp_portal import clock
from tests.consultation import factories
from tests.consultation.factories import BEGUN
from tests.consultation.responding.test_responding import ABOUT_YOU, CHECK, COMMENT, GOAL, WHO

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

Kind = Flag.Kind
AT = BEGUN + dt.timedelta(hours=1)
SLOWLY = AT - dt.timedelta(minutes=1)
CAMPAIGN = "We, the residents of Example Valley, ask for a warden in every village hall."


def sent(window, *, at=AT, address="192.0.2.1", filled_trap=False, opened_at=None, **details):
    circumstances = Circumstances(
        address=address,
        filled_trap=filled_trap,
        opened_at=at - dt.timedelta(minutes=1) if opened_at is None else opened_at,
    )
    response = factories.complete(window, **details)
    return submit_response(response=response, at=at, circumstances=circumstances)


def flags_of(response):
    return [flag.kind for flag in response.flags.order_by("kind")]


# How it was sent


def test_what_a_person_sends_raises_no_flag(public_window):
    assert flags_of(sent(public_window)) == []


def test_a_filled_trap_is_flagged_and_the_response_counts(public_window):
    response = sent(public_window, filled_trap=True)

    assert flags_of(response) == [Kind.TRAP]
    assert response in Response.objects.counted()
    assert response in Response.objects.waiting_for_review()


@pytest.mark.parametrize(
    ("on_the_page", "in_all", "is_too_fast"),
    [
        (dt.timedelta(seconds=2), dt.timedelta(seconds=10), False),
        (dt.timedelta(seconds=2) - dt.timedelta.resolution, dt.timedelta(hours=1), True),
        (dt.timedelta(seconds=5), dt.timedelta(seconds=10) - dt.timedelta.resolution, True),
        (dt.timedelta(0), dt.timedelta(hours=1), True),
    ],
)
def test_what_is_sent_sooner_than_a_person_can_is_flagged(
    public_window, on_the_page, in_all, is_too_fast
):
    response = sent(public_window, at=BEGUN + in_all, opened_at=BEGUN + in_all - on_the_page)

    assert flags_of(response) == ([Kind.TOO_FAST] if is_too_fast else [])


def test_the_eleventh_response_of_an_address_within_an_hour_is_taken_and_flagged(public_window):
    responses = [
        sent(public_window, at=AT + dt.timedelta(minutes=n), comments=[f"Number {n}"])
        for n in range(12)
    ]

    assert [flags_of(response) for response in responses] == [[]] * 10 + [[Kind.SAME_ADDRESS]] * 2
    assert Response.objects.counted().count() == 12


def test_an_hour_later_an_address_begins_anew(public_window):
    for n in range(11):
        sent(public_window, comments=[f"Number {n}"])

    later = sent(public_window, at=AT + dt.timedelta(hours=1))

    assert flags_of(later) == []


def test_another_address_is_not_flagged_for_its_neighbour(public_window):
    for n in range(11):
        sent(public_window, comments=[f"Number {n}"])

    assert flags_of(sent(public_window, address="192.0.2.2")) == []


def test_without_an_address_nothing_is_flagged(public_window):
    for n in range(12):
        assert flags_of(sent(public_window, address="", comments=[f"Number {n}"])) == []


def test_no_table_holds_anything_of_the_address(public_window):
    """Of a hash neither: it could be joined with the response by its moment and its neighbours."""
    with connection.cursor() as cursor:
        before = rows_of_all_tables(cursor)
        response = sent(public_window)
        written = {
            name for name, rows in rows_of_all_tables(cursor).items() if rows != before[name]
        }

    assert written == {
        "consultation_response",
        "consultation_comment",
        "consultation_runningcount",
    }
    assert not hasattr(response, "address")


def rows_of_all_tables(cursor):
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    tables = [name for (name,) in cursor.fetchall()]
    rows = {}
    for name in tables:
        cursor.execute(f'SELECT to_jsonb(t)::text FROM "{name}" t ORDER BY 1')  # noqa: S608
        rows[name] = cursor.fetchall()
    return rows


def test_what_is_remembered_is_a_hash_under_a_key_that_changes_daily():
    senders = Senders(limit=1, span=dt.timedelta(hours=1))
    digests = []
    for day in range(2):
        senders.note("192.0.2.1", at=AT + dt.timedelta(days=day))
        [digest] = senders._moments
        digests.append(digest)

    assert digests[0] != digests[1]
    assert ipaddress.ip_address("192.0.2.1").packed not in digests[0] + digests[1]


def test_no_more_than_so_many_addresses_are_remembered():
    senders = Senders(limit=1, span=dt.timedelta(hours=1))
    first, second = "10.0.0.0", "10.0.0.1"
    for number in range(MOST_ADDRESSES):
        senders.note(str(ipaddress.ip_address("10.0.0.0") + number), at=AT)
    assert senders.note(first, at=AT)

    senders.note("192.0.2.1", at=AT)

    assert len(senders._moments) == MOST_ADDRESSES
    assert senders.note(first, at=AT)  # it came again, and so is not the oldest
    assert not senders.note(second, at=AT)


def test_many_at_once_are_each_noted():
    senders = Senders(limit=80, span=dt.timedelta(hours=1))
    with ThreadPoolExecutor(8) as threads:
        noted = [threads.submit(senders.note, "192.0.2.1", at=AT) for _ in range(100)]

    assert sum(each.result() for each in noted) == 20


@pytest.mark.parametrize(
    ("one", "other", "are_the_same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2:bbbb::2", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("fe80::1%eth0", "fe80::1", True),
    ],
)
def test_of_an_ipv6_address_the_first_64_bits_count(one, other, are_the_same):
    senders = Senders(limit=1, span=dt.timedelta(hours=1))
    senders.note(one, at=AT)

    assert senders.note(other, at=AT) == are_the_same


# What it says


@pytest.mark.parametrize(
    ("text", "is_flagged"),
    [
        ("See https://a.example, http://b.example and www.c.example.", True),
        ("https://a.example/https://b.example/https://c.example", True),
        ("See https://www.a.example and www.b.example.", False),
        ("Swwwim lessons, awww.ful http and https: no link here at all.", False),
    ],
)
def test_three_links_in_one_comment_are_many(public_window, text, is_flagged):
    assert flags_of(sent(public_window, comments=[text])) == ([Kind.LINKS] if is_flagged else [])


def test_links_in_several_comments_are_not_added_up(public_window):
    texts = [f"See https://{letter}.example." for letter in "abc"]

    assert flags_of(sent(public_window, comments=texts)) == []


@pytest.mark.parametrize(
    ("texts", "is_flagged"),
    [
        (["Visit our wonderful shop today! " * 5], True),
        (["Visit our wonderful\nshop today"] * 5, False),  # three words are no sentence
        (["Please answer reports within a week."] * 5, True),
        (["Please answer reports within a week."] * 4, False),
        (["I agree. " * 20], False),
        (["buy now " * 50], True),
        (["buy now " * 20], False),
        (["x" * 10_000], False),
    ],
)
def test_the_same_sentence_again_and_again_is_flagged(public_window, texts, is_flagged):
    response = sent(public_window, comments=texts)

    assert flags_of(response) == ([Kind.REPETITION] if is_flagged else [])


def test_a_long_comment_in_many_words_says_nothing_again_and_again(public_window, edition):
    whole_strategy = " ".join(part.plain_text for part in edition.parts.all())

    assert len(whole_strategy) > 5_000
    assert flags_of(sent(public_window, comments=[whole_strategy])) == []


def test_the_same_words_as_another_response_are_flagged(public_window):
    first = sent(public_window, comments=[CAMPAIGN])
    second = sent(public_window, comments=["Mine.", f"  {CAMPAIGN.upper()}\n"])

    assert flags_of(first) == []
    assert flags_of(second) == [Kind.SAME_WORDS]
    assert Response.objects.counted().count() == 2


def test_the_same_words_below_a_question_are_flagged(public_window, consultation):
    question = Question.objects.create(consultation=consultation, wording="How far?")
    one, other = (factories.complete(public_window) for _ in range(2))
    for response in (one, other):
        factories.answered(response, question, text=CAMPAIGN)
    circumstances = Circumstances(address="", filled_trap=False, opened_at=SLOWLY)

    for response in (one, other):
        submit_response(response=response, at=AT, circumstances=circumstances)

    assert flags_of(one) == []
    assert flags_of(other) == [Kind.SAME_WORDS]


def test_short_words_that_many_use_are_not_flagged(public_window):
    short = "I agree with all of this, well done you."
    assert len(short) == 40

    for _ in range(2):
        assert flags_of(sent(public_window, comments=[short])) == []


def test_words_that_were_not_sent_or_withdrawn_flag_nobody(public_window):
    factories.unsent(public_window, comments=[CAMPAIGN])
    withdrawn = sent(public_window, comments=[CAMPAIGN])
    Withdrawal.objects.create(response=withdrawn, withdrawn_at=AT)

    assert flags_of(sent(public_window, comments=[CAMPAIGN])) == []


def test_whether_others_count_is_asked_only_of_those_with_the_same_words(public_window):
    """Also while the statistics know of none that was sent: it looked cheap then to go through
    all of them, and cost more with each."""
    for n in range(200):
        factories.unsent(public_window, comments=[f"{n}: {CAMPAIGN}"])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE consultation_response, consultation_comment")
    with CaptureQueriesContext(connection) as queries:
        sent(public_window, comments=[CAMPAIGN])
    [statement] = [q["sql"] for q in queries if "TRANSLATE" in q["sql"]]

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, COSTS off, TIMING off) {statement}")
        plan = [line for (line,) in cursor.fetchall()]

    others = [line for line in plan if "on consultation_response" in line]
    assert others
    assert all("never executed" in line for line in others)
    assert any("comment_same_words" in line for line in plan)


# Another version


def version_of(earlier, **details):
    return {"replaces": earlier, "version": earlier.version + 1} | details


def test_a_later_version_is_not_flagged_for_the_words_of_the_one_before(public_window):
    first = sent(public_window, comments=[CAMPAIGN])

    second = sent(public_window, comments=[CAMPAIGN], **version_of(first))

    assert flags_of(second) == []


def test_a_later_version_does_not_take_a_flag_of_its_sender_away(public_window):
    first = sent(public_window, comments=["https://a.example " * 3], filled_trap=True)

    second = sent(public_window, comments=["Better."], **version_of(first))

    assert flags_of(second) == [Kind.TRAP]
    assert list(Response.objects.waiting_for_review()) == [second]


# On the website


@pytest.fixture
def gathered(client, set_clock):
    client.post(f"{COMMENT}?about={GOAL}", {"text": "Call people back."})
    client.post(ABOUT_YOU, WHO)
    return client


def fields(page):
    """Every field of the form that sends, as a browser posts it."""
    form = page.content.decode().partition("<form")[2]
    inputs = re.findall(r"<input [^>]*>", form)
    named = [dict(re.findall(r'([a-z]+)="([^"]*)"', field)) for field in inputs]
    return {field["name"]: field.get("value", "") for field in named}


def test_a_person_who_takes_their_time_is_not_flagged(gathered, set_clock):
    set_clock("2024-04-10T10:01")
    form = fields(gathered.get(CHECK))
    set_clock("2024-04-10T10:02")

    gathered.post(CHECK, form)

    assert flags_of(Response.objects.sent().get()) == []


@pytest.mark.parametrize(
    "opened",
    [
        *(None, "", "forged", "a\0b", "é:🙂:\u202e"),
        pytest.param(draft.stamp(BEGUN) + "x", id="ours, and one letter more"),
    ],
)
def test_a_form_without_our_stamp_counts_as_sent_at_once(gathered, set_clock, opened):
    form = fields(gathered.get(CHECK)) | {"opened": opened}
    set_clock("2024-04-10T10:02")

    gathered.post(CHECK, {name: value for name, value in form.items() if value is not None})

    assert flags_of(Response.objects.sent().get()) == [Kind.TOO_FAST]


def test_the_page_that_shows_what_changed_keeps_the_stamp(gathered, set_clock):
    form = fields(gathered.get(CHECK))
    gathered.post(COMMENT, {"text": "From another tab."})
    set_clock("2024-04-10T10:02")

    again = gathered.post(CHECK, form)

    assert again.status_code == 409
    assert fields(again)["opened"] == form["opened"]


def test_the_receipt_is_the_same_with_and_without_the_trap_filled(gathered, set_clock):
    form = fields(gathered.get(CHECK)) | {"website": "https://spam.example"}
    set_clock("2024-04-10T10:02")

    answer = gathered.post(CHECK, form, follow=True)

    response = Response.objects.sent().get()
    page = answer.content.decode()
    assert flags_of(response) == [Kind.TRAP]
    assert response.reference in page
    assert "spam.example" not in page
    assert Kind.TRAP.label not in page


def test_people_do_not_meet_the_trap(gathered):
    page = gathered.get(CHECK).content.decode()

    [trap] = re.findall(rf'<p [^>]*>[^\n]*name="{flags.TRAP}"[^\n]*</p>', page)
    assert 'aria-hidden="true"' in trap
    assert 'tabindex="-1"' in trap
    assert 'autocomplete="off"' in trap
    assert "Leave this empty" in trap


def test_the_words_that_are_given_back_leave_the_trap_out(gathered):
    strict = Client(enforce_csrf_checks=True)

    page = strict.post(CHECK, {"website": "spam.example"}).content.decode()

    assert "What you typed" not in page


@pytest.mark.parametrize(
    ("proxies", "header", "counted_as"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9", "198.51.100.1"),
    ],
)
def test_the_address_is_the_one_that_our_own_proxies_added(
    gathered, settings, proxies, header, counted_as
):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies

    gathered.post(CHECK, fields(gathered.get(CHECK)), headers={"X-Forwarded-For": header})

    assert times_noted(counted_as) == 1


def times_noted(address):
    """How often it had been before, by how soon it is one of many."""
    is_one_of_many = [SENDERS.note(address, at=clock.now()) for _ in range(RESPONSES_AN_HOUR)]
    return sum(is_one_of_many)


@pytest.mark.parametrize("header", ["203.0.113.9", "nonsense", "nonsense, 10.0.0.1, unknown", ""])
def test_an_address_that_cannot_be_told_keeps_nobody_from_sending(gathered, settings, header):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2

    gathered.post(
        CHECK,
        fields(gathered.get(CHECK)),
        headers={"X-Forwarded-For": header},
        REMOTE_ADDR="",
    )

    assert Response.objects.sent().exists()


def test_sending_again_counts_neither_as_another_response_nor_adds_a_flag(gathered):
    form = fields(gathered.get(CHECK))

    for _ in range(3):
        gathered.post(CHECK, form)

    assert times_noted("127.0.0.1") == 1
    assert Flag.objects.count() == 1


def test_flagging_a_response_costs_two_queries_however_many_comments_it_has(public_window):
    texts = [f"{n}: {CAMPAIGN}".replace(" ", f" {n} ") for n in range(12)]
    factories.sent(public_window, comments=texts)
    with CaptureQueriesContext(connection) as without:
        submit_response(response=factories.complete(public_window, comments=texts), at=AT)

    with CaptureQueriesContext(connection) as queries:
        flagged = sent(public_window, comments=texts, filled_trap=True)

    assert flags_of(flagged) == [Kind.SAME_WORDS, Kind.TRAP]
    assert len(queries) == len(without) + 2
