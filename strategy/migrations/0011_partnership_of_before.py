"""Before there was this row, every portal was that of one partnership, whose words were in code."""

import os

from django.db import migrations

OF_BEFORE = {
    "short_name": "Safe Durham",
    "area": "County Durham",
    "resident": "A resident of County Durham",
    "purpose": "How the Safe Durham Partnership wants everyone in County Durham to feel and be "
    "safe, and how you can have your say.",
    "controller": "Durham County Council",
    "reference_prefix": "SDP",
}


def keep_what_pages_said(apps, schema_editor):
    strategy = apps.get_model("strategy", "Strategy").objects.order_by("pk").first()
    if strategy is None:  # a portal that begins now
        return
    apps.get_model("strategy", "Partnership").objects.get_or_create(
        pk=1,
        defaults=OF_BEFORE
        | {
            "name": os.environ.get("PORTAL_NAME") or "Safe Durham Partnership",
            "controller_contact": strategy.contact_email
            or strategy.contact_post
            or strategy.contact_telephone,
            "telephone": strategy.contact_telephone,
            "email": strategy.contact_email,
            "post": strategy.contact_post,
        },
    )


class Migration(migrations.Migration):
    dependencies = [("strategy", "0010_partnership_and_texts_shown")]
    # Its row fires triggers at the end of its transaction, so no schema may change in it.
    operations = [migrations.RunPython(keep_what_pages_said, migrations.RunPython.noop)]
