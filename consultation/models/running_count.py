"""Running totals of the responses that count, so that no page has to count all rows.

The database updates them in the transaction that sends, changes or withdraws a response.
"""

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
        """One dictionary for each value of `names`, with `number_of_responses` and so on."""
        sums = {f"number_of_{name}": Sum(name) for name in ADDED}
        return self.order_by().values(*names).annotate(**sums)


class RunningCount(models.Model):
    """The totals of one window, channel and group link, added up by triggers (0003_counts).

    Each cell is split into shards, so that two people who send at the same moment do not wait for
    each other. Only the sum of the shards means something: a single one may be negative.
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
