from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sdp_portal import clock
from sdp_portal.database.one_at_a_time import one_at_a_time
from site_wide.content import ContentError, read
from site_wide.content.loading import NotLoadedError, load_strategy

SHIPPED = settings.BASE_DIR / "content" / "safe-durham-partnership-strategy-2024-29.yaml"


class Command(BaseCommand):
    help = "Loads a strategy from its content file; again and again without harm."

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, default=SHIPPED)

    def handle(self, *, file, verbosity, **options):
        try:
            content = read(file)
            with one_at_a_time(self.stderr.write):
                strategy = load_strategy(content, at=clock.now())
        except ContentError as error:
            raise CommandError(f"{file} was not loaded.\n{error}") from None
        except NotLoadedError as error:
            raise CommandError(str(error)) from None
        if verbosity:
            message = f"Loaded: {strategy}." if strategy else "Already loaded; nothing was changed."
            self.stdout.write(message)
