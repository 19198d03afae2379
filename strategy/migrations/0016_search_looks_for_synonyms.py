from django.db import migrations

from sdp_portal.pages.triggers import shown_on_public_pages

CREATE = """
-- As words_to_find; also what our pages call the things that somebody typed. Whoever types
-- "quotes" or a minus wants exactly that.
CREATE FUNCTION words_or_synonyms(config regconfig, typed text) RETURNS tsquery
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path FROM CURRENT SET client_min_messages TO warning AS $$
DECLARE
    words tsquery := words_to_find(config, typed);
    typed_words tsvector := to_tsvector(config, words_to_index(typed));
    other text;
BEGIN
    IF typed ~ U&'(^|[[:space:]])-|["\\201C\\201D]' THEN
        RETURN words;
    END IF;
    FOR other IN SELECT also FROM strategy_synonym WHERE typed_words @@ asked ORDER BY id LOOP
        words := words || phraseto_tsquery(config, replace(plain_words(other), '-', ' '));
    END LOOP;
    RETURN words;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("strategy", "0015_synonyms")]

    operations = [
        shown_on_public_pages("strategy_synonym"),
        migrations.RunSQL(CREATE, "DROP FUNCTION words_or_synonyms(regconfig, text);"),
    ]
