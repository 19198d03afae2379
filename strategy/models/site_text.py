"""Texts that are not part of a strategy: legal pages and mails.

Each version is a row. The newest published row is shown; before the first, the default, which is a
file (`strategy/texts`). A published row never changes, so anybody
can find out later what a page or a mail said.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sdp_portal.names import NameField


class SiteTextQuerySet(models.QuerySet):
    def published(self, *, at):
        return self.filter(published_at__lte=at)

    def draft(self):
        return self.filter(published_at=None)

    def in_force(self, key, *, at):
        """The version of that text which is shown at `at`; None if it is the default."""
        return self.published(at=at).filter(key=key).order_by("-published_at", "-pk").first()


class SiteText(models.Model):
    key = models.SlugField(editable=False)
    subject = NameField(max_length=150, blank=True)
    text = models.TextField()
    changed_at = models.DateTimeField(editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    published_at = models.DateTimeField(blank=True, null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        blank=True,
        null=True,
        editable=False,
        related_name="+",
    )

    objects = SiteTextQuerySet.as_manager()

    class Meta:
        verbose_name = "page or mail text"
        verbose_name_plural = "pages and mail texts"
        ordering = ["key", "-published_at", "-pk"]
        permissions = [("publish_sitetext", "Can publish pages and mail texts")]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(published_at=None), name="text_has_one_draft"
            ),
            models.CheckConstraint(
                name="text_published_by_somebody_at_a_moment",
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
            ),
        ]

    def __str__(self):
        return self.key
