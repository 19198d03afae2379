"""The history of outline items: who changed what, and when."""

from simple_history.models import HistoricalRecords

from sdp_portal import clock


class ChangeHistory(HistoricalRecords):
    """A record takes its officer and its time from the request.

    Outside a request (a command, a test) it takes the time of saving, by the portal's clock.
    """

    def create_historical_record(self, instance, history_type, using=None):
        request = getattr(self.context, "request", None)
        instance._history_date = getattr(request, "at", None) or clock.now()
        super().create_historical_record(instance, history_type, using=using)
