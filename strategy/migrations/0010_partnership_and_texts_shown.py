from django.db import migrations

from sdp_portal.database.guards import functions, guard
from sdp_portal.pages.triggers import shown_on_public_pages

# Anybody can find out later what a page or a mail said.
PUBLISHED_TEXTS = """
CREATE FUNCTION refuse_change_to_published_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'This text was published and can no longer be changed.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("strategy", "0009_partnership_and_texts"),
        ("sdp_portal", "0005_guards"),
    ]

    operations = [
        shown_on_public_pages("strategy_partnership", "strategy_sitetext"),
        functions(PUBLISHED_TEXTS),
        guard("strategy_sitetext", "UPDATE OR DELETE", "refuse_change_to_published_text"),
    ]
