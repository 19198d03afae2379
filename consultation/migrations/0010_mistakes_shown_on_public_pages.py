from django.db import migrations

from sdp_portal.pages.triggers import shown_on_public_pages


class Migration(migrations.Migration):
    dependencies = [
        ("consultation", "0009_guards_of_mistakes"),
        ("sdp_portal", "0002_page_stamp"),
    ]

    operations = [shown_on_public_pages("consultation_mistake")]
