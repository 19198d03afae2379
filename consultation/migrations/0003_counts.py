"""The database keeps the running counts: they change in the transaction that sends, changes or
withdraws a response (or removes an example), and are the same as counting all anew.

Whoever adds to them takes a shard that nobody else is adding to, known by an advisory lock that
lasts as long as the transaction, so that nobody waits for somebody else's.
"""

from django.db import migrations

from sdp_portal.database.guards import functions

COUNT = """
CREATE FUNCTION add_to_running_count(response consultation_response, responses integer,
    comments integer, answers integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    shards CONSTANT integer := 64;
    own integer := pg_backend_pid() % shards;
BEGIN
    FOR attempt IN 1..shards LOOP
        EXIT WHEN pg_try_advisory_xact_lock(hashtext('consultation_runningcount'), own);
        own := (own + 1) % shards;
    END LOOP;
    INSERT INTO consultation_runningcount AS cell (window_id, channel, via_id, shard,
        responses, comments, answers, late, headcount, samples)
    VALUES (response.window_id, response.channel, response.via_id, own,
        responses, comments, answers,
        responses * response.is_late::integer,
        responses * coalesce(response.headcount, 0),
        responses * response.is_sample::integer)
    ON CONFLICT (window_id, channel, via_id, shard) DO UPDATE SET
        responses = cell.responses + excluded.responses,
        comments = cell.comments + excluded.comments,
        answers = cell.answers + excluded.answers,
        late = cell.late + excluded.late,
        headcount = cell.headcount + excluded.headcount,
        samples = cell.samples + excluded.samples;
END $$;

CREATE FUNCTION count_response(response consultation_response, sign integer)
RETURNS void LANGUAGE sql AS $$
    SELECT add_to_running_count(
        response,
        sign,
        sign * (
            SELECT count(*) FROM consultation_comment
            WHERE response_id = response.id AND question_id IS NULL
        )::integer,
        sign * (
            SELECT count(*) FROM (
                SELECT question_id FROM consultation_answer WHERE response_id = response.id
                UNION
                SELECT question_id FROM consultation_comment
                WHERE response_id = response.id AND question_id IS NOT NULL
            ) AS answered
        )::integer
    );
$$;

CREATE FUNCTION is_last_version(response consultation_response) RETURNS boolean LANGUAGE sql AS $$
    SELECT response.received_at IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM consultation_response
        WHERE replaces_id = response.id AND received_at IS NOT NULL
    );
$$;

CREATE FUNCTION response_counts(response consultation_response) RETURNS boolean LANGUAGE sql AS $$
    SELECT is_last_version(response) AND NOT EXISTS (
        SELECT 1 FROM consultation_withdrawal WHERE response_id = response.id
    );
$$;
"""

