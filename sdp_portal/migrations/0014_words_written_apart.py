"""“Antisocial” also finds “anti social”, “car park” also finds “carpark”, and the other way round."""

from importlib import import_module

from django.db import migrations

CREATE = r"""
CREATE OR REPLACE FUNCTION words_to_find(config regconfig, typed text) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path FROM CURRENT SET client_min_messages TO warning AS $$
DECLARE
    quotes text := U&'\201C\201D\201E\201F\00AB\00BB\2033';
    term text[];
    plain text;
    one tsquery;
    start tsquery;
    rest tsquery;
    neighbours tsquery;
    before text := '';            -- the word before, if this one may belong to it: "car park"
    waiting tsquery := '';        -- what finds that word
    together tsquery := '';
    alternatives tsquery := '';
BEGIN
    FOR term IN SELECT regexp_matches(
        translate(typed, quotes, repeat('"', length(quotes))),
        '(-?)(?:"([^"]*)"?|([^[:space:]"]+))', 'g'
    ) LOOP
        IF term[1] = '' AND lower(term[3]) = 'or' THEN
            alternatives := alternatives || (together && waiting);
            together := '';
            waiting := '';
            before := '';
            CONTINUE;
        END IF;
        plain := plain_words(coalesce(term[2], term[3]));
        one := phraseto_tsquery(config, replace(plain, '-', ' '));
        IF plain LIKE '%-%' THEN
            one := one || phraseto_tsquery(config, replace(plain, '-', ''));
        END IF;
        IF term[3] IS NOT NULL AND plain ~ '^[^ -]{5,30}$' THEN
            FOR letters IN 2 .. length(plain) - 2 LOOP
                start := phraseto_tsquery(config, left(plain, letters));
                rest := phraseto_tsquery(config, substr(plain, letters + 1));
                -- Words as frequent as "to" and "the" are in no index.
                IF numnode(start) > 0 AND numnode(rest) > 0 THEN
                    one := one || (start <-> rest);
                END IF;
            END LOOP;
        END IF;
        IF term[1] = '-' THEN
            together := together && waiting && !!one;
            waiting := '';
            before := '';
            CONTINUE;
        END IF;
        IF numnode(one) = 0 OR term[2] IS NOT NULL OR plain ~ '[ -]' THEN
            plain := '';
        END IF;
        IF before <> '' AND plain <> '' THEN
            neighbours := phraseto_tsquery(config, before || plain);
            waiting := waiting || neighbours;
            together := together && waiting;
            waiting := one || neighbours;
        ELSE
            together := together && waiting;
            waiting := one;
        END IF;
        before := plain;
    END LOOP;
    RETURN alternatives || (together && waiting);
END $$;
"""

BEFORE = import_module("sdp_portal.migrations.0003_search").CREATE
CREATE_AS_BEFORE = (
    "DROP FUNCTION words_to_find(regconfig, text);"
    + BEFORE[BEFORE.index("-- What somebody typed") :]
)


class Migration(migrations.Migration):
    dependencies = [("sdp_portal", "0013_every_old_address_belongs_to_one_row")]

    operations = [migrations.RunSQL(CREATE, CREATE_AS_BEFORE)]
