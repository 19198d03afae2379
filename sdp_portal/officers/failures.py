"""Failed sign-ins in the log: the officer's account and the network address.

An unknown username is not logged, because people sometimes type their password there.
"""

import logging

from allauth.account.adapter import get_adapter
from allauth.core import context
from django.contrib.auth import get_user_model
from django.db.models import Q

logger = logging.getLogger("officers")


def log_failure(what: str, *, username: str):
    address = get_adapter().get_client_ip(context.request)
    officers = get_user_model().objects.filter(Q(username=username) | Q(email__iexact=username))
    officer = officers.first() if username else None
    known = f"username {officer.get_username()!r}" if officer else "unknown username"
    logger.warning("%s: %s from %s", what, known, address)
