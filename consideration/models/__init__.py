from consideration.models.campaign import FEWEST_RESPONSES, Campaign, Fingerprint, Membership
from consideration.models.code import Code
from consideration.models.point import Coding, Point, WordCount
from consideration.models.reading import Reading
from consideration.models.redaction import RedactedText, Redaction
from consideration.models.review import Claim, Review
from consideration.models.safeguarding import Safeguarding
from consideration.models.withholding import WhyWithheld, Withholding

__all__ = [
    "FEWEST_RESPONSES",
    "Campaign",
    "Claim",
    "Code",
    "Coding",
    "Fingerprint",
    "Membership",
    "Point",
    "Reading",
    "RedactedText",
    "Redaction",
    "Review",
    "Safeguarding",
    "WhyWithheld",
    "Withholding",
    "WordCount",
]
