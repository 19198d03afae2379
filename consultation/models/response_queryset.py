"""Queries for responses: sent, unsent, latest, counted, withdrawn, mistaken, to be reviewed."""

import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from consultation.models.secrets import PrivateLinkQuerySet

UNSENT_KEPT_FOR = dt.timedelta(days=30)  # after somebody last touched it


class ResponseQuerySet(PrivateLinkQuerySet):
    def sent(self):
        return self.filter(received_at__isnull=False)

    def unsent(self):
        return self.filter(received_at=None)

    def abandoned(self, *, at):
        """Unsent, untouched for 30 days, and without a reminder still to come."""
        to_remind = self.model.link_requests.rel.related_model.objects.still_to_remind(at=at)
        return (
            self.unsent()
            .alias(last_touched_at=Coalesce("touched_at", "begun_at"))
            .filter(last_touched_at__lte=at - UNSENT_KEPT_FOR)
            .exclude(pk__in=to_remind.values("response"))
        )

    def latest(self):
        """The last sent version of each response."""
        later = self.model.objects.later_versions().filter(replaces=OuterRef("pk"))
        return self.sent().exclude(Exists(later))

    def listed(self):
        """The last sent version of each response, unless an officer entered it by mistake."""
        return self.latest().filter(~Exists(self.mistakes().filter(response=OuterRef("pk"))))

    def later_versions(self):
        """Sent versions that replace another version."""
        return self.sent().filter(replaces__isnull=False)

    def changed(self):
        return self.listed().filter(replaces__isnull=False)

    def earlier(self):
        """Versions that a later one has replaced."""
        return self.filter(pk__in=self.model.objects.later_versions().values("replaces"))

    def counted(self):
        """What counts: the last sent version of each response, unless it was withdrawn or an
        officer entered it by mistake."""
        return self.listed().filter(~Exists(self.withdrawals().filter(response=OuterRef("pk"))))

    def withdrawn(self):
        return self.latest().filter(pk__in=self.withdrawals().values("response"))

    def withdrawals(self):
        """For subqueries. If joined, PostgreSQL expects almost no response without one."""
        return self.model.withdrawal.related.related_model.objects.order_by()

    def mistaken(self):
        """Entered by mistake. Nobody withdrew them."""
        return self.latest().filter(pk__in=self.mistakes().values("response"))

    def undone(self):
        """Added by an import that was undone."""
        undone = self.mistakes().filter(why="import")
        return self.latest().filter(pk__in=undone.values("response"))

    def mistakes(self):
        """The marks in force, for subqueries."""
        return self.model.mistakes.rel.related_model.objects.in_force().order_by()

    def versions_of(self, reference):
        """All sent versions with this reference, the first version first."""
        return self.sent().filter(reference=reference).order_by("version")

    def about_sensitive_parts(self):
        """They say something about a part that is sensitive."""
        comments = self.model.comments.rel.related_model.objects.filter(part__sensitive=True)
        answers = self.model.answers.rel.related_model.objects.filter(
            question__part__sensitive=True
        )
        return self.filter(
            Exists(comments.filter(response=OuterRef("pk")))
            | Exists(answers.filter(response=OuterRef("pk")))
        )

    def waiting_for_review(self):
        """Flagged, and not to be published before an officer has reviewed them."""
        flags = self.model.flags.rel.related_model.objects.order_by()
        return self.counted().filter(pk__in=flags.waiting().values("response"))

    def for_listing(self):
        """Subqueries count the comments and find the first only for the rows shown. A join would
        group all rows."""
        each = self.model.objects.order_by().filter(pk=OuterRef("pk")).values("pk")
        total = each.annotate(total=models.Count("comments")).values("total")
        first = self.model.comments.rel.related_model.objects.filter(response=OuterRef("pk"))
        first = first.order_by(models.F("question").asc(nulls_first=True), "pk")
        return self.select_related(
            "consultation", "window", "locality", "invitation", "via"
        ).annotate(comment_total=Subquery(total), first_words=Subquery(first.values("text")[:1]))
