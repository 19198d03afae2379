"""Which responses: sent, unsent, counted, withdrawn, to be reviewed."""

import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from consultation.models.secrets import PrivateLinkQuerySet

UNSENT_KEPT_FOR = dt.timedelta(days=30)  # from when somebody last touched it


class ResponseQuerySet(PrivateLinkQuerySet):
    def sent(self):
        return self.filter(received_at__isnull=False)

    def unsent(self):
        return self.filter(received_at=None)

    def abandoned(self, *, at):
        """Not sent, and nobody has touched them for 30 days or will be reminded of them."""
        to_remind = self.model.link_requests.rel.related_model.objects.still_to_remind(at=at)
        return (
            self.unsent()
            .alias(last_touched_at=Coalesce("touched_at", "begun_at"))
            .filter(last_touched_at__lte=at - UNSENT_KEPT_FOR)
            .exclude(pk__in=to_remind.values("response"))
        )

    def latest(self):
        """Of each response that was sent, the version that was sent last."""
        later = self.model.objects.later_versions().filter(replaces=OuterRef("pk"))
        return self.sent().exclude(Exists(later))

    def later_versions(self):
        """Those that were sent in the place of another."""
        return self.sent().filter(replaces__isnull=False)

    def changed(self):
        return self.latest().filter(replaces__isnull=False)

    def earlier(self):
        """Versions that a later one has taken the place of."""
        return self.filter(pk__in=self.model.objects.later_versions().values("replaces"))

    def counted(self):
        """The last version of each response, unless it was withdrawn: what counts, once each."""
        return self.latest().exclude(Exists(self.withdrawals().filter(response=OuterRef("pk"))))

    def withdrawn(self):
        return self.latest().filter(pk__in=self.withdrawals().values("response"))

    def withdrawals(self):
        """As rows of their own: of a join without one PostgreSQL expects to find next to none."""
        return self.model.withdrawal.related.related_model.objects.order_by()

    def versions_of(self, reference):
        """All that was sent under a reference, the first version first."""
        return self.sent().filter(reference=reference).order_by("version")

    def waiting_for_review(self):
        """Not to be published before an officer has reviewed why they were flagged."""
        return self.counted().filter(pk__in=self._flags().waiting().values("response"))

    def reviewed(self):
        """Flagged, and nothing of it is left for an officer to review."""
        flags = self._flags()
        waiting = flags.waiting().filter(response=OuterRef("pk"))
        return self.filter(pk__in=flags.reviewed().values("response")).exclude(Exists(waiting))

    def _flags(self):
        return self.model.flags.rel.related_model.objects.order_by()

    def for_listing(self):
        """The comments are counted for the rows that are shown, not by grouping all that are."""
        each = self.model.objects.order_by().filter(pk=OuterRef("pk")).values("pk")
        on_parts = models.Count("comments", filter=Q(comments__question=None))
        total = each.annotate(total=on_parts).values("total")
        return self.select_related(
            "consultation", "window", "locality", "invitation", "via"
        ).annotate(comment_total=Subquery(total))
