from strategy.models.edition import Edition
from strategy.models.outline_item import Origin, OutlineItem, Section, SectionRole, is_key
from strategy.models.part import Part
from strategy.models.partnership import Colour, Partnership
from strategy.models.site_text import SiteText
from strategy.models.strategy import (
    Body,
    Document,
    Implication,
    Milestone,
    RelatedPlan,
    Strategy,
)
from strategy.models.support import SupportService
from strategy.models.synonym import Synonym

__all__ = [
    "Body",
    "Colour",
    "Document",
    "Edition",
    "Implication",
    "Milestone",
    "Origin",
    "OutlineItem",
    "Part",
    "Partnership",
    "RelatedPlan",
    "Section",
    "SectionRole",
    "SiteText",
    "Strategy",
    "SupportService",
    "Synonym",
    "is_key",
]
