"""The indexes of responses. Lists and searches stay fast among a million."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from sdp_portal.search import words_of

SENT = Q(received_at__isnull=False)
NAMES = words_of("name", "organisation", config="simple")

INDEXES = [
    models.Index(fields=["-received_at", "-id"], condition=SENT, name="response_newest_first"),
    models.Index(
        fields=["consultation", "-received_at", "-id"],
        condition=SENT,
        name="response_sent_newest_first",
    ),
    # Rare rows are found without reading all the others.
    models.Index(fields=["consultation"], condition=Q(received_at=None), name="response_not_sent"),
    models.Index(
        fields=["replaces"],
        condition=SENT & Q(replaces__isnull=False),
        name="response_later_version",
    ),
    models.Index(
        fields=["channel", "-received_at", "-id"],
        condition=SENT & ~Q(channel="web"),
        name="response_by_another_way",
    ),
    models.Index(fields=["-received_at", "-id"], condition=Q(is_late=True), name="response_late"),
    models.Index(
        fields=["consultation", "own_reference"],
        condition=~Q(own_reference=""),
        name="response_own_reference",
    ),
    # For the searches of officers.
    GinIndex(NAMES, condition=SENT, name="response_names"),
    models.Index(
        OpClass("reference", name="varchar_pattern_ops"),
        condition=SENT,
        name="response_reference_beginning",
    ),
    models.Index(
        OpClass(Lower("email"), name="text_pattern_ops"),
        condition=SENT & ~Q(email=""),
        name="response_email_beginning",
    ),
]
