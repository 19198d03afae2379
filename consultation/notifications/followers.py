"""Following the consultation by mail: asked for, confirmed, and stopped at any time."""

import datetime as dt

from django.db import transaction

from consultation.models import Follower, Mail
from consultation.notifications.outbox import post_confirmation

CONFIRMATIONS_A_DAY = 3


@transaction.atomic
def ask_to_follow(*, email: str, at: dt.datetime):
    """Mail `email` to ask for confirmation. The page does not tell if the address is known."""
    asked = Mail.objects.filter(kind=Mail.Kind.CONFIRMATION).to_address(email)
    if asked.filter(created_at__gt=at - dt.timedelta(days=1)).count() >= CONFIRMATIONS_A_DAY:
        return
    follower, _ = Follower.objects.get_or_create(
        email__iexact=email, defaults={"email": email, "asked_at": at}
    )
    if not follower.confirmed_at:
        follower.asked_at = at
        follower.save(update_fields=["asked_at"])
    post_confirmation(follower=follower, at=at)


def confirm(*, follower: Follower, at: dt.datetime):
    """Send alerts from now on. Confirming again changes nothing."""
    Follower.objects.unconfirmed().filter(pk=follower.pk).update(confirmed_at=at)


@transaction.atomic
def stop_following(*, token: str):
    """Delete the follower with this token, if there is one, and all mail to them."""
    for follower in Follower.objects.with_token(token):
        follower.mail.all().delete()
        follower.delete()
