"""What the database refuses about mistakes and corrections, and how it counts them.

An officer's entry alone can be marked as entered by mistake, while it counts. The mark can end,
once. While it lasts, nothing else can be done to the response, so the triggers of 0003_counts stay
right. Officers correct what officers entered, and senders change what they sent. A correction may
say that the response came in another window.
"""

from importlib import import_module

from django.db import migrations

from sdp_portal.database.guards import functions, guard, with_own_tables

MISTAKES = """
CREATE FUNCTION hold_mistake_to_an_entry_that_counts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    response consultation_response;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.ended_at IS NULL
        AND to_jsonb(OLD) - 'ended_at' - 'ended_by_id' = to_jsonb(NEW) - 'ended_at' - 'ended_by_id'
    THEN
        RETURN NEW;
    ELSIF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'That something was entered by mistake stays on the record.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT * INTO response FROM consultation_response WHERE id = NEW.response_id
        FOR NO KEY UPDATE;
    IF response.entered_by_id IS NULL OR NOT response_counts(response) THEN
        RAISE EXCEPTION 'Only what an officer entered, and what counts, can be a mistake.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION refuse_withdrawal_of_mistake() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM consultation_response WHERE id = NEW.response_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM consultation_mistake WHERE response_id = NEW.response_id AND ended_at IS NULL
    ) THEN
        RAISE EXCEPTION 'The response was entered by mistake, so nobody can withdraw it.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION hold_corrections_to_entries() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    earlier record;
BEGIN
    IF NEW.replaces_id IS NULL THEN
        RETURN NEW;
    END IF;
    SELECT entered_by_id, reference INTO earlier FROM consultation_response
        WHERE id = NEW.replaces_id;
    IF (earlier.entered_by_id IS NULL) <> (NEW.entered_by_id IS NULL) THEN
        RAISE EXCEPTION 'Officers correct what officers entered, and senders change what they sent.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.received_at IS NOT NULL AND EXISTS (
        SELECT 1 FROM consultation_mistake WHERE response_id = NEW.replaces_id AND ended_at IS NULL
    ) THEN
        RAISE EXCEPTION 'Response % was entered by mistake.', earlier.reference
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION mistake_counts_no_more() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM count_response(r, -1) FROM consultation_response r WHERE r.id = NEW.response_id;
    RETURN NULL;
END $$;

CREATE FUNCTION mistake_counts_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM count_response(r, 1) FROM consultation_response r WHERE r.id = NEW.response_id;
    RETURN NULL;
END $$;

CREATE TRIGGER consultation_withdrawal_of_mistake BEFORE INSERT ON consultation_withdrawal
    FOR EACH ROW EXECUTE FUNCTION refuse_withdrawal_of_mistake();
CREATE TRIGGER consultation_response_corrections BEFORE INSERT OR UPDATE ON consultation_response
    FOR EACH ROW EXECUTE FUNCTION hold_corrections_to_entries();
CREATE TRIGGER consultation_mistake_counts_no_more AFTER INSERT ON consultation_mistake
    FOR EACH ROW EXECUTE FUNCTION mistake_counts_no_more();
CREATE TRIGGER consultation_mistake_counts_again AFTER UPDATE ON consultation_mistake
    FOR EACH ROW WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL)
    EXECUTE FUNCTION mistake_counts_again();
"""

GUARDS, COUNTS = (
    import_module(f"consultation.migrations.{name}") for name in ("0002_guards", "0003_counts")
)
VERSIONS = (
    "CREATE FUNCTION hold_versions_together"
    + GUARDS.RESPONSES.partition("CREATE FUNCTION hold_versions_together")[2]
)


def replaced(function, before, *changes):
    """Put a function in the place of `before`, which differs by `changes`: (old, new) pieces."""
    after = before
    for old, new in changes:
        assert old in after, old  # noqa: S101 the migrations before this one never change
        after = after.replace(old, new)
    forward, backward = (
        sql.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION") + with_own_tables(function)
        for sql in (after, before)
    )
    return migrations.RunSQL(forward, backward)


class Migration(migrations.Migration):
    dependencies = [("consultation", "0008_mistakes_and_corrections")]

    operations = [
        functions(MISTAKES),
        guard(
            "consultation_mistake",
            "INSERT OR UPDATE OR DELETE",
            "hold_mistake_to_an_entry_that_counts",
        ),
        replaced(
            "hold_versions_together",
            VERSIONS,
            (
                "earlier.window_id <> NEW.window_id",
                "earlier.window_id <> NEW.window_id AND NEW.entered_by_id IS NULL",
            ),
        ),
        replaced(
            "count_all_anew",
            COUNTS.ALL_ANEW,
            (
                "consultation_withdrawal IN SHARE",
                "consultation_withdrawal, consultation_mistake IN SHARE",
            ),
            (
                "WHERE w.response_id = r.id)\n",
                "WHERE w.response_id = r.id)\n"
                "        AND NOT EXISTS (SELECT 1 FROM consultation_mistake m\n"
                "            WHERE m.response_id = r.id AND m.ended_at IS NULL)\n",
            ),
        ),
    ]
