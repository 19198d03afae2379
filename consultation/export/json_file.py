"""The export for programs: JSON with an object for each response, its comments and its answers.

PostgreSQL makes the objects one by one, so that a million of them need no memory here. The file has
the same responses as the table, in the same order and with the same words. An unknown value is
null. Text has no guarding apostrophe, because no spreadsheet runs it.
"""

import json

from django.db import connection
from django.db.models import QuerySet

from consultation.export.columns import MOMENT
from consultation.models import Consultation

BLOCK = 64 * 1024
# JSON escapes these characters, so COPY never has to quote anything.
OPTIONS = r"FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02'"

RESPONSE = f"""
SELECT json_build_object(
    'reference', r.reference,
    'version', r.version,
    'received_at', {MOMENT.format("r.received_at")},
    'late', r.is_late,
    'channel', r.channel,
    'window', w.title,
    'group', g.name,
    'invited', i.name,
    'entered_at', {MOMENT.format("r.entered_at")},
    'respondent', json_build_object(
        'kind', r.respondent_kind,
        'organisation', nullif(r.organisation, ''),
        'name', nullif(r.name, ''),
        'email', nullif(r.email, ''),
        'area', l.name,
        'headcount', r.headcount
    ),
    'publication', r.publication,
    'sample', r.is_sample,
    'comments', coalesce((
        SELECT json_agg(json_build_object('about', p.key, 'text', c.text) ORDER BY c.id)
        FROM consultation_comment c LEFT JOIN strategy_part p ON p.id = c.part_id
        WHERE c.response_id = r.id AND c.question_id IS NULL
    ), '[]'),
    'answers', coalesce((
        SELECT json_agg(
            json_build_object('question', q.wording, 'about', p.key,
                'answer', a.choice, 'text', c.text)
            ORDER BY q.position, q.id
        )
        FROM (SELECT * FROM consultation_answer WHERE response_id = r.id) AS a
        FULL JOIN (
            SELECT * FROM consultation_comment WHERE response_id = r.id AND question_id IS NOT NULL
        ) AS c USING (question_id)
        JOIN consultation_question q ON q.id = question_id
        LEFT JOIN strategy_part p ON p.id = q.part_id
    ), '[]')
)
FROM ({{counted}}) AS counted (id)
JOIN consultation_response r ON r.id = counted.id
JOIN consultation_window w ON w.id = r.window_id
LEFT JOIN consultation_circulationgroup g ON g.id = r.via_id
LEFT JOIN consultation_invitation i ON i.id = r.invitation_id
LEFT JOIN consultation_locality l ON l.id = r.locality_id
ORDER BY r.id
"""  # noqa: S608 a constant


def json_blocks(consultation: Consultation, responses: QuerySet):
    """The JSON file of `responses`, which are of the consultation, in blocks of bytes."""
    head = {"consultation": consultation.slug, "title": consultation.title}
    block = bytearray(json.dumps(head, ensure_ascii=False)[:-1].encode())
    block += b', "responses": ['
    between = b"\n"
    counted = responses.order_by().values("pk")
    keys, params = counted.query.sql_with_params()
    query = connection.ops.compose_sql(RESPONSE.format(counted=keys), params)
    copy = f"COPY ({query}) TO STDOUT ({OPTIONS})"
    with connection.cursor() as cursor, cursor.copy(copy) as objects:
        for each in objects:
            block += between
            block += bytes(each).rstrip(b"\n")
            between = b",\n"
            if len(block) >= BLOCK:
                yield bytes(block)
                block.clear()
    yield bytes(block + b"\n]}\n")
