"""Named slots: places on the pages of one app that the apps above it fill.

The lower app asks the slot once for a page, `CONSULTATION_PAGE.shown(consultation, at=at)`, and
gives the template what comes back. A higher app fills it in its `AppConfig.ready`. So a page shows
what only higher apps know, and imports nothing from above.
"""

import datetime as dt
from collections.abc import Callable


class Slot:
    def __init__(self):
        self._fillings = []

    def fill(self, filling: Callable[..., dict]):
        """`filling(*objects, at=at)` gives what the page's template then has, by name."""
        self._fillings.append(filling)

    def shown(self, *objects, at: dt.datetime) -> dict:
        """What all fillings give for the page's objects, as they stand at `at`."""
        shown = {}
        for filling in self._fillings:
            shown |= filling(*objects, at=at)
        return shown


CONSULTATION_PAGE = Slot()  # of the public: a consultation
COMMENTS_OF_RESPONSE = Slot()  # of officers: what stands beside the comments of a response
