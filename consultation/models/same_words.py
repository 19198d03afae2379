"""Whether two texts have the same words. An index tells, so it is fast among a million."""

from django.db.models import Func, Q, UUIDField, Value
from django.db.models.functions import MD5, Cast, Length, Lower
from django.db.models.lookups import GreaterThan

TOO_SHORT_TO_TELL = 40  # characters: many people who never met write "I agree with this."
NOT_WORDS = " \t\r\n.,;:!?'\"()-–—‘’“”"


def has_own_words(field="text"):
    """Long enough that two people are unlikely to write it by chance."""
    return Q(GreaterThan(Length(field), TOO_SHORT_TO_TELL))


def digest_of_words(field="text"):
    """Equal for texts that differ only in capitals, spaces and punctuation."""
    words = Func(Lower(field), Value(NOT_WORDS), Value(""), function="TRANSLATE")
    return Cast(MD5(words), UUIDField())
