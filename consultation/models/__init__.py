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
from consultation.models.invitation import (
    Invitation,
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
    Response,
)
from consultation.models.running_count import (
    RunningCount,
)
from consultation.models.said import (
    MAX_COMMENT,
    Answer,
    Comment,
)
from consultation.models.window import (
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
    "RunningCount",
    "SendingAddress",
    "Sharing",
    "Window",
    "WindowChange",
    "Withdrawal",
]
