"""A strategy's content file: YAML, checked whole before anything is loaded.

`values` says what a value may be, `schema` which fields the file has, `consistency` what no single
field can show, and `reading` makes content of a file, or tells every mistake with its line.
"""

from site_wide.content.reading import ContentError, read, read_equality_questions
from site_wide.content.schema import ConsultationContent, EditionContent, StrategyContent

__all__ = [
    "ConsultationContent",
    "ContentError",
    "EditionContent",
    "StrategyContent",
    "read",
    "read_equality_questions",
]
