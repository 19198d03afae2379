"""`manage.py rotate_keys`: seals everything again with the newest key, the file's first line."""

from django.core.management import BaseCommand, CommandError

from sdp_portal.resealing import KINDS


class Command(BaseCommand):
    help = "Seals anew, with the newest key, what the database holds sealed."

    def handle(self, **options):
        left = 0
        for name, reseal in KINDS.items():
            opened = list(reseal())
            left += opened.count(False)
            self.stdout.write(f"{name}: {opened.count(True):,} sealed with the newest key.")
        if left:
            raise CommandError(
                f"No key opens {left:,} more, so they stay as they are. Keep all keys, and if "
                "one is missing, put it back."
            )
        self.stdout.write(
            "The older keys open nothing that is kept here any more. Keep them until the equality "
            "questions of the open consultations have closed."
        )
