"""Named slots: places on the pages of one app that the apps above it fill.

The lower app calls the slot once for a page, `CONSULTATION_PAGE.shown(consultation, at=at)`, and
passes the result to the template. A higher app fills the slot in its `AppConfig.ready`. So a page
can show facts of higher apps without importing them.
"""

import datetime as dt
from collections.abc import Callable


class Slot:
    def __init__(self):
        self._fillings = []

    def fill(self, filling: Callable[..., dict]):
        """`filling(*objects, at=at)` returns variables for the page's template."""
        self._fillings.append(filling)

    def shown(self, *objects, at: dt.datetime) -> dict:
        """The variables of all fillings for the page's objects at the moment `at`."""
        shown = {}
        for filling in self._fillings:
            shown |= filling(*objects, at=at)
        return shown


HOME = Slot()  # for the public, on the home page of a strategy; its object is the strategy
PART_PAGE = Slot()  # for the public, on the page of a part; its object is that part of an outline
CONSULTATION_PAGE = Slot()  # for the public; its object is a consultation
RELEASES = Slot()  # for the public, without the figures; its object is a list of consultations
GOING_LIVE = Slot()  # for officers, before a consultation goes live; its object is the consultation
COMMENTS_OF_RESPONSE = Slot()  # for officers, beside the comments; its object is a list of comments
RESPONSES_TO_MEND = Slot()  # for officers who mend entries; its object is a list of responses
ENTRY_CORRECTED = Slot()  # done with a correction; its objects are the version before and the new
IMPORTED = Slot()  # done with an import; its object is the import, whose responses are there
# For officers, before an edition becomes public; its objects are the edition, and a list of those
# that the public reads until then.
PUBLICATION = Slot()
# For officers: why an edition cannot be called off or thrown away; its object is the edition.
USES_OF_EDITION = Slot()
WAYS_TO_FOLLOW = Slot()  # for the public, beside links to what machines read; it has no object
