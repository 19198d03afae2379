from consideration.models.reading import Reading
from consideration.models.redaction import RedactedText, Redaction
from consideration.models.review import Claim, Review
from consideration.models.withholding import WhyWithheld, Withholding

__all__ = [
    "Claim",
    "Reading",
    "RedactedText",
    "Redaction",
    "Review",
    "WhyWithheld",
    "Withholding",
]
