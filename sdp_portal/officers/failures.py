"""Failed sign-ins: in the log with the network address, and among the acts of a known officer.

An unknown username is not logged, because people sometimes type their password there.
"""

import logging

from allauth.account.adapter import get_adapter
from allauth.core import context
from django.contrib.auth import get_user_model
from django.db.models import Q

from sdp_portal.officers.acts import Act, record

logger = logging.getLogger("officers")


def log_failure(what: str, *, username: str):
    address = get_adapter().get_client_ip(context.request)
    officers = get_user_model().objects.filter(Q(username=username) | Q(email__iexact=username))
    officer = officers.first() if username else None
    known = f"username {officer.get_username()!r}" if officer else "unknown username"
    logger.warning("%s: %s from %s", what, known, address)
    if officer:
        what = f"Signing in failed: {what}."
        record(context.request, Act.Kind.REFUSED, what, officer=officer)
