from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from consultation.intake.samples import create_samples
from consultation.models import Window


class Command(BaseCommand):
    help = "Creates labelled example responses, for trying out screens and speed."

    def add_arguments(self, parser):
        parser.add_argument("number", type=int)
        parser.add_argument("--seed", type=int, default=1, help="the same seed, the same examples")

    def handle(self, *, number, seed, **options):
        if not settings.DEBUG:
            raise CommandError("Example responses are refused where DEBUG is off.")
        if number < 1:
            raise CommandError("Ask for at least one example response.")
        window = Window.objects.for_everyone().order_by("opens_at").last()
        if window is None:
            raise CommandError("There is no window for everyone to respond in.")
        create_samples(window=window, number=number, seed=seed)
        self.stdout.write(f"{number} example responses are in {window.consultation}.")
