"""A made-up crowd: as many comments as one asks for, put straight into the database with COPY.

In every thousand comments: 400 responses with one to four comments each (and as many unsent and
replaced ones more as are said below), a fifth with answers. The words are as unevenly frequent as
words are (Zipf). During the load the tables' own triggers are off, and the indexes of words are
made at its end; constraints are checked. `FURTHER` is for what another benchmark needs.
"""

import datetime as dt
import hashlib
import itertools
import random
from collections.abc import Iterator

import psycopg

# What is looked for: in no comment, in two, in one in a hundred, and in most; and what only the
# first tenth to respond said, as when a campaign has ended.
ABSENT, IN_TWO, IN_SOME, IN_MOST, OF_THE_FIRST = "xylophone", "quokka", "lamppost", "safer", "ferry"
REFERENCE_LETTERS = "23456789BCDFGHJKMNPQRSTVWXZ"  # a constraint holds them
TABLES = ["response", "comment", "answer", "withdrawal", "flag", "mail"]
QUESTIONS = ["How far do you agree with the draft?", "How far do you agree with its goals?"]
FURTHER: list[str] = []  # statements, run when everything else is in

RESPONSE = (
    "id, consultation_id, window_id, token_hash, sealed_token, channel, begun_at, received_at, "
    "is_late, reference, version, replaces_id, via_id, entered_by_id, entered_at, respondent_kind, "
    "organisation, name, email, publication, is_sample"
)
COLUMNS = {
    "response": RESPONSE,
    "comment": "response_id, part_id, question_id, text, written_at",
    "answer": "response_id, question_id, choice, answered_at",
    "withdrawal": "response_id, withdrawn_at, reason",
    "flag": "response_id, kind, raised_at, reviewed_at, reviewed_by_id",
    "mail": 'response_id, kind, key, "to", event, message_id, created_at, state, attempts, '
    "next_try_at, problem",
}
CHANNELS = ["web", "paper", "email", "letter", "meeting"]
CHOICES = ["strongly-agree", "agree", "neither", "disagree", "strongly-disagree", "dont-know"]
BLOCK = 20_000  # responses, whose rows are held in memory before they are sent
SEALED = "x" * 140  # as long as a sealed token
BEFORE = dt.timedelta(minutes=9)  # they were begun


def fill(database_url: str, *, comments: int):
    with psycopg.connect(database_url, autocommit=True) as connection:
        about = _what_is_there(connection)
        indexes = _drop_indexes_of_words(connection)
        _own_triggers(connection, "DISABLE")
        for rows in _blocks(about, comments):
            for table, lines in rows.items():
                copy = f"COPY consultation_{table} ({COLUMNS[table]}) FROM STDIN"
                with connection.cursor().copy(copy) as sink:
                    sink.write("".join(lines))
        _own_triggers(connection, "ENABLE")
        for statement in [
            "SELECT setval('consultation_response_id_seq', max(id)) FROM consultation_response",
            *indexes,
            "SELECT count_all_anew()",
            *FURTHER,
            "VACUUM ANALYZE",
        ]:
            connection.execute(statement)


def _what_is_there(connection):
    """The keys of what the responses lead to; the questions and an officer are made."""
    [(consultation, window, prefix, opens_at)] = connection.execute(
        "SELECT c.id, w.id, c.reference_prefix, w.opens_at FROM consultation_consultation c "
        "JOIN consultation_window w ON w.consultation_id = c.id WHERE w.audience = 'everyone'"
    )
    questions = [
        connection.execute(
            "INSERT INTO consultation_question (consultation_id, wording, has_comment_box, "
            "position) VALUES (%s, %s, true, %s) RETURNING id",
            [consultation, wording, place],
        ).fetchone()[0]
        for place, wording in enumerate(QUESTIONS)
    ]
    [officer] = connection.execute(
        "INSERT INTO auth_user (username, password, is_superuser, is_staff, is_active, first_name, "
        "last_name, email, date_joined) VALUES ('officer', '!', true, true, true, '', '', "
        "'officer@example.org', now()) RETURNING id"
    ).fetchone()
    return {
        "consultation": consultation,
        "window": window,
        "prefix": prefix,
        "opens_at": opens_at.astimezone(dt.UTC),
        "questions": questions,
        "officer": officer,
        "parts": _keys(connection, "strategy_part"),
        "groups": _keys(connection, "consultation_circulationgroup"),
    }


def _keys(connection, table):
    return [key for [key] in connection.execute(f"SELECT id FROM {table} ORDER BY id")]  # noqa: S608


def _blocks(about, comments: int) -> Iterator[dict[str, list[str]]]:
    """The rows of some responses at a time, by table, as lines of COPY."""
    chance = random.Random(1)  # noqa: S311 no secrets
    words, weights = _vocabulary(chance)
    total = comments * 2 // 5
    step = dt.timedelta(days=6, hours=12) / total
    key = itertools.count(1)
    rows = {table: [] for table in TABLES}
    said = 0
    for number in range(total):
        # One in ten arrives at the same moment as others, as those of an import do.
        at = about["opens_at"] + step * (number - number % 20 if number % 200 < 20 else number)
        last = number == total - 1
        many = comments - said if last else min(1 + number % 4, comments - said)
        texts = [_text(chance, words, weights, said + n, comments) for n in range(many)]
        said += many
        _respond(rows, about, chance, key, number, at, texts)
        if last or number % BLOCK == BLOCK - 1:
            yield rows
            rows = {table: [] for table in TABLES}