WHEN_IT_CHANGES = """
CREATE FUNCTION response_counts_from_now_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM count_response(NEW, 1);
    IF NEW.replaces_id IS NOT NULL THEN
        PERFORM count_response(r, -1) FROM consultation_response r
        WHERE r.id = NEW.replaces_id AND NOT EXISTS (
            SELECT 1 FROM consultation_withdrawal WHERE response_id = r.id
        );
    END IF;
    RETURN NULL;
END $$;

-- Only of an example: what else was sent stays.
CREATE FUNCTION response_counts_no_more() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF response_counts(OLD) THEN
        PERFORM count_response(OLD, -1);
        PERFORM count_response(r, 1) FROM consultation_response r
        WHERE r.id = OLD.replaces_id AND NOT EXISTS (
            SELECT 1 FROM consultation_withdrawal WHERE response_id = r.id
        );
    END IF;
    RETURN OLD;
END $$;

-- A question answered by a choice and in words is one answer, until both are gone.
CREATE FUNCTION comment_counts_no_more() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM add_to_running_count(r, 0,
        -(OLD.question_id IS NULL)::integer,
        -(OLD.question_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM consultation_answer
            WHERE response_id = r.id AND question_id = OLD.question_id
        ))::integer)
    FROM consultation_response r
    WHERE r.id = OLD.response_id AND r.received_at IS NOT NULL AND response_counts(r);
    RETURN OLD;
END $$;

CREATE FUNCTION answer_counts_no_more() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM add_to_running_count(r, 0, 0, -1)
    FROM consultation_response r
    WHERE r.id = OLD.response_id AND r.received_at IS NOT NULL AND response_counts(r)
        AND NOT EXISTS (
            SELECT 1 FROM consultation_comment
            WHERE response_id = r.id AND question_id = OLD.question_id
        );
    RETURN OLD;
END $$;

CREATE FUNCTION withdrawn_counts_no_more() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM count_response(r, -1) FROM consultation_response r
    WHERE r.id = NEW.response_id AND is_last_version(r);
    RETURN NULL;
END $$;

CREATE FUNCTION withdrawn_counts_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM count_response(r, 1) FROM consultation_response r
    WHERE r.id = OLD.response_id AND is_last_version(r);
    RETURN NULL;
END $$;

CREATE TRIGGER consultation_response_counts AFTER UPDATE ON consultation_response
    FOR EACH ROW WHEN (OLD.received_at IS NULL AND NEW.received_at IS NOT NULL)
    EXECUTE FUNCTION response_counts_from_now_on();
CREATE TRIGGER consultation_response_counts_at_once AFTER INSERT ON consultation_response
    FOR EACH ROW WHEN (NEW.received_at IS NOT NULL)
    EXECUTE FUNCTION response_counts_from_now_on();
CREATE TRIGGER consultation_response_counts_no_more BEFORE DELETE ON consultation_response
    FOR EACH ROW WHEN (OLD.received_at IS NOT NULL) EXECUTE FUNCTION response_counts_no_more();
CREATE TRIGGER consultation_comment_counts_no_more BEFORE DELETE ON consultation_comment
    FOR EACH ROW EXECUTE FUNCTION comment_counts_no_more();
CREATE TRIGGER consultation_answer_counts_no_more BEFORE DELETE ON consultation_answer
    FOR EACH ROW EXECUTE FUNCTION answer_counts_no_more();
CREATE TRIGGER consultation_withdrawal_counts_no_more AFTER INSERT ON consultation_withdrawal
    FOR EACH ROW EXECUTE FUNCTION withdrawn_counts_no_more();
CREATE TRIGGER consultation_withdrawal_counts_again AFTER DELETE ON consultation_withdrawal
    FOR EACH ROW EXECUTE FUNCTION withdrawn_counts_again();
"""

ALL_ANEW = """
CREATE FUNCTION count_all_anew() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE consultation_response, consultation_withdrawal IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM consultation_runningcount;
    INSERT INTO consultation_runningcount (window_id, channel, via_id, shard,
        responses, comments, answers, late, headcount, samples)
    SELECT r.window_id, r.channel, r.via_id, 0,
        count(*), coalesce(sum(c.number), 0), coalesce(sum(a.number), 0),
        count(*) FILTER (WHERE r.is_late), coalesce(sum(r.headcount), 0),
        count(*) FILTER (WHERE r.is_sample)
    FROM consultation_response r
    LEFT JOIN (
        SELECT response_id, count(*) AS number FROM consultation_comment
        WHERE question_id IS NULL GROUP BY 1
    ) AS c ON c.response_id = r.id
    LEFT JOIN (
        SELECT response_id, count(*) AS number FROM (
            SELECT response_id, question_id FROM consultation_answer
            UNION
            SELECT response_id, question_id FROM consultation_comment WHERE question_id IS NOT NULL
        ) AS answered GROUP BY 1
    ) AS a ON a.response_id = r.id
    WHERE r.received_at IS NOT NULL
        AND NOT EXISTS (
            SELECT 1 FROM consultation_response later
            WHERE later.replaces_id = r.id AND later.received_at IS NOT NULL
        )
        AND NOT EXISTS (SELECT 1 FROM consultation_withdrawal w WHERE w.response_id = r.id)
    GROUP BY 1, 2, 3;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("consultation", "0002_guards")]

    operations = [
        functions(COUNT + WHEN_IT_CHANGES),
        functions(ALL_ANEW),
        migrations.RunSQL("SELECT count_all_anew()", migrations.RunSQL.noop),
    ]
