from dataclasses import dataclass

from django.db.models import TextChoices


class Kind(TextChoices):
    """The surest kinds first: they win where two kinds find the same words."""

    EMAIL = "email", "an email address"
    NHS = "nhs", "an NHS number"
    NATIONAL_INSURANCE = "ni", "a National Insurance number"
    TELEPHONE = "telephone", "a telephone number"
    POSTCODE = "postcode", "a postcode"
    VEHICLE = "vehicle", "a vehicle registration"
    BIRTH = "birth", "a date of birth"
    ADDRESS = "address", "a street address"
    NAME = "name", "a name"


@dataclass(frozen=True)
class Passage:
    """`text[start:end]`, counted in code points."""

    start: int
    end: int
    kind: Kind
