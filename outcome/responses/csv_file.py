"""Published comments as a CSV file, with the same content as the page.

PostgreSQL hands the rows over one by one (COPY), so that a million rows need no memory.
"""

from django.db import connection

from consultation.export.columns import GUARDED_IN_CSV
from consultation.export.tables import BYTE_ORDER_MARK, in_blocks
from consultation.models import Answer
from consultation.models.response import respondents_here
from outcome.models import PublishedComment, Release
from outcome.responses.reading import comments_published

WHOLE = "The whole strategy"

QUERY = """
    WITH listed (number, place, respondent_kind, choice, question, received_at, publication, name,
        organisation, text, note) AS ({listed})
    SELECT number AS comment,
        to_char(received_at AT TIME ZONE 'Europe/London', 'YYYY-MM-DD') AS received_on,
        {about} AS about,
        {question} AS question,
        choices.words AS answer,
        CASE WHEN note = '' THEN kinds.words END AS "from",
        CASE WHEN note = '' AND publication = 'with-name' THEN {name} END AS name,
        CASE WHEN note = '' THEN {text} ELSE note END AS text
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
    listed, listed_params = _listed(release).query.sql_with_params()
    query = QUERY.format(**tables, **guarded, listed=listed)
    flat = {name: [each for row in rows for each in row] for name, rows in values.items()}
    params = [
        *listed_params,
        *[GUARDED_IN_CSV] * len(free),
        *(each for name in ("parts", "kinds", "choices") for each in flat[name]),
    ]
    # COPY takes no parameters, so we write them, quoted, into the statement.
    return connection.ops.compose_sql(query, params)


def _listed(release):
    response = "comment__response"
    return (
        comments_published(release)
        .with_public_words()
        .order_by()
        .values_list(
            "number",
            "place",
            "respondent_kind",
            "choice",
            "comment__question__wording",
            f"{response}__received_at",
            f"{response}__publication",
            f"{response}__name",
            f"{response}__organisation",
            "public_words",
            "note",
        )
    )
