"""How many responses count: kept by the database in the transaction that sends, changes or
withdraws one, so that nobody has to count them all to know."""

from django.db import models
from django.db.models import Sum

from consultation.models.consultation import CirculationGroup
from consultation.models.response import Response
from consultation.models.window import Window

CELL = ("window", "channel", "via")
ADDED = ("responses", "comments", "answers", "late", "headcount", "samples")


class RunningCountQuerySet(models.QuerySet):
    def of(self, consultation):
        return self.filter(window__consultation=consultation)

    def summed_by(self, *names):
        """For each value of `names` a dictionary, with a `number_of_` whatever is counted."""
        sums = {f"number_of_{name}": Sum(name) for name in ADDED}
        return self.order_by().values(*names).annotate(**sums)


class RunningCount(models.Model):
    """Of a window, channel and group's link: what triggers (0003_counts) have added so far.

    The numbers of a cell are spread over shards, so that two who send at the same moment never
    wait for each other. Only their sum says something: one alone may be below nought.
    """

    window = models.ForeignKey(Window, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=20, choices=Response.Channel)
    via = models.ForeignKey(
        CirculationGroup, on_delete=models.CASCADE, blank=True, null=True, related_name="+"
    )
    shard = models.SmallIntegerField()
    responses = models.IntegerField()
    comments = models.IntegerField()
    answers = models.IntegerField()
    late = models.IntegerField()
    headcount = models.IntegerField(help_text="People at the meetings among the responses.")
    samples = models.IntegerField()

    objects = RunningCountQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=[*CELL, "shard"],
                nulls_distinct=False,
                name="running_count_once_a_cell_and_shard",
            )
        ]

    def __str__(self):
        return f"{self.window}, {self.get_channel_display()}, {self.via}: {self.responses}"
