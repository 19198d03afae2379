from strategy.admin.partnership import PartnershipAdmin
from strategy.admin.strategies import WITH_HTTPS, MilestoneAdmin, StrategyAdmin
from strategy.admin.support import SupportServiceAdmin
from strategy.admin.synonyms import SynonymAdmin
from strategy.admin.texts import SiteTextAdmin

__all__ = [
    "WITH_HTTPS",
    "MilestoneAdmin",
    "PartnershipAdmin",
    "SiteTextAdmin",
    "StrategyAdmin",
    "SupportServiceAdmin",
    "SynonymAdmin",
]
