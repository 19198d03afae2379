"""How words are indexed and found: the same on every server, however somebody types them.

`to_tsvector` splits words by the server's character type: under C the signs ’ “ … — stick to them.
So the text is made plain first: accents and invisible characters go, and every sign becomes a
space. A word with a hyphen is indexed both ways, "co ordinated" and "coordinated".
"""

from django.db import migrations

CREATE = r"""
-- Each says where it finds the others, as nothing else does while a backup is restored or an index
-- is made anew.

-- Letters, digits, spaces, and hyphens inside words.
CREATE FUNCTION plain_words(words text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT AS $$
DECLARE
    plain text := translate(
        normalize(words, NFKD), 'ÆØŁĐÐÞŒ' || U&'\2010\2012\2212', 'æøłđðþœ' || '---'
    );
BEGIN
    -- Accents and what nobody sees: soft hyphens, zero widths, directions, variants.
    plain := regexp_replace(
        plain,
        '[\u00AD\u0300-\u036F\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFE00-\uFE0F\uFEFF]', '', 'g'
    );
    -- Every other sign, emoji included.
    plain := regexp_replace(
        plain,
        '[\u0001-\u002C\u002E\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00A9\u00AB-\u00B4'
        '\u00B6-\u00B9\u00BB-\u00BF\u00D7\u00F7\u02B0-\u02FF\u2000-\u2BFF\u2E00-\u2E7F'
        '\u3000-\u303F\uE000-\uF8FF\uFF00-\uFFFF\U0001F000-\U0010FFFF]', ' ', 'g'
    );
    RETURN regexp_replace(plain, '(?:^|(?<= ))-+|-+(?= |$)|-(?=-)', ' ', 'g');
END $$;

-- What the index is made of. What has hyphens stands there twice, so that phrases are found too.
CREATE FUNCTION words_to_index(words text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT AS $$
DECLARE
    plain text := plain_words(words);
BEGIN
    IF plain NOT LIKE '%-%' THEN
        RETURN plain;
    END IF;
    RETURN replace(plain, '-', ' ') || ' ' || replace(plain, '-', '');
END $$;

-- What somebody typed, as web searches read it: words, "phrases", or, and a minus before what must
-- not be there. Nothing that can be typed is refused.
CREATE FUNCTION words_to_find(config regconfig, typed text) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT AS $$
DECLARE
    quotes text := U&'\201C\201D\201E\201F\00AB\00BB\2033';
    term text[];
    plain text;
    one tsquery;
    together tsquery := '';
    alternatives tsquery := '';
BEGIN
    FOR term IN SELECT regexp_matches(
        translate(typed, quotes, repeat('"', length(quotes))),
        '(-?)(?:"([^"]*)"?|([^[:space:]"]+))', 'g'
    ) LOOP
        IF term[1] = '' AND lower(term[3]) = 'or' THEN
            alternatives := alternatives || together;
            together := '';
            CONTINUE;
        END IF;
        plain := plain_words(coalesce(term[2], term[3]));
        one := phraseto_tsquery(config, replace(plain, '-', ' '));
        IF plain LIKE '%-%' THEN
            one := one || phraseto_tsquery(config, replace(plain, '-', ''));
        END IF;
        together := together && CASE WHEN term[1] = '-' THEN !!one ELSE one END;
    END LOOP;
    RETURN alternatives || together;
END $$;
"""

DROP = """
DROP FUNCTION words_to_find(regconfig, text);
DROP FUNCTION words_to_index(text);
DROP FUNCTION plain_words(text);
"""


class Migration(migrations.Migration):
    dependencies = [("sdp_portal", "0002_page_stamp")]

    operations = [migrations.RunSQL(CREATE, DROP)]
