from consultation.models.aftermath import (
    Attachment,
    Concern,
    ResponseImport,
    Withdrawal,
)
from consultation.models.answer import (
    Answer,
    Given,
)
from consultation.models.comment import (
    MAX_COMMENT,
    MOST_COMMENTS,
    Comment,
)
from consultation.models.consultation import (
    CirculationGroup,
    Consultation,
    Locality,
    Sharing,
)
from consultation.models.equality import (
    EqualityBallot,
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
from consultation.models.window import (
    Window,
    WindowChange,
)

__all__ = [
    "MAX_COMMENT",
    "MOST_COMMENTS",
    "Answer",
    "Attachment",
    "CirculationGroup",
    "Comment",
    "Concern",
    "Consultation",
    "EqualityBallot",
    "EqualityCount",
    "EqualityForm",
    "EqualityOption",
    "EqualityQuestion",
    "Follower",
    "Given",
    "Invitation",
    "LinkRequest",
    "Locality",
    "Mail",
    "Question",
    "Response",
    "ResponseImport",
    "RunningCount",
    "Sharing",
    "Window",
    "WindowChange",
    "Withdrawal",
]
