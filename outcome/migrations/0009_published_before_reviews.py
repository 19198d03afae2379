"""What was published before reviews were recorded counts as reviewed: by whoever published it."""

from django.db import migrations

REVIEWED = """
INSERT INTO consideration_review (response_id, decision, note, reviewed_at, reviewed_by_id)
SELECT DISTINCT ON (c.response_id)
    c.response_id, 'as-it-is', 'Published before reviews were recorded.',
    r.published_at, r.published_by_id
FROM outcome_publishedcomment p
JOIN consultation_comment c ON c.id = p.comment_id
JOIN outcome_release r ON r.consultation_id = p.consultation_id AND r.last_number >= p.number
WHERE NOT EXISTS (SELECT 1 FROM consideration_review v WHERE v.response_id = c.response_id)
ORDER BY c.response_id, r.id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("consideration", "0008_safeguarding"),
        ("outcome", "0008_guards_of_take_downs"),
    ]

    operations = [migrations.RunSQL(REVIEWED, migrations.RunSQL.noop)]
