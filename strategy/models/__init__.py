from strategy.models.edition import Edition, OutlineItem, Part, Section
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
    "OutlineItem",
    "Part",
    "RelatedPlan",
    "Section",
    "Strategy",
    "SupportService",
]