def _respond(rows, about, chance, key, number, at, texts):
    """One response: of a hundred one is replaced, one withdrawn, two are flagged, five not sent."""
    pk, later = next(key), at + dt.timedelta(minutes=1)
    _row(rows, about, chance, pk, number, at, is_sent=number % 100 not in (7, 27, 47, 67, 87))
    _say(rows, about, chance, pk, texts, at)
    if number % 100 == 1:
        after = next(key)
        _row(rows, about, chance, after, number, later, replaces=pk)
        _say(rows, about, chance, after, texts[:1], later)
    if number % 100 == 2:
        rows["withdrawal"].append(_line(pk, later, ""))
    if number % 50 == 3:
        look = (later, about["officer"]) if number % 100 == 3 else (None, None)
        kind = "links" if number % 3 else "same-words"
        rows["flag"].append(_line(pk, kind, at, *look))
    if number % 5 < 3:
        rows["mail"].append(_receipt(pk, number, at))


def _row(rows, about, chance, pk, number, at, *, is_sent=True, replaces=None):
    channel = chance.choices(CHANNELS, [930, 40, 15, 10, 5])[0]
    by_officer = (about["officer"], at) if channel != "web" else (None, None)
    kind = chance.choices(["resident", "organisation", "other"], [80, 15, 5])[0]
    via = chance.choice(about["groups"]) if about["groups"] and number % 5 == 0 else None
    token_hash = hashlib.sha256(f"token-{pk}".encode()).hexdigest()
    begun = (about["consultation"], about["window"], token_hash, SEALED, channel, at - BEFORE)
    reference = f"{about['prefix']}-{_letters(number)}"
    sent = (at, number % 500 == 4, reference) if is_sent else (None, False, None)
    version = (2, replaces) if replaces else (1, None)
    who = (
        kind,
        f"Friends of Park {number % 900}" if kind == "organisation" else "",
        f"Ada Example{number % 5000}" if number % 3 else "",
        f"person{number}@example.org" if number % 5 < 3 else "",
        "nothing" if number % 4 == 0 else "without-name",
    )
    rows["response"].append(_line(pk, *begun, *sent, *version, via, *by_officer, *who, False))


def _say(rows, about, chance, pk, texts, at):
    for text in texts:
        part = chance.choice(about["parts"]) if chance.random() < 0.8 else None
        rows["comment"].append(_line(pk, part, None, text, at))
    if pk % 5 == 0:
        for question in about["questions"]:
            choice = chance.choices(CHOICES, [5, 8, 3, 2, 1, 1])[0]
            rows["answer"].append(_line(pk, question, choice, at))
            if texts and chance.random() < 0.25:
                rows["comment"].append(_line(pk, None, question, texts[0], at))


def _receipt(pk, number, at):
    state = "sent" if number % 1000 else "failed"
    to, known_as = f"person{number}@example.org", f"<{number}@example.org>"
    return _line(pk, "receipt", f"receipt-{number}", to, "", known_as, at, state, 1, at, "")


def _line(*values):
    """Of COPY. There is neither a tab nor a backslash in what is made up here."""
    return "\t".join([r"\N" if value is None else str(value) for value in values]) + "\n"


def _vocabulary(chance, size=20_000):
    """Words one can pronounce, and how often each comes with those before it (Zipf's law)."""
    consonants, vowels = "bcdfghklmnprstvw", "aeiou"
    words = {
        "".join(chance.choice(consonants) + chance.choice(vowels) for _ in range(length))
        for length in (2, 3, 3, 4)
        for _ in range(size // 2)
    }
    words = sorted(words)[:size]
    chance.shuffle(words)
    return words, list(itertools.accumulate(1 / place for place in range(1, len(words) + 1)))


def _text(chance, words, weights, number, total):
    said = chance.choices(words, cum_weights=weights, k=8 + number % 30)
    if number % 10 < 7:
        said[3] = IN_MOST
    if number % 100 == 9:
        said[4] = IN_SOME
    if number in (total // 3, total // 2):
        said[5] = IN_TWO
    if number < total // 10:
        said[6] = OF_THE_FIRST
    return f"{' '.join(said).capitalize()}."


def _letters(number):
    """Eight letters, another each time."""
    letters = ""
    for _ in range(8):
        number, rest = divmod(number, len(REFERENCE_LETTERS))
        letters = REFERENCE_LETTERS[rest] + letters
    return f"{letters[:4]}-{letters[4:]}"


def _drop_indexes_of_words(connection) -> list[str]:
    """What makes them anew: all at once that takes a tenth of the time."""
    found = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE indexdef LIKE '%% USING gin %%' "
        "AND tablename LIKE 'consultation_%%'"
    ).fetchall()
    for name, _ in found:
        connection.execute(f"DROP INDEX {name}")
    return [definition for _, definition in found]


def _own_triggers(connection, what):
    for table in TABLES:
        connection.execute(f"ALTER TABLE consultation_{table} {what} TRIGGER USER")
