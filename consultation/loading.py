"""Loading a strategy from its content file into the database."""

from django.db import transaction

from consultation.content import ConsultationContent, EditionContent, StrategyContent
from consultation.models import CirculationGroup, Consultation, Locality, Window
from strategy.models import (
    Body,
    Document,
    Edition,
    Implication,
    Milestone,
    RelatedPlan,
    Section,
    Strategy,
    SupportService,
)
from themes.models import AreaOfAssurance, AreaOfFocus, Goal, Subgroup, UmbrellaTheme
from themes.publication import publish_edition


class EditionDiffersError(Exception):
    """The file's text is not the published one, which can no longer change."""

    def __init__(self, edition, keys):
        self.edition, self.keys = edition, keys
        super().__init__(
            f"“{edition.title}” is published and can no longer change, but the file differs from "
            f"it at: {', '.join(keys)}. Make the correction in a new edition."
        )


class EditionMissingError(EditionDiffersError):
    """The strategy is there without the file's edition; loading makes only a strategy's first."""

    def __init__(self, strategy, slug):
        Exception.__init__(
            self,
            f"“{strategy}” is already there, and has no edition “{slug}”. "
            "Make a new edition in the admin.",
        )


@transaction.atomic
def load_strategy(content: StrategyContent) -> Strategy | None:
    """Create the strategy with its published edition and consultation.

    None, and nothing is changed, when a strategy with this address is already there: from then on
    officers keep it. Raises EditionDiffersError when its published text is not the file's, and
    EditionMissingError when it has no such edition.
    """
    edition = Edition.objects.filter(slug=content.edition.slug).first()
    if edition:
        if keys := _differences(edition, content.edition):
            raise EditionDiffersError(edition, keys)
        return None
    if strategy := Strategy.objects.filter(slug=content.slug).first():
        raise EditionMissingError(strategy, content.edition.slug)
    strategy = _create_strategy(content)
    subgroups = {
        s.slug: Subgroup.objects.create(strategy=strategy, position=position, **s.model_dump())
        for position, s in enumerate(content.subgroups)
    }
    edition = _create_draft(strategy, content.edition, subgroups)
    edition = publish_edition(edition=edition, at=content.edition.published_at)
    if content.consultation:
        _create_consultation(edition, content.consultation)
    return strategy


def _differences(edition, content):
    def items(level):
        for item in level:
            yield item
            for name in ("sections", "areas_of_focus", "goals", "areas_of_assurance"):
                yield from items(getattr(item, name, []))

    in_file = {
        item.key: (item.title, item.text)
        for item in items([*content.before_themes, *content.themes, *content.after_themes])
    }
    published = {part.key: (part.title, part.text) for part in edition.parts.all()}
    return sorted(key for key in in_file | published if in_file.get(key) != published.get(key))


def _create_strategy(content):
    strategy = Strategy.objects.create(
        slug=content.slug,
        title=content.title,
        first_year=content.first_year,
        last_year=content.last_year,
        coverage=content.coverage,
        how_developed=content.how_developed,
        equality_impact_state=content.equality_impact.state,
        equality_impact_text=content.equality_impact.text,
        contact_name=content.contact.name,
        contact_telephone=content.contact.telephone,
        contact_email=content.contact.email,
        contact_post=content.contact.post,
    )
    for position, name in enumerate(content.development_group):
        Body.objects.create(strategy=strategy, name=name, position=position)
    for milestone in content.milestones:
        Milestone.objects.create(
            strategy=strategy,
            planned_from=milestone.planned.starts_on,
            planned_to=milestone.planned.ends_on,
            precision=milestone.planned.precision,
            **milestone.model_dump(exclude={"planned"}),
        )
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


def _create_draft(strategy, content: EditionContent, subgroups):
    edition = Edition.objects.create(
        strategy=strategy, slug=content.slug, title=content.title, change_note=content.change_note
    )
    _create_sections(edition, content.before_themes, Section.Placement.BEFORE)
    _create_sections(edition, content.after_themes, Section.Placement.AFTER)
    for t, theme_content in enumerate(content.themes):
        theme = UmbrellaTheme.objects.create(
            **_item(edition, t, theme_content), sensitive=theme_content.sensitive
        )
        for a, area_content in enumerate(theme_content.areas_of_focus):
            area = AreaOfFocus.objects.create(
                **_item(edition, a, area_content),
                sensitive=area_content.sensitive,
                theme=theme,
                lead=subgroups[area_content.lead],
            )
            for g, goal_content in enumerate(area_content.goals):
                Goal.objects.create(**_item(edition, g, goal_content), area_of_focus=area)
        for a, area_content in enumerate(theme_content.areas_of_assurance):
            AreaOfAssurance.objects.create(
                **_item(edition, a, area_content),
                sensitive=area_content.sensitive,
                theme=theme,
                arrangement=subgroups.get(area_content.arrangement),
            )
    return edition


def _create_sections(edition, contents, placement, parent=None):
    for position, content in enumerate(contents):
        section = Section.objects.create(
            **_item(edition, position, content),
            parent=parent,
            placement=placement,
            role=content.role,
        )
        _create_sections(edition, getattr(content, "sections", []), placement, parent=section)


def _item(edition, position, content):
    return {
        "edition": edition,
        "position": position,
        "key": content.key,
        "title": content.title,
        "text": content.text,
    }


def _create_consultation(edition, content: ConsultationContent):
    lists = {"windows", "shared_with", "areas_to_choose_from"}
    consultation = Consultation.objects.create(edition=edition, **content.model_dump(exclude=lists))
    milestones = {milestone.key: milestone for milestone in edition.strategy.milestones.all()}
    for window in content.windows:
        Window.objects.create(
            consultation=consultation,
            closes_at=window.last_minute,
            milestone=milestones.get(window.milestone),
            **window.model_dump(exclude={"last_minute", "milestone"}),
        )
    for position, group in enumerate(content.shared_with):
        CirculationGroup.objects.create(
            consultation=consultation, position=position, **group.model_dump()
        )
    for position, name in enumerate(content.areas_to_choose_from):
        Locality.objects.create(consultation=consultation, name=name, position=position)
