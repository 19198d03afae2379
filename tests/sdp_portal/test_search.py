"""The rules of search: the same words are found on every server, however somebody types them."""

import re
import unicodedata
import uuid
from importlib import import_module

import psycopg
import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sdp_portal.search import LONGEST_SEARCH

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

PHONE = "The children’s park feels “unsafe” after dark… more lights—please."
NASTY = [
    *("", " ", "\0", "-" * 36, "-" * 10_000, "x" * 10_000, "a " * 5_000, "- " * 100, '"' * 199),
    *("or", "or or", "-or", "or -", "a or", "or a", '-"', '""', '-""', '"or"', "a or -b", '"-" -"'),
    *("!!!", "()|&:*", "& | !", "<->", "a <-> b", "'; DROP TABLE x; --", "\\", "\\u0000", "%_%"),
    *(
        '"unbalanced',
        "un“balanced",
        "it's",
        "’",
        "“ – …",
        "👮🏽‍♀️",
        "👍 lights 👍",
        "\u200f\u05e2\u05d1\u05e8\u05d9\u05ea\u200e",
        "\u202egnp",
    ),
    *("\u200b", "\u00ad", "\ufeff", "é" * 200, "e\u0301" * 100, "\U0010ffff", "\r\n\t", "a-" * 100),
    *(
        "-a" * 100,
        "a--b",
        "--a--",
        "a -",
        "- a",
        "x-" + "y" * 3_000,
        "ﷺ" * 200,
        "½-½",
        "\uff46\uff55\uff4c\uff4c",
    ),
]
typed = st.one_of(
    st.text(max_size=300),
    st.text(alphabet="-\"'’“”–…orab &|!():*\\<>%_\u200f\u200b👍é", max_size=300),
)
without_limits = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def is_found(words, text, *, config="english"):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_tsvector(%(config)s, words_to_index(%(text)s))"
            " @@ words_to_find(%(config)s, %(words)s)",
            {"config": config, "text": text, "words": words.replace("\0", "")},
        )
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    "word",
    [
        "children",
        "children’s",
        "children's",
        "unsafe",
        "“unsafe”",
        "dark",
        "lights",
        "lights—please",
        '"more lights"',
        "“more lights”",
    ],
)
def test_words_beside_the_signs_that_phones_type_are_found(word):
    assert is_found(word, PHONE)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("counter-terrorism", "Counter terrorism is led by others."),
        ("counter terrorism", "Counter-terrorism is led by others."),
        ("counter\u2011terrorism", "Counter-terrorism is led by others."),
        ("hate-crime", "Tackling hate crime."),
        ("hate crime", "A hate-crime."),
        ("night-time", "The night time economy."),
        ("night time economy", "The night-time economy."),
        ("nighttime", "The night-time economy."),
        ("night-time", "The nighttime economy."),
        ("co-ordinated", "A coordinated approach."),
        ("coordinated", "A co-ordinated approach."),
        ("coordination", "co-ordinating"),
        ("antisocial behaviour", "Anti-social behaviour"),
        ("anti-social behaviour", "Antisocial behaviour"),
        ("anti social behaviour", "Anti-social behaviour"),
        ('"antisocial behaviour"', "Less anti-social behaviour in parks"),
        ('"anti-social behaviour in"', "Less anti-social behaviour in parks"),
        ('"anti-social behaviour in"', "Less antisocial behaviour in parks"),
        ("antisocial", "So much anti social behaviour here"),
        ("anti social", "So much antisocial behaviour here"),
        ("carpark lights", "Lights in the car park"),
        ("lights car park", "Lights in the carpark"),
        ("the car park", "The carpark"),
        ("police or car park", "The carpark"),
        ("parks -carpark", "Parks"),
        ("victims’", "Support for victims' families"),
        ("victims'", "Support for victims’ families"),
        ("victims", "Support for victims’ families"),
        ("2024-29", "The strategy 2024–29"),
        ("2024–29", "The strategy 2024-29"),
        ("cafe", "The Café"),
        ("CAFÉ", "the cafe\u0301"),
        ("alcohol", "drugs/alcohol"),
        ("park", "In the park.Please come."),
        ("children", "chil\u00addren"),
        ("lights", "👍lights👍"),
        ("police or fire", "The fire station"),
        ("fire-station -police", "The fire station"),
    ],
)  # fmt: skip
def test_both_spellings_find_each_other(words, text):
    assert is_found(words, text)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("-anti-social parks", "Parks and anti-social behaviour"),
        ("-anti-social parks", "Parks and antisocial behaviour"),
        ("-antisocial parks", "Parks and anti-social behaviour"),
        ("-antisocial parks", "Parks and anti social behaviour"),
        ("another", "Other than this"),
        ("together", "to get her"),
        ("“antisocial”", "anti social"),
        ("parks -“more lights”", PHONE),
        ("counter-terrorism", "Terrorism over the counter"),
        ("police or fire", "The ambulance"),
        ("-" * 36, "anything"),
        ("the of and", "the of and"),
    ],
)
def test_what_was_not_asked_for_is_not_found(words, text):
    assert not is_found(words, text)


