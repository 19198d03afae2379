"""Limits receipts to one address, because a sender can give anybody's address as their own."""

import datetime as dt

from django.db.models import Exists, OuterRef

from consultation.models import Mail, Response
from sdp_portal.prepared_queries import Prepared

RECEIPTS_TO_AN_ADDRESS = (10, dt.timedelta(days=1))


def has_had_enough_receipts(email: str, *, at: dt.datetime) -> bool:
    """Two requests at the same moment may miss each other: the limit need not be exact."""
    number, span = RECEIPTS_TO_AN_ADDRESS
    return len(_LATELY.rows(address=email.lower(), since=at - span)) >= number


def has_receipt() -> Exists:
    """Whether a receipt was posted, as an annotation of responses."""
    receipts = Mail.objects.filter(kind=Mail.Kind.RECEIPT, response=OuterRef("pk"))
    return Exists(receipts.order_by())


def was_not_mailed(response: Response) -> bool:
    """Whether the sender gave an address and got no receipt, as the receipt's page says.

    `response` is annotated with `has_receipt`.
    """
    is_mailed_at_all = response.email and not response.entered_by_id and not response.is_sample
    return bool(is_mailed_at_all and not response.has_receipt)


_LATELY = Prepared(
    lambda address, since: (
        Mail.objects.filter(kind=Mail.Kind.RECEIPT, created_at__gt=since)
        .to_address(address)
        .order_by()
        .only("pk")[: RECEIPTS_TO_AN_ADDRESS[0]]
    ),
    address="address",
    since=dt.datetime.min.replace(tzinfo=dt.UTC),
)
