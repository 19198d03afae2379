from django.core.management.commands import migrate
from django.db import connections

from sdp_portal.database.one_at_a_time import one_at_a_time


class Command(migrate.Command):
    """Django's own command, but two never run at the same time."""

    def handle(self, *args, **options):
        with one_at_a_time(self.stderr.write, on=connections[options["database"]]):
            return super().handle(*args, **options)
