"""Published comments as a CSV file, with the same content as the page.

PostgreSQL hands the rows over one by one (COPY), so that a million rows need no memory.
"""

from django.db import connection

from consideration.models import WhyWithheld
from consultation.export.columns import GUARDED_IN_CSV
from consultation.export.tables import BYTE_ORDER_MARK, in_blocks
from consultation.models import Answer
from consultation.models.response import respondents_here
from outcome.models import PublishedComment, Release

WHOLE = "The whole strategy"

# Words that an officer or the sender took back are replaced by a note, without a name.
QUERY = """
    WITH listed AS (
        SELECT published.number, published.place, published.respondent_kind, published.choice,
            q.wording AS question, r.received_at, r.publication, r.name, r.organisation,
            c.text,
            CASE
                WHEN why.words IS NOT NULL THEN '[withheld: ' || why.words || ']'
                WHEN withdrawal.id IS NOT NULL THEN '[withdrawn]'
                WHEN later.id IS NOT NULL THEN '[changed since]'
            END AS note
        FROM outcome_publishedcomment published
        JOIN consultation_comment c ON c.id = published.comment_id
        JOIN consultation_response r ON r.id = c.response_id
        LEFT JOIN consultation_question q ON q.id = c.question_id
        LEFT JOIN consultation_withdrawal withdrawal ON withdrawal.response_id = r.id
        LEFT JOIN consultation_response later
            ON later.replaces_id = r.id AND later.received_at IS NOT NULL
        LEFT JOIN consideration_withholding withheld
            ON withheld.comment_id = c.id AND withheld.lifted_at IS NULL
        LEFT JOIN ({reasons}) AS why (reason, words) ON why.reason = withheld.reason
        WHERE published.consultation_id = %s AND published.number <= %s
    )
    SELECT number AS comment,
        to_char(received_at AT TIME ZONE 'Europe/London', 'YYYY-MM-DD') AS received_on,
        {about} AS about,
        {question} AS question,
        choices.words AS answer,
        CASE WHEN note IS NULL THEN kinds.words END AS "from",
        CASE WHEN note IS NULL AND publication = 'with-name' THEN {name} END AS name,
        coalesce(note, {text}) AS text
    FROM listed
    JOIN ({parts}) AS parts (place, about) USING (place)
    LEFT JOIN ({kinds}) AS kinds (kind, words) ON kinds.kind = respondent_kind
    LEFT JOIN ({choices}) AS choices (choice, words) ON choices.choice = listed.choice
    ORDER BY number
"""
NAME = "concat_ws(' – ', nullif(name, ''), nullif(organisation, ''))"


def csv_blocks(release: Release, *, parts):
    """The file in blocks of bytes."""
    copy = f"COPY ({_query(release, parts)}) TO STDOUT (FORMAT csv, HEADER, FORCE_QUOTE *)"
    with connection.cursor() as cursor, cursor.copy(copy) as rows:
        yield from in_blocks(BYTE_ORDER_MARK, rows)


def _query(release, parts):
    labels = [(PublishedComment.WHOLE, WHOLE), *((part.position, part.label) for part in parts)]
    values = {
        "reasons": WhyWithheld.choices,
        "parts": labels,
        "kinds": respondents_here(),
        "choices": Answer.Choice.choices,
    }
    tables = {
        name: f"VALUES {', '.join(['(%s, %s)'] * len(rows))}" for name, rows in values.items()
    }
    free = {"about": "about", "question": "question", "name": NAME, "text": "text"}
    # An apostrophe keeps a spreadsheet from running what somebody wrote.
    guarded = {
        name: f"CASE WHEN {sql} ~ %s THEN '''' || {sql} ELSE {sql} END"
        for name, sql in free.items()
    }
    query = QUERY.format(**tables, **guarded)
    flat = {name: [each for row in rows for each in row] for name, rows in values.items()}
    params = [
        *flat["reasons"],
        *(release.consultation_id, release.last_number),
        *[GUARDED_IN_CSV] * len(free),
        *(each for name in ("parts", "kinds", "choices") for each in flat[name]),
    ]
    # COPY takes no parameters, so we write them, quoted, into the statement.
    return connection.ops.compose_sql(query, params)
