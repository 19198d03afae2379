"""Whether what people said in a consultation is still being considered."""

import datetime as dt

from django.db.models import Exists, OuterRef, Subquery

from consultation.models.consultation import ConsultationQuerySet
from consultation.models.window import Window
from strategy.models import Edition


def with_decision(consultations: ConsultationQuerySet, *, at: dt.datetime) -> ConsultationQuerySet:
    """Sets `is_decided`: since its last window closed, the strategy was published in force."""
    last = Window.objects.filter(consultation=OuterRef("pk")).order_by("-closes_at")
    decided = Edition.objects.published(at=at).filter(
        strategy=OuterRef("edition__strategy"),
        standing=Edition.Standing.IN_FORCE,
        published_at__gte=OuterRef("closed_at"),
    )
    closed = consultations.annotate(closed_at=Subquery(last.values("closes_at")[:1]))
    return closed.annotate(is_decided=Exists(decided))