def test_names_are_found_with_and_without_their_signs():
    for words in ("o'neil", "O’Neil", "O NEIL", "ann-marie", "annmarie", "Ann Marie"):
        assert is_found(words, "Ann-Marie O’Neil", config="simple")


@pytest.mark.parametrize("words", NASTY, ids=range(len(NASTY)))
@pytest.mark.ignore_template_errors
def test_every_search_answers(client, admin_client, words):
    for address in ("/search/", "/admin/consultation/response/", "/admin/consultation/comment/"):
        officers = admin_client if address.startswith("/admin") else client
        assert officers.get(address, {"q": words}).status_code == 200


@given(words=typed)
@example(words="-" * 36)
@without_limits
def test_the_database_reads_whatever_is_typed(words):
    is_found(words, PHONE)


@given(words=typed)
@settings(without_limits, max_examples=40)
@pytest.mark.ignore_template_errors
def test_public_and_officers_pages_answer_whatever_is_typed(client, admin_client, words):
    for address in ("/search/", "/admin/consultation/response/", "/admin/consultation/mail/"):
        officers = admin_client if address.startswith("/admin") else client
        assert officers.get(address, {"q": words}).status_code == 200


@given(text=st.text(st.characters(exclude_characters='\0"“”„‟«»″'), max_size=60))
@without_limits
def test_whatever_is_written_is_found_by_pasting_it_in_quotes(text):
    has_words = re.search("[a-z0-9]", unicodedata.normalize("NFKD", text).lower())

    assert is_found(f'"{text}"', text, config="simple") or not has_words


def test_indexes_are_made_anew_where_nothing_else_is_in_the_way(db):
    """As a backup is restored, or PostgreSQL makes an index: with no schema to look in."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path TO ''")
        cursor.execute("SELECT public.words_to_index('night-time')")
        indexed = cursor.fetchone()
        cursor.execute("SELECT public.words_to_find('english', 'night-time')")
        cursor.execute("REINDEX INDEX public.response_names")

    assert indexed == ("night time nighttime",)


@pytest.fixture(params=["C", "C.UTF-8"])
def other_database(request):
    """One with that character type on the tests' server, and with the rules of search."""
    name = f"ctype_{uuid.uuid4().hex}"
    details = connection.get_connection_params()
    server = {k: v for k, v in details.items() if k in {"host", "port", "user", "password"}}
    with psycopg.connect(dbname="postgres", autocommit=True, **server) as outside:
        outside.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE '{request.param}'"
        )
        with psycopg.connect(dbname=name, autocommit=True, **server) as inside:
            for migration in ("0003_search", "0014_words_written_apart"):
                inside.execute(import_module(f"sdp_portal.migrations.{migration}").CREATE)
            yield inside
        outside.execute(f"DROP DATABASE {name}")


@pytest.mark.parametrize("config", ["english", "simple"])
def test_a_server_of_another_character_type_indexes_and_asks_the_same(other_database, config):
    statement = """
        SELECT to_tsvector(%(config)s, words_to_index(%(text)s))::text,
               words_to_find(%(config)s, %(text)s)::text
    """
    for text in [PHONE, "Œuvre, Ærø, ÉCOLE – “Größe”", "anti\u2011social", *map(cut, NASTY)]:
        values = {"config": config, "text": text}
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            here = cursor.fetchone()

        assert other_database.execute(statement, values).fetchone() == here, text


def test_on_a_server_with_c_the_words_of_a_phone_are_found(other_database):
    found = other_database.execute(
        "SELECT to_tsvector('english', words_to_index(%s)) @@ words_to_find('english', word)"
        " FROM unnest(%s::text[]) AS word",
        [PHONE, ["children", "unsafe", "dark", "lights", "please", "“more lights”"]],
    )

    assert [each for [each] in found] == [True] * 6


def cut(text):
    return text.replace("\0", "")[:LONGEST_SEARCH]
