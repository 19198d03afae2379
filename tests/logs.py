"""What is in the logs: ours, as the settings have it written, and that of the embedded database."""

import io
import logging
import re
from contextlib import contextmanager

from django.conf import settings

from sdp_portal.logs import Formatter

# What tests say and type, and private links.
OF_PEOPLE = re.compile(
    r"@\w[\w.-]*example|I would report more|More lights|My words"
    r"|(receipts|invitations|follow|continue|preview|reset)/[\w:.-]{16,}"
)

OF_THE_DATABASE = settings.DATA_DIR / "postgres" / "log"


class Logged:
    """What has been logged since."""

    def __init__(self):
        self.ours = io.StringIO()
        self.begin = OF_THE_DATABASE.stat().st_size if OF_THE_DATABASE.exists() else 0

    @property
    def text(self):
        return self.ours.getvalue() + self.of_the_database

    @property
    def of_the_database(self):
        """Also what other processes did at the same time."""
        if not OF_THE_DATABASE.exists():  # the tests run on another server
            return ""
        with OF_THE_DATABASE.open(errors="replace") as log:
            log.seek(self.begin)
            return log.read()


@contextmanager
def logged():
    since = Logged()
    handler = logging.StreamHandler(since.ours)
    handler.setFormatter(Formatter())
    logging.getLogger().addHandler(handler)
    try:
        yield since
    finally:
        logging.getLogger().removeHandler(handler)


def lines_of_people(text):
    return [line for line in text.splitlines() if OF_PEOPLE.search(line)]
