"""From the moment an edition has a publication date, the database refuses to change it.

The function for an edition's items locks the edition's row, so that nothing can be added to an
outline while another transaction publishes it.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION refuse_change_to_published_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'The edition "%" is published and can no longer be changed. '
            'Make the correction in a new edition.', OLD.title USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION refuse_change_to_item_of_published_edition() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    edition record;
BEGIN
    FOR edition IN
        SELECT title, published_at FROM strategy_edition
        WHERE id IN (
            CASE WHEN TG_OP <> 'INSERT' THEN OLD.edition_id END,
            CASE WHEN TG_OP <> 'DELETE' THEN NEW.edition_id END
        )
        FOR SHARE
    LOOP
        IF edition.published_at IS NOT NULL THEN
            RAISE EXCEPTION 'The edition "%" is published and can no longer be changed. '
                'Make the correction in a new edition.', edition.title
                USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION refuse_to_empty_a_table() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The table % holds what was published or sent, and cannot be emptied.',
        TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""

DROP_FUNCTIONS = """
DROP FUNCTION refuse_change_to_published_edition();
DROP FUNCTION refuse_change_to_item_of_published_edition();
DROP FUNCTION refuse_to_empty_a_table();
"""


def freeze(table, *, events="INSERT OR UPDATE OR DELETE", refuse="item_of_published_edition"):
    """The operation that guards `table`; other apps' migrations use it for their items."""
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_frozen BEFORE {events} ON {table}
            FOR EACH ROW EXECUTE FUNCTION refuse_change_to_{refuse}();
        CREATE TRIGGER {table}_kept BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_empty_a_table();
        """,
        f"DROP TRIGGER {table}_frozen ON {table}; DROP TRIGGER {table}_kept ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("strategy", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        freeze("strategy_edition", events="UPDATE OR DELETE", refuse="published_edition"),
        freeze("strategy_section"),
        freeze("strategy_part"),
        migrations.RunSQL(
            """
            ALTER TABLE strategy_section ADD CONSTRAINT section_and_parent_in_one_edition
                FOREIGN KEY (parent_id, edition_id) REFERENCES strategy_section (id, edition_id)
                DEFERRABLE INITIALLY DEFERRED;
            """,
            "ALTER TABLE strategy_section DROP CONSTRAINT section_and_parent_in_one_edition;",
        ),
    ]
