"""No secret, name, address or word of anybody in a log, whatever goes wrong."""

import logging
import re

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import get_resolver

from consultation.models import Comment
from sdp_portal.checks import no_words_in_the_log_of_the_database
from sdp_portal.database_log import QUIET, talkative_settings
from sdp_portal.keys import WrongKeyError
from sdp_portal.logs import exception_hook, in_short, masked, routes
from tests.consultation import factories
from tests.consultation.factories import BEGUN
from tests.logs import OF_THE_DATABASE, logged

pytestmark = pytest.mark.django_db

SECRET = "Zebedee-8k3Jq0-marker"
WORDS = "zebedee’s words – 🙂 marker"
EMAIL = "zebedee.marker@example.net"
NAME = "Zebedee O’Marker"
RESPOND = "/consultations/draft-strategy-2024-29/respond/"
COMMENT = f"{RESPOND}comment/"
NEARLY = ["receipts/{}", "receipt/{}/", "Receipts/{}/", "receipts/{}/x/y", "{}/", "en/{}"]


@pytest.fixture
def log():
    with logged() as since:
        yield since
    assert re.findall("zebedee|marker|example.net", since.text, re.IGNORECASE) == []


@pytest.fixture
def visitor(set_clock):
    return Client(raise_request_exception=False)


def addresses():
    """Each address that has a part to fill in, filled in with the secret, and others like them."""
    for route in routes(get_resolver()):
        if re.search("<(slug|str|path):", route) and "^" not in route and ":pk" not in route:
            yield re.sub("<[^>]*>", SECRET, route)
    yield f"officers/password/reset/1-{SECRET}/"
    for near in (*NEARLY, "x?{}"):
        yield near.format(SECRET)
    yield f"receipts/{WORDS}/{WORDS}/"
    yield f"search/?q={WORDS}&via={SECRET}"


@pytest.mark.parametrize("address", sorted(set(addresses())))
def test_an_address_that_leads_nowhere(visitor, log, address):
    answers = [visitor.get(f"/{address}"), visitor.post(f"/{address}", {"text": WORDS})]

    assert {answer.status_code for answer in answers} & {200, 301, 302, 400, 403, 404, 405, 410}


def test_a_refusal_says_which_page_it_was(visitor, log):
    visitor.get(f"/receipts/{SECRET}/copy.txt")

    assert "Not Found: /receipts/…/copy.txt" in log.ours.getvalue()


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/", "/"),
        ("/receipts/abc/", "/receipts/…/"),
        ("/receipts/abc", "/receipts/…"),
        ("/admin/consultation/response/12/change/", "/admin/consultation/response/12/change/"),
        ("/admin/consultation/response/x/change/", "/admin/consultation/response/…/change/"),
        ("/receipts/12345678901234567890/", "/receipts/…/"),
        ("//a b\nc/receipts/", "//…/receipts/"),
        ("/search/?q=words", "/search/"),
        ("x", "…"),
        ("", ""),
    ],
)
def test_of_an_address_our_own_words_stay(address, shown):
    assert masked(address) == shown


def test_a_form_from_elsewhere(set_clock, log):
    strict = Client(enforce_csrf_checks=True)

    for headers in ({"Origin": f"https://{SECRET}.example"}, {"Referer": f"https://x/{SECRET}"}):
        answer = strict.post(f"/receipts/{SECRET}/change/", {"text": WORDS}, headers=headers)
        assert answer.status_code == 403
    assert "refused: /receipts/…/change/" in log.ours.getvalue()


def test_a_host_that_is_not_ours(visitor, log):
    assert visitor.get(f"/receipts/{SECRET}/", headers={"Host": f"{SECRET}.x"}).status_code == 400


FAILING = {
    "a constraint": "ALTER TABLE consultation_comment ADD CHECK (text = 'other') NOT VALID",
    "a trigger": "RAISE EXCEPTION 'row %', NEW",
    "a time-out": "RAISE EXCEPTION 'row %', NEW USING ERRCODE = 'query_canceled'",
    "a lost connection": "RAISE EXCEPTION 'row %', NEW USING ERRCODE = 'connection_failure'",
    "a value": "PERFORM NEW.text::integer",
}


@pytest.fixture(params=FAILING)
def failing(request):
    """Writing a comment fails in this way."""
    done = FAILING[request.param]
    with connection.cursor() as cursor:
        if not done.startswith("ALTER"):
            cursor.execute(
                "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ "
                f"BEGIN {done}; RETURN NEW; END $$"
            )
            done = (
                "CREATE TRIGGER fail BEFORE INSERT ON consultation_comment "
                "FOR EACH ROW EXECUTE FUNCTION fail()"
            )
        cursor.execute(done)


def test_the_database_refuses_a_comment(failing, visitor, log):
    answer = visitor.post(COMMENT, {"text": WORDS, "opened": ""})

    assert answer.status_code in {500, 503}
    assert "/consultations/…/respond/comment/" in log.ours.getvalue()


