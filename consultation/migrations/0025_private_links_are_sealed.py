"""Tokens are looked up by their hash. Links that are out there still lead where they led; those of
rows from before cannot be sent again, as nothing but the hash is left of them.

A token can be sealed anew with another key also once the response was sent: it stays the same.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import consultation.models.secrets

SEALED_ANEW = """
CREATE OR REPLACE FUNCTION refuse_change_to_sent_response() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.received_at IS NOT NULL AND NOT (TG_OP = 'DELETE' AND OLD.is_sample) THEN
        IF TG_OP = 'UPDATE'
            AND to_jsonb(OLD) - 'sealed_token' = to_jsonb(NEW) - 'sealed_token'
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'Response % was sent and can no longer be changed.', OLD.reference
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""
NOT_AT_ALL = SEALED_ANEW.replace(
    """        IF TG_OP = 'UPDATE'
            AND to_jsonb(OLD) - 'sealed_token' = to_jsonb(NEW) - 'sealed_token'
        THEN
            RETURN NEW;
        END IF;
""",
    "",
)
MODELS = ["response", "invitation", "follower"]


def hash_tokens(table):
    """By changing the type, which no trigger sees: what was sent cannot be updated."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ALTER COLUMN token_hash TYPE varchar(64) "
        "USING encode(sha256(token_hash::bytea), 'hex')",
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    dependencies = [("consultation", "0024_search_and_due_dates")]

    operations = [
        operation
        for name in MODELS
        for operation in [
            migrations.RenameField(name, "token", "token_hash"),
            migrations.AlterField(
                name,
                "token_hash",
                consultation.models.secrets.TokenHash(max_length=64, unique=True, editable=False),
            ),
            hash_tokens(f"consultation_{name}"),
            migrations.AddField(
                name,
                "sealed_token",
                consultation.models.secrets.SealedToken(default="", editable=False),
                preserve_default=False,
            ),
        ]
    ] + [
        migrations.RunSQL(SEALED_ANEW, NOT_AT_ALL),
        migrations.AlterField(
            "withdrawal",
            "withdrawn_by",
            models.ForeignKey(
                blank=True,
                help_text="The officer who did so because the sender asked; empty when it was done "
                "using the private link, which proves nothing about the person.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
