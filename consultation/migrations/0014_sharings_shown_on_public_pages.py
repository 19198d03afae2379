from django.db import migrations

from sdp_portal.pages.triggers import shown_on_public_pages


class Migration(migrations.Migration):
    dependencies = [("consultation", "0013_sharing_without_a_day")]

    operations = [shown_on_public_pages("consultation_sharing")]
