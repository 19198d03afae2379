from consideration.models.withholding import WhyWithheld, Withholding

__all__ = ["WhyWithheld", "Withholding"]
