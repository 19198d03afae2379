"""What the project itself keeps, beside the domain of the apps."""

from sdp_portal.addresses.models import OldAddress
from sdp_portal.officers.acts import Act, ChangeOfAct
from sdp_portal.officers.models import Officer, OfficerAccount

__all__ = ["Act", "ChangeOfAct", "Officer", "OfficerAccount", "OldAddress"]
