"""Campaigns: comments with nearly the same words, and what officers made of the groups."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Count, Max, Min, Q

from consultation.models.comment import Comment
from consultation.models.consultation import Consultation
from consultation.models.response import Response

FEWEST_RESPONSES = 2  # one response alone is no campaign


class Campaign(models.Model):
    """A group of comments with `text` in common. It stays when it has no members any more, and
    when it is joined into another one: new responses with its words still belong together."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="campaigns"
    )
    title = models.CharField(max_length=100)
    text = models.TextField(help_text="What its members have in common, as found.")
    joined_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, blank=True, null=True, related_name="joined"
    )
    found_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="campaign_has_a_title",
                condition=Q(title__regex=r"\S"),
                violation_error_message="Enter a title.",
            ),
            models.CheckConstraint(
                name="campaign_not_joined_into_itself",
                condition=Q(joined_into=None) | ~Q(joined_into=models.F("pk")),
            ),
        ]

    def __str__(self):
        """Without the title, which may hold words that people sent."""
        return f"Campaign {self.pk}"


class MembershipQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(ended_at=None)

    def counted(self):
        """Of responses that count."""
        return self.filter(comment__response__in=Response.objects.counted().order_by())

    def numbers(self):
        """For each campaign: `responses`, `first_at` and `last_at`, the largest first."""
        return (
            self.in_force()
            .counted()
            .order_by()
            .values("campaign")
            .annotate(
                responses=Count("comment__response", distinct=True),
                first_at=Min("comment__response__received_at"),
                last_at=Max("comment__response__received_at"),
            )
            .order_by("-responses", "campaign")
        )

    def with_comments(self):
        """In the order in which the responses came."""
        members = self.select_related("comment__response", "put_by", "ended_by")
        members = members.defer("comment__search")
        return members.order_by("comment__response__received_at", "comment", "pk")


class Membership(models.Model):
    """That a comment belongs to a campaign: found by the machine, or put there by an officer.

    It ends when an officer takes the comment out, or puts it into another campaign. The row stays.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="memberships")
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="memberships")
    put_at = models.DateTimeField()
    put_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        blank=True,
        null=True,
        related_name="+",
        help_text="Nobody, if it was found by its words.",
    )
    ended_at = models.DateTimeField(blank=True, null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, blank=True, null=True, related_name="+"
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["comment"], name="membership_in_one_campaign", condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="membership_ended_by_an_officer",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.comment} in {self.campaign}"


class Fingerprint(models.Model):
    """A comment that was compared with the others. As long as it is in no campaign, later comments
    with its words are found by its `phrases`."""

    comment = models.OneToOneField(
        Comment, on_delete=models.CASCADE, primary_key=True, related_name="fingerprint"
    )
    phrases = ArrayField(models.BigIntegerField())

    class Meta:
        # Looked up thousands of times in a row, which rows that wait for the index make slow.
        indexes = [GinIndex(fields=["phrases"], fastupdate=False, name="fingerprint_phrases")]

    def __str__(self):
        return f"Fingerprint of {self.comment}"
