"""Who changed what, and when: a row for every change to an item of an edition's outline."""

from simple_history.models import HistoricalRecords

from sdp_portal import clock


class KeptChanges(HistoricalRecords):
    """The officer of a change is the one of its request, and so is its moment.

    Outside a request (a command, a test) it is the moment of saving, always by the portal's clock.
    """

    def create_historical_record(self, instance, history_type, using=None):
        request = getattr(self.context, "request", None)
        instance._history_date = getattr(request, "at", None) or clock.now()
        super().create_historical_record(instance, history_type, using=using)
