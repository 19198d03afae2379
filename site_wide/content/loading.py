"""Loads a strategy from its content file into the database."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from consultation.equality import ask_the_usual
from consultation.models import CirculationGroup, Consultation, Locality, Window
from consultation.models.window import last_minute
from sdp_portal.addresses.changing import refuse_address
from sdp_portal.clock import LONDON
from site_wide.content import ConsultationContent, EditionContent, StrategyContent
from site_wide.content.schema import WindowContent
from site_wide.content.values import Days
from strategy.models import (
    Body,
    Document,
    Edition,
    Implication,
    Milestone,
    Partnership,
    RelatedPlan,
    Section,
    Strategy,
    SupportService,
)
from themes.models import AreaOfAssurance, AreaOfFocus, Goal, Subgroup, UmbrellaTheme
from themes.publishing.publication import publish_edition

# Sources name the groups that the link was sent to, and no days.
SENT_BEFORE = {"shared_on": None, "how": "As the source of the text says", "by": "Not recorded"}


class NotLoadedError(Exception):
    """The reason why the strategy cannot be loaded, as a sentence."""


@transaction.atomic
def load_strategy(content: StrategyContent, *, at: dt.datetime) -> Strategy | None:
    """Load the strategy, publish its edition on the day that the file says, and let its
    consultation be live from `at` on, or from its first opening if that has passed. For the
    command; officers publish by two of them.

    Returns and raises the same as `load_draft`.
    """
    strategy = load_draft(content)
    if strategy is None:
        return None
    publish_edition(edition=strategy.editions.get(), at=content.edition.published_at)
    for consultation in Consultation.objects.filter(edition__strategy=strategy):
        opens_at = consultation.windows.values_list("opens_at", flat=True)
        consultation.went_live_at = min([at, *opens_at])
        consultation.save(update_fields=["went_live_at"])
        for group in consultation.circulation.all():
            group.sharings.create(**SENT_BEFORE)
    return strategy


@transaction.atomic
def load_draft(content: StrategyContent) -> Strategy | None:
    """Create the strategy with its edition as a draft, and its consultation, which is not live. A
    portal that has no partnership yet gets that of the file.

    If the edition is published already, return None and change nothing: officers may have edited
    the rest. Raises NotLoadedError if the existing edition has another text, if the strategy exists
    without the edition (only a strategy's first edition can be loaded), or if an address is taken.
    """
    if edition := Edition.objects.filter(slug=content.edition.slug).first():
        _refuse_another_text(edition, content)
        return None
    _refuse_what_is_taken(content)
    _refuse_old_addresses(content)
    if content.partnership and not Partnership.objects.exists():
        Partnership.objects.create(**content.partnership.model_dump())
    strategy = _create_strategy(content)
    subgroups = {
        s.slug: Subgroup.objects.create(strategy=strategy, position=position, **s.model_dump())
        for position, s in enumerate(content.subgroups)
    }
    edition = _create_draft(strategy, content.edition, subgroups)
    if content.consultation:
        _create_consultation(edition, content.consultation)
    return strategy


def _refuse_another_text(edition, content):
    if edition.strategy.slug == content.slug and not edition.is_agreed:
        raise NotLoadedError(
            f"“{edition.title}” is here already, as a draft. Go on with that draft."
        )
    in_file = {item.key: (item.title, item.text) for _, item in content.edition.items()}
    published = {part.key: (part.title, part.text) for part in edition.parts.all()}
    differ = sorted(k for k in in_file | published if in_file.get(k) != published.get(k))
    if not differ:
        return
    if edition.strategy.slug != content.slug:
        raise NotLoadedError(
            f"The address “{edition.slug}” is taken by an edition of “{edition.strategy}”. "
            "Give this edition another."
        )
    raise NotLoadedError(
        f"“{edition.title}” is published and can no longer change, but the file differs from it "
        f"at: {', '.join(differ)}. Make the correction in a new edition."
    )


def _refuse_what_is_taken(content):
    if strategy := Strategy.objects.filter(slug=content.slug).first():
        raise NotLoadedError(
            f"“{strategy}” is already there, and has no edition “{content.edition.slug}”. "
            "Make a new edition in the admin."
        )
    if not content.consultation:
        return
    if other := Consultation.objects.filter(slug=content.consultation.slug).first():
        raise NotLoadedError(
            f"The address “{other.slug}” is taken by the consultation “{other.title}”. "
            "Give this consultation another."
        )


def _refuse_old_addresses(content):
    try:
        refuse_address(Strategy(), content.slug)
        if content.consultation:
            refuse_address(Consultation(), content.consultation.slug)
    except ValidationError as refusal:
        raise NotLoadedError(" ".join(refusal.messages)) from None


def _create_strategy(content):
    """The strategy and the facts beside its text."""
    fields = {"slug", "title", "first_year", "last_year", "coverage", "how_developed"}
    strategy = Strategy.objects.create(
        **content.model_dump(include=fields),
        equality_impact_state=content.equality_impact.state,
        equality_impact_text=content.equality_impact.text,
        contact_name=content.contact.name,
        contact_telephone=content.contact.telephone,
        contact_email=content.contact.email,
        contact_post=content.contact.post,
    )
    for position, name in enumerate(content.development_group):
        Body.objects.create(strategy=strategy, name=name, position=position)
    _create_milestones(strategy, content)
    for document in content.documents:
        Document.objects.create(strategy=strategy, **document.model_dump())
    for model, entries in (
        (RelatedPlan, content.related_plans),
        (Implication, content.implications),
        (SupportService, content.where_to_get_help),
    ):
        for position, entry in enumerate(entries):
            model.objects.create(strategy=strategy, position=position, **entry.model_dump())
    return strategy


def _create_milestones(strategy, content):
    windows = content.consultation.windows if content.consultation else []
    created = {}
    for milestone in content.milestones:
        days = milestone.planned or _days_of([w for w in windows if w.milestone == milestone.key])
        created[milestone.key] = Milestone.objects.create(
            strategy=strategy,
            planned_from=days.starts_on,
            planned_to=days.ends_on,
            precision=days.precision,
            **milestone.model_dump(exclude={"planned", "follows"}),
        )
    for milestone in content.milestones:
        if milestone.follows:
            created[milestone.key].follows = created[milestone.follows]
            created[milestone.key].save(update_fields=["follows"])


def _days_of(windows: list[WindowContent]) -> Days:
    first = min(window.opens_at for window in windows)
    last = last_minute(
        max(window.last_minute for window in windows)
    )  # the moment after it is stored
    return Days(
        first.astimezone(LONDON).date(), last.astimezone(LONDON).date(), Milestone.Precision.DAY
    )


def _create_draft(strategy, content: EditionContent, subgroups):
    fields = {"slug", "title", "standing", "source_note", "change_note"}
    edition = Edition.objects.create(strategy=strategy, **content.model_dump(include=fields))
    _create_sections(edition, content.before_themes, Section.Placement.BEFORE)
    _create_sections(edition, content.after_themes, Section.Placement.AFTER)
    for t, theme_content in enumerate(content.themes):
        theme = UmbrellaTheme.objects.create(**_item(edition, t, theme_content))
        for a, area_content in enumerate(theme_content.areas_of_focus):
            area = AreaOfFocus.objects.create(
                **_item(edition, a, area_content),
                theme=theme,
                lead=subgroups[area_content.lead],
            )
            for g, goal_content in enumerate(area_content.goals):
                Goal.objects.create(**_item(edition, g, goal_content), area_of_focus=area)
        for a, area_content in enumerate(theme_content.areas_of_assurance):
            AreaOfAssurance.objects.create(
                **_item(edition, a, area_content),
                theme=theme,
                arrangement=subgroups.get(area_content.arrangement),
            )
    return edition


def _create_sections(edition, contents, placement, parent=None):
    for position, content in enumerate(contents):
        section = Section.objects.create(
            **_item(edition, position, content), parent=parent, placement=placement
        )
        _create_sections(edition, getattr(content, "sections", []), placement, parent=section)


def _item(edition, position, content):
    fields = {"key", "title", "text", "sensitive", "role"}
    return {"edition": edition, "position": position, **content.model_dump(include=fields)}


def _create_consultation(edition, content: ConsultationContent):
    lists = {"windows", "shared_with", "areas_to_choose_from"}
    # The request may remember the portal without this partnership.
    partnership = Partnership.objects.first() or Partnership()
    consultation = Consultation.objects.create(
        edition=edition,
        reference_prefix=partnership.reference_prefix,
        **content.model_dump(exclude=lists),
    )
    milestones = {milestone.key: milestone for milestone in edition.strategy.milestones.all()}
    for window in content.windows:
        Window.objects.create(
            consultation=consultation,
            closes_at=window.last_minute,
            milestone=milestones.get(window.milestone),
            **window.model_dump(exclude={"last_minute", "milestone"}),
        )
    for position, given in enumerate(content.shared_with):
        CirculationGroup.objects.create(
            consultation=consultation, position=position, **given.model_dump()
        )
    for position, name in enumerate(content.areas_to_choose_from):
        Locality.objects.create(consultation=consultation, name=name, position=position)
    ask_the_usual(consultation=consultation)
