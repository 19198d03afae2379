from outcome.models.release import AgreementFigure, PublishedComment, ReceivedFigure, Release
from outcome.models.take_down import TakeDownConfirmation

__all__ = [
    "AgreementFigure",
    "PublishedComment",
    "ReceivedFigure",
    "Release",
    "TakeDownConfirmation",
]
