"""The fields of the content file, starting with the innermost."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from consultation.models import (
    CirculationGroup,
    Consultation,
    EqualityOption,
    EqualityQuestion,
    Locality,
    Window,
)
from site_wide.content.values import (
    Day,
    Key,
    LastMinute,
    Moment,
    Period,
    RichText,
    Slug,
    Text,
    Year,
    like,
)
from strategy.models import (
    Body,
    Colour,
    Document,
    Edition,
    Implication,
    Milestone,
    OutlineItem,
    Partnership,
    RelatedPlan,
    SectionRole,
    Strategy,
    SupportService,
)
from themes.models import Subgroup

# The fields of an edition that contain items. A parent comes before its children.
LEVELS = (
    *("before_themes", "themes", "after_themes"),
    *("sections", "areas_of_focus", "goals", "areas_of_assurance"),
)


class Content(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Item(Content):
    key: Annotated[Key, like(OutlineItem, "key")]
    title: Annotated[Text, like(OutlineItem, "title")]
    text: RichText = ""


class ThemeItem(Item):
    key: Slug  # it is a page's address
    sensitive: bool = False


class AreaOfFocusContent(ThemeItem):
    lead: Slug
    goals: list[Item] = Field(min_length=1)


class AreaOfAssuranceContent(ThemeItem):
    arrangement: Slug | None = None


class ThemeContent(ThemeItem):
    areas_of_focus: list[AreaOfFocusContent] = Field(min_length=1)
    areas_of_assurance: list[AreaOfAssuranceContent] = []


class SubsectionContent(Item):
    role: SectionRole | Literal[""] = ""


class SectionContent(SubsectionContent):
    sections: list[SubsectionContent] = []


class EditionContent(Content):
    slug: Annotated[Slug, like(Edition, "slug")]
    title: Annotated[Text, like(Edition, "title")]
    published_at: Moment
    standing: Edition.Standing = Edition.Standing.FOR_CONSULTATION
    source_note: Annotated[str, like(Edition, "source_note")] = ""
    change_note: str = ""
    before_themes: list[SectionContent] = []
    themes: list[ThemeContent] = Field(min_length=1)
    after_themes: list[SectionContent] = []

    def items(self):
        """(location in the file, item) for all items of the outline."""
        return _items(self, ("edition",))


def _items(parent, location):
    for name in LEVELS:
        for index, item in enumerate(getattr(parent, name, [])):
            here = (*location, name, index)
            yield here, item
            yield from _items(item, here)


class SubgroupContent(Content):
    slug: Annotated[Slug, like(Subgroup, "slug")]
    name: Annotated[Text, like(Subgroup, "name")]
    formal: bool
    text: RichText = ""


class MilestoneContent(Content):
    """`planned` can be left out if a window names the milestone: it then has the window's dates."""

    key: Annotated[Slug, like(Milestone, "key")]
    title: Annotated[Text, like(Milestone, "title")]
    planned: Period | None = None
    follows: Slug | None = None
    reached_on: Day | None = None
    note: str = ""
    link: Annotated[str, like(Milestone, "link")] = ""


class RelatedPlanContent(Content):
    title: Annotated[Text, like(RelatedPlan, "title")]
    note: str = ""
    link: Annotated[str, like(RelatedPlan, "link")] = ""


class DocumentContent(Content):
    key: Annotated[Slug, like(Document, "key")]
    title: Annotated[Text, like(Document, "title")]
    dated_on: Day
    by: Annotated[str, like(Document, "by")] = ""
    text: RichText = ""
    link: Annotated[str, like(Document, "link")] = ""


class ImplicationContent(Content):
    heading: Annotated[Text, like(Implication, "heading")]
    text: Text


class ServiceContent(Content):
    name: Annotated[Text, like(SupportService, "name")]
    what: str = ""
    telephone: Annotated[str, like(SupportService, "telephone")] = ""
    link: Annotated[str, like(SupportService, "link")] = ""
    happened: Annotated[str, like(SupportService, "happened")] = ""
    in_danger: bool = False
    everywhere: bool = False
    for_reporting: bool = False
    checked_on: dt.date | None = None
    shown_on: list[Key] = []


