"""What the database refuses: an address that was another's, a live consultation whose old address
would lead nowhere, and another prefix once people have references with this one."""

from django.db import migrations

from sdp_portal.database.guards import functions

KEPT = """
CREATE FUNCTION refuse_to_lose_address() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM sdp_portal_oldaddress
        WHERE path = '/consultations/' || OLD.slug || '/'
        AND leads_to = '/consultations/' || NEW.slug || '/'
    ) THEN
        RAISE EXCEPTION 'People have the address "%", so it must lead to the new one.', OLD.slug
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION refuse_another_prefix() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM consultation_response
        WHERE consultation_id = OLD.id AND received_at IS NOT NULL AND NOT is_sample
    ) THEN
        RAISE EXCEPTION 'People have references that begin with "%".', OLD.reference_prefix
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER consultation_consultation_moves BEFORE UPDATE ON consultation_consultation
    FOR EACH ROW WHEN (OLD.slug <> NEW.slug AND OLD.went_live_at IS NOT NULL)
    EXECUTE FUNCTION refuse_to_lose_address();

CREATE TRIGGER consultation_consultation_prefix BEFORE UPDATE ON consultation_consultation
    FOR EACH ROW WHEN (OLD.reference_prefix <> NEW.reference_prefix)
    EXECUTE FUNCTION refuse_another_prefix();
"""

NOT_ANOTHERS = """
CREATE TRIGGER consultation_consultation_address BEFORE INSERT OR UPDATE OF slug
    ON consultation_consultation
    FOR EACH ROW EXECUTE FUNCTION refuse_old_address('/consultations/');
"""
DROP = "DROP TRIGGER consultation_consultation_address ON consultation_consultation;"


class Migration(migrations.Migration):
    dependencies = [
        ("consultation", "0004_shown_on_public_pages"),
        ("sdp_portal", "0008_old_addresses_are_never_given_again"),
    ]

    operations = [functions(KEPT), migrations.RunSQL(NOT_ANOTHERS, DROP)]
