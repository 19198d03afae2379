from consultation.models.aftermath import (
    Attachment,
    Concern,
    ResponseImport,
    SendingAddress,
    Withdrawal,
)
from consultation.models.consultation import (
    CirculationGroup,
    Consultation,
    Locality,
    Sharing,
)
from consultation.models.equality import (
    EqualityCount,
    EqualityForm,
    EqualityOption,
    EqualityQuestion,
)
from consultation.models.mail import (
    Follower,
    LinkRequest,
    Mail,
)
from consultation.models.question import (
    Question,
)
from consultation.models.response import (
    MAX_COMMENT,
    Answer,
    Comment,
    Response,
)
from consultation.models.window import (
    Invitation,
    Window,
    WindowChange,
)

__all__ = [
    "MAX_COMMENT",
    "Answer",
    "Attachment",
    "CirculationGroup",
    "Comment",
    "Concern",
    "Consultation",
    "EqualityCount",
    "EqualityForm",
    "EqualityOption",
    "EqualityQuestion",
    "Follower",
    "Invitation",
    "LinkRequest",
    "Locality",
    "Mail",
    "Question",
    "Response",
    "ResponseImport",
    "SendingAddress",
    "Sharing",
    "Window",
    "WindowChange",
    "Withdrawal",
]
