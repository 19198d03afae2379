"""Names and titles that officers give."""

from django.core.exceptions import ValidationError
from django.db import models

from sdp_portal.characters import TURNS_TEXT_AROUND, says_something

NOTHING_TO_READ = "Nobody can see these characters. Type words."
TURNED_AROUND = (
    "Type this again. It holds a hidden character that turns text around, often from a copied "
    "document."
)


def can_be_read(words: str):
    if not says_something(words):
        raise ValidationError(NOTHING_TO_READ)
    if TURNS_TEXT_AROUND & set(words):
        raise ValidationError(TURNED_AROUND)


class NameField(models.CharField):
    default_validators = [can_be_read]

    def deconstruct(self):
        """For the database it is text as any other, so no migration knows this class."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
