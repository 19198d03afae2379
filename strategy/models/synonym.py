"""What people call things, and what the website calls them. Search finds both."""

from django.contrib.postgres.search import SearchConfig, SearchQueryField
from django.db import models
from django.db.models import Func, Value
from django.db.models.functions import Replace

from sdp_portal.forms import stays_on_one_line

ONE_LINE = [stays_on_one_line]


class Synonym(models.Model):
    """It works one way: who looks for “rape” also finds “sexual violence”."""

    searched = models.CharField(
        "when people search for",
        max_length=100,
        validators=ONE_LINE,
        help_text="A word or a few words, as people type them: “noise”. Capital letters, hyphens "
        "and endings do not matter.",
    )
    also = models.CharField(
        "we also look for",
        max_length=100,
        validators=ONE_LINE,
        help_text="Words that stand on our pages: “anti-social behaviour”.",
    )
    # What they typed is compared with this. A hyphen at the beginning would exclude a word.
    asked = models.GeneratedField(
        expression=Func(
            SearchConfig("english"),
            Replace("searched", Value("-"), Value(" ")),
            function="words_to_find",
            output_field=SearchQueryField(),
        ),
        output_field=SearchQueryField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = "word that people search for"
        verbose_name_plural = "words that people search for"
        ordering = ["searched", "also"]
        constraints = [
            models.UniqueConstraint(
                fields=["searched", "also"],
                name="synonym_once",
                violation_error_message="These words are already in the list.",
            ),
            models.CheckConstraint(
                name="synonym_has_words",
                condition=models.Q(searched__regex=r"\w", also__regex=r"\w"),
                violation_error_message="Enter at least one word in both boxes.",
            ),
        ]

    def __str__(self):
        return f"{self.searched} → {self.also}"
