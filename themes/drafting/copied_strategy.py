"""Begins a strategy as a copy of an earlier one."""

from collections.abc import Iterable

from django.db import models, transaction

from strategy.models import Edition, Strategy, SupportService
from themes.drafting.new_draft import copy_sections, copy_themes
from themes.models import Subgroup

FACTS = ["coverage", "contact_name", "contact_telephone", "contact_email", "contact_post"]


class TextToCopy(models.TextChoices):
    NOTHING = "nothing", "Nothing: the draft begins empty"
    SECTIONS = "sections", "How we work: the sections before and after the themes"
    EVERYTHING = "everything", "Everything: the sections, themes, areas and goals"


def leads_missing(base: Edition, subgroups: Iterable[Subgroup]) -> list[Subgroup]:
    """The subgroups that lead an area of focus in `base` and are not among `subgroups`."""
    leads = Subgroup.objects.filter(areas_of_focus__edition=base).distinct()
    return list(leads.exclude(pk__in=[subgroup.pk for subgroup in subgroups]))


@transaction.atomic
def copy_strategy(
    *,
    base: Edition,
    strategy: Strategy,
    subgroups: Iterable[Subgroup],
    services: Iterable[SupportService],
    text: TextToCopy,
    draft_title: str,
    draft_slug: str,
    source_note: str = "",
) -> Edition:
    """Save the new `strategy` with a first draft, and return that draft.

    The strategy gets copies of `subgroups` with their leads, of `services`, and of the coverage,
    contact and related plans of the strategy of `base`. The draft gets what `text` says of `base`.
    `source_note` is what its pages say about the text.

    Raises ValueError if everything is to be copied and `leads_missing` finds a subgroup, and
    IntegrityError if an address is taken.
    """
    if text == TextToCopy.EVERYTHING and leads_missing(base, subgroups):
        raise ValueError("An area of focus would have no subgroup that leads it.")
    for name in FACTS:
        setattr(strategy, name, getattr(base.strategy, name))
    strategy.equality_impact_state = Strategy.EqualityImpact.PLANNED
    strategy.save()
    copies = {subgroup.pk: _copy_subgroup(subgroup, strategy) for subgroup in subgroups}
    _copy_rows([*services, *base.strategy.related_plans.all()], strategy)
    draft = Edition.objects.create(
        strategy=strategy, title=draft_title, slug=draft_slug, source_note=source_note
    )
    if text != TextToCopy.NOTHING:
        copy_sections(base, draft)
    if text == TextToCopy.EVERYTHING:
        copy_themes(base, draft, subgroups=copies)
    return draft


def _copy_rows(rows, strategy):
    for row in rows:
        row.pk, row._state.adding = None, True
        row.strategy = strategy
        row.save()


def _copy_subgroup(subgroup: Subgroup, strategy: Strategy) -> Subgroup:
    copy = Subgroup.objects.create(
        strategy=strategy,
        slug=subgroup.slug,
        name=subgroup.name,
        formal=subgroup.formal,
        text=subgroup.text,
        position=subgroup.position,
    )
    copy.leads.set(subgroup.leads.all())
    return copy
