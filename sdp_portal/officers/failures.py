"""Sign-ins that failed, for whoever watches the log: the username and the address, no secret."""

import logging

from allauth.account.adapter import get_adapter
from allauth.core import context

logger = logging.getLogger("officers")


def log_failure(what: str, *, username: str):
    """Names are quoted as Python quotes them, so that nobody can write a line of their own."""
    address = get_adapter().get_client_ip(context.request)
    logger.warning("%s: username %r from %s", what, username, address)
