"""What the database refuses: from its publication date on, an edition never changes.

Until that date, by the database's own clock and not by a demonstration clock, it can become a draft
again. The function for an edition's items locks the edition's row, so that nothing can be added to an
outline while another transaction publishes it.
"""

from django.db import migrations

from sdp_portal.database.guards import functions, guard
from strategy.freezing import frozen_with_its_edition, within_one_edition

FUNCTIONS = """
CREATE FUNCTION refuse_change_to_published_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL AND NOT (
        TG_OP = 'UPDATE' AND OLD.published_at > now() AND NEW.published_at IS NULL
    ) THEN
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
"""


class Migration(migrations.Migration):
    dependencies = [
        ("strategy", "0001_tables"),
        ("sdp_portal", "0005_guards"),
    ]

    operations = [
        functions(FUNCTIONS),
        guard("strategy_edition", "UPDATE OR DELETE", "refuse_change_to_published_edition"),
        frozen_with_its_edition("strategy_section"),
        frozen_with_its_edition("strategy_part"),
        within_one_edition("strategy_section", "parent", "strategy_section"),
    ]
