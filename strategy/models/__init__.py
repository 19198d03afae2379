from strategy.models.edition import Edition
from strategy.models.outline_item import Origin, OutlineItem, Section, SectionRole, is_key
from strategy.models.part import Part
from strategy.models.strategy import (
    Body,
    Document,
    Implication,
    Milestone,
    RelatedPlan,
    Strategy,
    SupportService,
)

__all__ = [
    "Body",
    "Document",
    "Edition",
    "Implication",
    "Milestone",
    "Origin",
    "OutlineItem",
    "Part",
    "RelatedPlan",
    "Section",
    "SectionRole",
    "Strategy",
    "SupportService",
    "is_key",
]
