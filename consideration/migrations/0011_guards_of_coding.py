"""What the database refuses: a third level of codes, a code of another consultation, and that
points and their codes change or go. They can be marked as removed, once."""

from django.db import migrations

from sdp_portal.database.guards import functions, guard

LEVELS = """
CREATE FUNCTION refuse_a_third_level_of_codes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.parent_id IS NOT NULL AND (
        EXISTS (SELECT FROM consideration_code
                WHERE id = NEW.parent_id
                AND (parent_id IS NOT NULL OR consultation_id <> NEW.consultation_id))
        OR EXISTS (SELECT FROM consideration_code
                   WHERE parent_id = NEW.id AND merged_into_id IS NULL)
    ) THEN
        RAISE EXCEPTION 'Codes have two levels, in one consultation.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER consideration_code_levels BEFORE INSERT OR UPDATE ON consideration_code
    FOR EACH ROW EXECUTE FUNCTION refuse_a_third_level_of_codes();
"""
CODED = """
CREATE FUNCTION refuse_other_change_to_point() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.removed_at IS NULL
        AND (OLD.id, OLD.comment_id, OLD.start, OLD."end", OLD.note, OLD.made_at, OLD.made_by_id)
            IS NOT DISTINCT FROM
            (NEW.id, NEW.comment_id, NEW.start, NEW."end", NEW.note, NEW.made_at, NEW.made_by_id)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A point stays on the record.' USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION refuse_other_change_to_coding() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF (SELECT response.consultation_id
            FROM consideration_point point
            JOIN consultation_comment comment ON comment.id = point.comment_id
            JOIN consultation_response response ON response.id = comment.response_id
            WHERE point.id = NEW.point_id)
            = (SELECT consultation_id FROM consideration_code WHERE id = NEW.code_id)
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'The code is of another consultation.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.removed_at IS NULL
        AND (OLD.id, OLD.point_id, OLD.code_id, OLD.added_at, OLD.added_by_id)
            IS NOT DISTINCT FROM
            (NEW.id, NEW.point_id, NEW.code_id, NEW.added_at, NEW.added_by_id)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The code of a point stays on the record.'
        USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("consideration", "0010_codes_and_points"),
        ("sdp_portal", "0005_guards"),
    ]

    operations = [
        functions(LEVELS),
        functions(CODED),
        guard("consideration_point", "UPDATE OR DELETE", "refuse_other_change_to_point"),
        guard(
            "consideration_coding",
            "INSERT OR UPDATE OR DELETE",
            "refuse_other_change_to_coding",
        ),
    ]
