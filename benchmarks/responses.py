"""Responses for `sending.py`, made in the database beside the portal."""

import hashlib
import secrets

import psycopg

# Begun ten minutes ago, with one comment, complete: only the button has not been pressed.
BEGUN = """
    WITH begun AS (
        INSERT INTO consultation_response (
            consultation_id, window_id, token_hash, sealed_token, channel, begun_at, is_late,
            version, respondent_kind, organisation, name, email, publication, is_sample)
        SELECT consultation_id, id, unnest(%(hashes)s::text[]), '', 'web',
            now() - interval '10 min', false, 1, 'resident', '', '', '', 'without-name', false
        FROM consultation_window WHERE audience = 'everyone'
        RETURNING id, token_hash
    )
    INSERT INTO consultation_comment (response_id, part_id, text, written_at)
    SELECT id, (SELECT max(id) FROM strategy_part WHERE kind = 'goal'),
        'What I would add, ' || token_hash || ': the night bus stops need better lighting, '
        || 'and people stop reporting when they hear nothing back.', now()
    FROM begun
"""
STORED = """
    SELECT token_hash FROM consultation_response
    WHERE received_at IS NOT NULL AND reference IS NOT NULL AND token_hash = ANY(%(hashes)s)
"""
# What a sending writes, as a row that is new.
WRITTEN = [
    """
    INSERT INTO consultation_response (
        consultation_id, window_id, token_hash, sealed_token, channel, begun_at, received_at,
        is_late, reference, version, respondent_kind, organisation, name, email, publication,
        is_sample)
    VALUES ({consultation}, {window}, encode(sha256(({n}::bigint)::text::bytea), 'hex'),
        repeat('x', 140), 'web', now(), now(), false,
        'SDP-' || overlay(translate(lpad(to_hex({n}::bigint), 8, '0'),
        '0123456789abcdef', '23456789BCDFGHJK') placing '-' from 5 for 0),
        1, 'resident', '', '', '', 'without-name', false)
    """,
]


def begin(url: str, *, number: int) -> list[str]:
    """The tokens of that many, ready to be sent."""
    tokens = [secrets.token_urlsafe(24) for _ in range(number)]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(BEGUN, {"hashes": [_hash_of(token) for token in tokens]})
    return tokens


def stored(url: str, tokens: list[str]) -> list[str]:
    """Those that the database holds as sent, under a reference."""
    with psycopg.connect(url) as connection:
        known = {_hash_of(token): token for token in tokens}
        return [known[each] for (each,) in connection.execute(STORED, {"hashes": list(known)})]


def _hash_of(token):
    return hashlib.sha256(token.encode()).hexdigest()


def what_is_written(url: str, *, n: str) -> list[str]:
    """The statements of one commit, each on one line; `n` stands for a number not used before."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT consultation_id, id FROM consultation_window WHERE audience = 'everyone'"
        ).fetchone()
    consultation, window = row
    return [
        " ".join(each.split()).format(consultation=consultation, window=window, n=n)
        for each in WRITTEN
    ]