def test_the_database_refuses_a_name(public_window, visitor, log):
    """With the whole row in its words, of which some are secrets."""
    response = factories.complete(public_window, name=NAME, email=EMAIL)
    visitor.cookies["response-draft-strategy-2024-29"] = response.token
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE consultation_response ADD CONSTRAINT nobody CHECK (name = '') NOT VALID"
        )
    form = {"respondent_kind": "resident", "name": NAME, "publication": "with-name", "email": EMAIL}

    answer = visitor.post(f"{RESPOND}about-you/", form)

    assert answer.status_code == 500
    text = log.text
    assert "IntegrityError" in text
    assert "psycopg.errors.CheckViolation (23514, nobody)" in text
    assert response.token not in text
    assert response.token_hash not in text
    assert response.sealed_token not in text


def test_a_statement_that_fails(log):
    statements = [f"SELECT '{WORDS}'::integer", f'SELECT * FROM "{WORDS}"', WORDS]  # noqa: S608
    for statement in statements:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_unique_value_that_is_there_already(public_window, log):
    response = factories.sent(public_window, email=EMAIL)
    about = {"response": factories.complete(public_window), "text": WORDS, "written_at": BEGUN}
    try:
        with transaction.atomic():
            Comment.objects.bulk_create(Comment(pk=2**31, **about) for _ in range(2))
    except DatabaseError:
        logging.getLogger("consultation").exception("Not kept: %s", response.reference)

    assert f"Not kept: {response.reference}" in log.ours.getvalue()
    assert (
        "psycopg.errors.UniqueViolation (23505, consultation_comment_pkey)" in log.ours.getvalue()
    )


def test_an_error_is_told_with_its_places_and_what_led_to_it(log):
    try:
        try:
            int(WORDS)
        except ValueError as error:
            raise KeyError(SECRET) from error
    except KeyError as error:
        logging.getLogger("x").error("It failed: %s", error, exc_info=error)
        logging.getLogger("x").error(error)

    lines = log.ours.getvalue().splitlines()
    assert lines[0] == "ERROR x: It failed: KeyError"
    assert lines[-1] == "ERROR x: KeyError"
    assert lines.index("ValueError") < lines.index("which led to") < lines.index("KeyError")
    assert sum("test_logs.py" in line for line in lines) == 2


def test_what_another_handler_made_of_the_error_is_not_used(log):
    try:
        int(WORDS)
    except ValueError:
        record = logging.getLogger("x").makeRecord(
            "x", logging.ERROR, "", 0, "It failed", (), __import__("sys").exc_info()
        )
    record.exc_text = WORDS
    record.message = WORDS

    logging.getLogger("x").handle(record)

    assert log.ours.getvalue().splitlines()[0] == "ERROR x: It failed"


def test_a_traceback_within_a_message_as_granian_writes_it(log):
    message = (
        "Application callable raised an exception\nTraceback (most recent call last):\n"
        f'  File "/srv/app.py", line 3, in app\n    raise ValueError("{WORDS}")\n'
        f"psycopg.errors.CheckViolation: {WORDS}\nDETAIL:  {WORDS}\n  {WORDS}\n{SECRET}\n"
    )

    logging.getLogger("x").error(message)

    assert log.ours.getvalue().splitlines() == [
        "ERROR x: Application callable raised an exception",
        '  File "/srv/app.py", line 3, in app',
        "psycopg.errors.CheckViolation",
    ]


def test_what_ends_a_command(log, capsys):
    try:
        int(WORDS)
    except ValueError as error:
        exception_hook(type(error), error, error.__traceback__)

    assert WORDS not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "short"),
    [
        (ValueError(WORDS), "ValueError"),
        (WrongKeyError("No key."), "sdp_portal.keys.WrongKeyError: No key."),
        (OSError(2, "No such file", WORDS), "FileNotFoundError"),
        (AttributeError("no x"), "AttributeError: no x"),
    ],
)
def test_an_error_in_short(error, short):
    assert in_short(error) == short


def test_django_and_the_server_write_by_our_handler_alone():
    for name in ("django", "django.server", "django.request", "_granian"):
        logger = logging.getLogger(name)
        formatters = {type(handler.formatter).__module__ for handler in logger.handlers}
        assert {each for each in formatters if "pytest" not in each} <= {"sdp_portal.logs"}


@pytest.mark.skipif(
    settings.DATABASES["default"]["HOST"] != str(OF_THE_DATABASE.parent.resolve()),
    reason="the tests run on another server",
)
def test_the_embedded_database_is_quiet():
    assert talkative_settings(connection) == []
    assert no_words_in_the_log_of_the_database(None, databases=["default"]) == []


TALKING = dict.fromkeys(QUIET, "1") | {
    "log_min_messages": "warning",
    "log_min_error_statement": "error",
    "log_error_verbosity": "default",
    "log_statement": "all",
}


@pytest.mark.parametrize("name", QUIET)
def test_a_server_that_talks_is_told_of_with_the_remedy(name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [name, TALKING[name]])

    [warning] = no_words_in_the_log_of_the_database(None, databases=["default"])

    assert f"ALTER SYSTEM SET {name} = '{QUIET[name]}';" in warning.hint
    assert warning.hint.endswith("SELECT pg_reload_conf();")


@pytest.mark.parametrize("name", QUIET)
def test_a_setting_that_is_not_the_servers_own_is_not_enough(name):
    """The server itself quotes what a process that was killed had been doing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [name, QUIET[name]])

    assert name in talkative_settings(connection)


def test_without_a_database_to_look_at_nothing_is_said():
    assert no_words_in_the_log_of_the_database(None, databases=None) == []
