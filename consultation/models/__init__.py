from consultation.models.consultation import (
    CirculationGroup,
    Consultation,
    Locality,
    Window,
    WindowChange,
)
from consultation.models.response import MAX_COMMENT, Comment, Response

__all__ = [
    "MAX_COMMENT",
    "CirculationGroup",
    "Comment",
    "Consultation",
    "Locality",
    "Response",
    "Window",
    "WindowChange",
]
