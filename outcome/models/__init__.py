from outcome.models.release import AgreementFigure, PublishedComment, ReceivedFigure, Release

__all__ = ["AgreementFigure", "PublishedComment", "ReceivedFigure", "Release"]
