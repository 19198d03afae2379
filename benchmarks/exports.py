"""One export of everything in a process of its own: rows, seconds, and the most memory it took.

`python -m benchmarks.exports csv` (or xlsx, json, published; `copy` is PostgreSQL's COPY alone) in
the environment of a portal in production prints them as JSON.
"""

import json
import os
import resource
import sys
import time


def run(kind: str) -> dict:
    from consultation.export.counts import Counts
    from consultation.models import Consultation

    consultation = Consultation.objects.get(slug="draft-strategy-2024-29")
    release = consultation.releases.newest_first().first()
    rows = release.last_number if kind == "published" else Counts(consultation).rows
    before = _megabytes()
    began = time.perf_counter()
    first, size = None, 0
    for block in BLOCKS[kind](consultation):
        first = first or time.perf_counter() - began
        size += len(block)
    return {
        "rows": rows,
        "seconds": time.perf_counter() - began,
        "first_block": first,
        "megabytes": size / 2**20,
        "memory_before": before,
        "memory": _megabytes(),
    }


def _csv(consultation):
    from consultation.export.tables import csv_blocks

    return csv_blocks(consultation.responses.counted())


def _json(consultation):
    from consultation.export.json_file import json_blocks

    return json_blocks(consultation, consultation.responses.counted())


def _xlsx(consultation):
    from consultation.export.tables import xlsx_file

    with xlsx_file(consultation.responses.counted()) as file:
        while block := file.read(64 * 1024):
            yield block


def _published(consultation):
    from outcome.responses.csv_file import csv_blocks

    release = consultation.releases.newest_first().first()
    return csv_blocks(release, parts=consultation.edition.parts.in_reading_order())


def _copy(consultation):
    """The same rows as in the CSV, without anything of ours: what the rest is compared with."""
    from django.db import connection

    counted = "SELECT id FROM consultation_response WHERE received_at IS NOT NULL"
    rows = f"""
        SELECT r.*, s.text FROM consultation_response r JOIN ({counted}) c USING (id)
        JOIN (
            SELECT response_id, text FROM consultation_comment WHERE question_id IS NULL
            UNION ALL
            SELECT response_id, c.text FROM consultation_answer a
            FULL JOIN (SELECT * FROM consultation_comment WHERE question_id IS NOT NULL) AS c
                USING (response_id, question_id)
        ) s ON s.response_id = r.id
        WHERE NOT EXISTS (SELECT 1 FROM consultation_withdrawal w WHERE w.response_id = r.id)
        AND NOT EXISTS (SELECT 1 FROM consultation_response l WHERE l.replaces_id = r.id)
    """  # noqa: S608
    with connection.cursor() as cursor, cursor.copy(f"COPY ({rows}) TO STDOUT") as copy:
        yield from copy


BLOCKS = {"csv": _csv, "json": _json, "xlsx": _xlsx, "published": _published, "copy": _copy}


def _megabytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sdp_portal.settings")
    django.setup()
    print(json.dumps(run(sys.argv[1])))
