"""For “Did you mean …?”: PostgreSQL compares words by the groups of three letters they share."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sdp_portal", "0014_words_written_apart")]

    operations = [TrigramExtension()]
