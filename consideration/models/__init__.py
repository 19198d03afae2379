from consideration.models.reading import Reading
from consideration.models.withholding import WhyWithheld, Withholding

__all__ = ["Reading", "WhyWithheld", "Withholding"]
