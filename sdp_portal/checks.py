"""System checks: they find mistakes in the configuration when the portal starts."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import DatabaseError, connection

from sdp_portal import keys
from sdp_portal.database_log import QUIET, talkative_settings


@register()
def no_demonstration_clock_in_production(app_configs, **kwargs):
    if settings.PORTAL_CLOCK and not settings.DEBUG:
        return [
            Error(
                "PORTAL_CLOCK is set while DEBUG is off: a false time would decide deadlines.",
                hint="Unset PORTAL_CLOCK.",
                id="sdp_portal.E001",
            )
        ]
    return []


@register(Tags.database)
def no_words_in_the_log_of_the_database(app_configs, databases, **kwargs):
    """Runs with `migrate` and with `check --database default`."""
    try:
        talkative = talkative_settings(connection) if databases else []
    except DatabaseError:
        return []  # others report that the database does not answer
    if not talkative:
        return []
    remedy = " ".join(f"ALTER SYSTEM SET {each} = '{QUIET[each]}';" for each in talkative)
    return [
        Warning(
            "PostgreSQL may write what people say, and who they are, into its log.",
            hint=f"As a superuser: {remedy} SELECT pg_reload_conf();",
            id="sdp_portal.W001",
        )
    ]


@register(Tags.database)
def keys_belong_to_the_database(app_configs, databases, **kwargs):
    try:
        problem = keys.problem() if databases else ""
    except DatabaseError:
        return []
    hint = "PORTAL_KEYS names the file; the README says how it is kept."
    return [Error(problem, hint=hint, id="sdp_portal.E002")] if problem else []
