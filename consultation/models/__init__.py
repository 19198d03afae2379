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
from consultation.models.flag import Flag
from consultation.models.invitation import (
    Invitation,
    InvitationReminder,
)
from consultation.models.mail import (
    Follower,
    LinkRequest,
    Mail,
)
from consultation.models.mistake import Mistake
from consultation.models.officers_files import Attachment, ResponseImport
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
from consultation.models.withdrawal import Withdrawal

__all__ = [
    "MAX_COMMENT",
    "MOST_COMMENTS",
    "Answer",
    "Attachment",
    "CirculationGroup",
    "Comment",
    "Consultation",
    "EqualityBallot",
    "EqualityCount",
    "EqualityForm",
    "EqualityOption",
    "EqualityQuestion",
    "Flag",
    "Follower",
    "Given",
    "Invitation",
    "InvitationReminder",
    "LinkRequest",
    "Locality",
    "Mail",
    "Mistake",
    "Question",
    "Response",
    "ResponseImport",
    "RunningCount",
    "Sharing",
    "Window",
    "WindowChange",
    "Withdrawal",
]
