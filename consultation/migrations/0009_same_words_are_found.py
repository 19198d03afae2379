"""Long comments are found again by their words, in one step among a million."""

from django.db import migrations, models
from django.db.models.functions import MD5, Cast, Length, Lower
from django.db.models.lookups import GreaterThan

NOT_WORDS = " \t\r\n.,;:!?'\"()-–—‘’“”"


def index(name):
    words = models.Func(
        Lower("text"), models.Value(NOT_WORDS), models.Value(""), function="TRANSLATE"
    )
    return models.Index(
        Cast(MD5(words), models.UUIDField()),
        condition=models.Q(GreaterThan(Length("text"), 40)),
        name=name,
    )


class Migration(migrations.Migration):
    dependencies = [("consultation", "0008_officers_of_every_route")]

    operations = [
        migrations.AddIndex("answer", index("answer_same_words")),
        migrations.AddIndex("comment", index("comment_same_words")),
    ]
