from django.core.management import BaseCommand

from sdp_portal import clock
from site_wide.due_work import do_due_work


class Command(BaseCommand):
    help = (
        "Does what has fallen due: sends mail, reminders and alerts, compares new responses, "
        "throws away what is old."
    )

    def handle(self, **options):
        if not do_due_work(at=clock.now()):
            self.stdout.write("Another process is doing it.")
