"""Whether two texts say the same, told by an index, so that it costs the same among a million."""

from django.db.models import Func, Q, UUIDField, Value
from django.db.models.functions import MD5, Cast, Length, Lower
from django.db.models.lookups import GreaterThan

TOO_SHORT_TO_TELL = 40  # characters: "I agree with this." comes from many who never met
NOT_WORDS = " \t\r\n.,;:!?'\"()-–—‘’“”"


def has_own_words(field="text"):
    """Long enough that two people hardly write it by chance."""
    return Q(GreaterThan(Length(field), TOO_SHORT_TO_TELL))


def digest_of_words(field="text"):
    """The same for texts that differ in capitals, spaces and punctuation only."""
    words = Func(Lower(field), Value(NOT_WORDS), Value(""), function="TRANSLATE")
    return Cast(MD5(words), UUIDField())
