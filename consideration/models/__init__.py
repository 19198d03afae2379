from consideration.models.reading import Reading
from consideration.models.redaction import RedactedText, Redaction
from consideration.models.review import Claim, Review
from consideration.models.safeguarding import Safeguarding
from consideration.models.withholding import WhyWithheld, Withholding

__all__ = [
    "Claim",
    "Reading",
    "RedactedText",
    "Redaction",
    "Review",
    "Safeguarding",
    "WhyWithheld",
    "Withholding",
]
