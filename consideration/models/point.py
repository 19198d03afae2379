"""What a comment says, point by point, and under which codes officers file each."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from consideration.models.code import Code
from consultation.models.comment import Comment


class PointQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(removed_at=None)


class Point(models.Model):
    """A passage of a comment that makes one point; it may be the whole comment.

    It goes from `start` up to, not including, `end`, counted in code points from 0. Points may lie
    over others. A changed point is a new row, and the row before is marked as removed.
    """

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="points")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    note = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    removed_at = models.DateTimeField(blank=True, null=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, blank=True, null=True, related_name="+"
    )

    objects = PointQuerySet.as_manager()

    class Meta:
        ordering = ["start", "end", "pk"]
        constraints = [
            models.CheckConstraint(name="point_has_words", condition=Q(start__lt=F("end"))),
            models.CheckConstraint(
                name="point_removed_by_somebody",
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["comment", "start", "end"],
                name="point_of_passage_once",
                condition=Q(removed_at=None),
            ),
        ]

    def __str__(self):
        return f"Point {self.pk}"

    @property
    def words(self) -> str:
        return self.comment.text[self.start : self.end]


class CodingQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(removed_at=None, point__removed_at=None)


class Coding(models.Model):
    """A point has a code. Merging the code into another marks this row as removed and adds one."""

    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="codings")
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="codings")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    removed_at = models.DateTimeField(blank=True, null=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, blank=True, null=True, related_name="+"
    )

    objects = CodingQuerySet.as_manager()

    class Meta:
        ordering = ["code__name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="coding_removed_by_somebody",
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["point", "code"],
                name="coding_once_in_force",
                condition=Q(removed_at=None),
            ),
        ]

    def __str__(self):
        return f"{self.point}: {self.code}"


class WordCount(models.Model):
    """In how many coded comments of a code a word, or a pair of words, stands.

    `word` is a hash, so that this table repeats nothing that people wrote; 0 counts all words.
    """

    code = models.ForeignKey(Code, on_delete=models.CASCADE, related_name="+")
    word = models.BigIntegerField()
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["word", "code"], name="word_count_once_for_code")
        ]

    def __str__(self):
        return f"{self.code}: {self.number}"