class ContactContent(Content):
    name: Annotated[Text, like(Strategy, "contact_name")]
    telephone: Annotated[str, like(Strategy, "contact_telephone")] = ""
    email: Annotated[str, like(Strategy, "contact_email")] = ""
    post: str = ""


class EqualityImpactContent(Content):
    state: Strategy.EqualityImpact
    text: RichText = ""


class WindowContent(Content):
    title: Annotated[Text, like(Window, "title")]
    audience: Literal["everyone", "invited"]
    opens_at: Moment
    last_minute: LastMinute
    asked: str = ""
    milestone: Slug | None = None


class GroupContent(Content):
    slug: Annotated[Slug, like(CirculationGroup, "slug")]
    name: Annotated[Text, like(CirculationGroup, "name")]


class ConsultationContent(Content):
    slug: Annotated[Slug, like(Consultation, "slug")]
    title: Annotated[Text, like(Consultation, "title")]
    proposal: RichText
    changeable: RichText
    next_steps: RichText = ""
    privacy_summary: Text
    who_reads: str = ""
    email: Annotated[Text, like(Consultation, "email")]
    telephone: Annotated[str, like(Consultation, "telephone")] = ""
    post: str = ""
    other_formats: str = ""
    response_due_on: Day | None = None
    windows: list[WindowContent] = Field(min_length=1)
    shared_with: list[GroupContent] = []
    areas_to_choose_from: list[Annotated[Text, like(Locality, "name")]] = []


class PartnershipContent(Content):
    """Loaded only if officers have not set the partnership up yet."""

    name: Annotated[Text, like(Partnership, "name")]
    short_name: Annotated[Text, like(Partnership, "short_name")]
    area: Annotated[Text, like(Partnership, "area")]
    resident: Annotated[Text, like(Partnership, "resident")]
    purpose: Annotated[Text, like(Partnership, "purpose")]
    email: Annotated[str, like(Partnership, "email")] = ""
    telephone: Annotated[str, like(Partnership, "telephone")] = ""
    post: str = ""
    controller: Annotated[Text, like(Partnership, "controller")]
    controller_contact: Text
    protection_officer: Annotated[str, like(Partnership, "protection_officer")] = ""
    protection_officer_contact: str = ""
    reference_prefix: Annotated[Text, like(Partnership, "reference_prefix")]
    palette: Annotated[list[Colour], Field(min_length=1)] = list(Colour)


class StrategyContent(Content):
    partnership: PartnershipContent | None = None
    slug: Annotated[Slug, like(Strategy, "slug")]
    title: Annotated[Text, like(Strategy, "title")]
    first_year: Year
    last_year: Year
    coverage: Annotated[Text, like(Strategy, "coverage")]
    how_developed: RichText = ""
    contact: ContactContent
    equality_impact: EqualityImpactContent
    development_group: list[Annotated[Text, like(Body, "name")]] = []
    subgroups: list[SubgroupContent] = []
    milestones: list[MilestoneContent] = []
    related_plans: list[RelatedPlanContent] = []
    documents: list[DocumentContent] = []
    implications: list[ImplicationContent] = []
    where_to_get_help: list[ServiceContent] = []
    edition: EditionContent
    consultation: ConsultationContent | None = None


def _each_once(labels):
    if twice := next((label for label in labels if labels.count(label) > 1), None):
        raise ValueError(f"“{twice}” is there twice.")
    return labels


class EqualityQuestionContent(Content):
    wording: Annotated[Text, like(EqualityQuestion, "wording")]
    hint: Annotated[str, like(EqualityQuestion, "hint")] = ""
    options: Annotated[
        list[Annotated[Text, like(EqualityOption, "label")]],
        Field(min_length=2),
        AfterValidator(_each_once),
    ]


class EqualityContent(Content):
    """The other content file: the equality questions with which a consultation starts."""

    questions: list[EqualityQuestionContent] = Field(min_length=1)

    @field_validator("questions")
    @classmethod
    def each_wording_once(cls, questions):
        _each_once([question.wording for question in questions])
        return questions
