"""Codes and coded comments for tests."""

from consideration.coding.points import save_point, steps_of
from tests.consultation import factories
from tests.consultation.factories import BEGUN


def code(consultation, name, **details):
    return consultation.codes.create(name=name, **details)


def give(comment, *codes, passage=None, note="", at=BEGUN):
    return save_point(
        comment=comment,
        passage=passage,
        codes=list(codes),
        note=note,
        seen=len(steps_of(comment)),
        by=factories.officer(),
        at=at,
    )


def coded(window, *codes, text="Bikes and noise at night."):
    """The comment of a new response, with the codes."""
    comment = factories.sent(window, comments=[text]).comments.get()
    give(comment, *codes)
    return comment
