"""Every table either shows on public pages, and then changes the stamp, or is known not to."""

import pytest
from django.apps import apps
from django.db import connection

APPS = ["strategy", "themes", "consultation", "consideration", "outcome"]
# What only officers see, drafts of the text (published ones cannot change), what people send, and
# the counts of it, which change with a response that is itself stamped or not.
NOT_SHOWN = {
    *("strategy_section", "themes_umbrellatheme", "themes_areaoffocus", "themes_areaofassurance"),
    *("themes_goal", "themes_subgroup_leads", "themes_previewlink"),
    *("consultation_comment", "consultation_answer", "consultation_locality"),
    *("consultation_invitation", "consultation_attachment"),
    *("consultation_flag", "consultation_responseimport", "consultation_equalityballot"),
    *("consultation_mail", "consultation_linkrequest", "consultation_follower"),
    "consultation_invitationreminder",
    *("consultation_equalityquestion", "consultation_equalityoption"),
    *("consultation_equalitycount", "consultation_equalityform", "consultation_runningcount"),
    *("consideration_reading", "consideration_review", "consideration_claim"),
    *("consideration_code", "consideration_point", "consideration_coding"),
    "consideration_wordcount",
    "consideration_safeguarding",  # its comments are withheld
    "outcome_takedownconfirmation",
    *("consideration_campaign", "consideration_membership", "consideration_fingerprint"),
}


def tables():
    return {
        model._meta.db_table
        for app in APPS
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        if "historical" not in model._meta.model_name
    }


@pytest.mark.django_db
def test_every_table_that_is_shown_changes_the_stamp():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%\\_shown'"
        )
        stamped = {name for (name,) in cursor.fetchall()}

    assert stamped == tables() - NOT_SHOWN
