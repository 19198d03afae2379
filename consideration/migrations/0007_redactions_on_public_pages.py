from django.db import migrations

from sdp_portal.pages.triggers import shown_on_public_pages


class Migration(migrations.Migration):
    dependencies = [
        ("consideration", "0006_guards_of_decisions"),
        ("sdp_portal", "0002_page_stamp"),
    ]

    operations = [
        shown_on_public_pages("consideration_redaction", "consideration_redactedtext"),
    ]
