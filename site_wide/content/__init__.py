"""A strategy's content file: YAML that is checked as a whole before anything is loaded.

`values` checks single values, `schema` lists the fields of the file, and `consistency` finds
mistakes between fields. `reading` turns a file into content, or reports all mistakes with their
lines. `loading` puts content into the database.
"""

from site_wide.content.reading import (
    ContentError,
    read,
    read_equality_questions,
    read_text,
)
from site_wide.content.schema import ConsultationContent, EditionContent, StrategyContent

__all__ = [
    "ConsultationContent",
    "ContentError",
    "EditionContent",
    "StrategyContent",
    "read",
    "read_equality_questions",
    "read_text",
]
