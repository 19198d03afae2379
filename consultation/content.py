"""Reading a strategy's content file: YAML, checked whole before anything is loaded.

`read` either returns a `StrategyContent` in which everything holds together, or raises
`ContentError` that lists every mistake with its line.
"""

import datetime as dt
import re
from pathlib import Path
from typing import Annotated, Literal

import yaml
from django.core.exceptions import ImproperlyConfigured, ValidationError
from markdown_it import MarkdownIt
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
)
from pydantic import ValidationError as SchemaError

from consultation.models import CirculationGroup, Consultation, Locality, Window
from sdp_portal.clock import in_london
from strategy.models import (
    Body,
    Document,
    Edition,
    Implication,
    Milestone,
    OutlineItem,
    RelatedPlan,
    SectionRole,
    Strategy,
    SupportService,
    is_key,
)
from strategy.rich_text import clean_html
from themes.models import Subgroup

# A part's words are indexed for search, and PostgreSQL indexes no text of more than a megabyte.
LONGEST_TEXT = 100_000


NOT_A_MOMENT = "Write a date and time such as 2024-03-18T09:00."


class ContentError(Exception):
    """The file's mistakes, each as (line counted from 1, sentence)."""

    def __init__(self, mistakes):
        self.mistakes = sorted(mistakes)
        super().__init__("\n".join(f"Line {line}: {sentence}" for line, sentence in self.mistakes))


# What a value may be


def _key(value):
    try:
        is_key(value)
    except ValidationError as error:
        raise ValueError(error.message) from None
    return value


def _slug(value):
    if "/" in value:
        raise ValueError("An address is made of small letters, digits and hyphens.")
    return _key(value)


def _london_moment(value):
    """London time, unless an offset is given. A day without a time of day is not enough."""
    if not isinstance(value, str) or not re.match(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", value):
        raise ValueError(NOT_A_MOMENT)
    try:
        moment = dt.datetime.fromisoformat(value)
        return moment if moment.tzinfo else in_london(moment)
    except (ValueError, OverflowError):
        raise ValueError(NOT_A_MOMENT) from None
    except ImproperlyConfigured as error:
        raise ValueError(str(error)) from None


def _minute_after(value):
    """A window is written with its last minute, and closes when that minute ends."""
    try:
        return _london_moment(value) + dt.timedelta(minutes=1)
    except OverflowError:
        raise ValueError(NOT_A_MOMENT) from None


def _day_alone(value):
    try:
        day, precision = _day(value)
    except (TypeError, ValueError, OverflowError):
        day, precision = None, None
    if precision != Milestone.Precision.DAY:
        raise ValueError("Write a date such as 2024-03-18.")
    return day


def _days(value):
    """`2024-03-18`, `2024-03`, `2024`, or two of these with a slash between (ISO 8601)."""
    try:
        first, _, last = value.partition("/")
        starts_on, precision = _day(first)
        ends_on, _ = _day(last or first, last=True)
    except (AttributeError, ValueError, OverflowError):
        raise ValueError(
            "Write a date such as 2024-03-18, a month 2023-07, a year 2024, "
            "or two of these with a slash between."
        ) from None
    if ends_on < starts_on:
        raise ValueError("The last day is before the first day.")
    return Days(starts_on=starts_on, ends_on=ends_on, precision=precision)


def _day(value, *, last=False):
    if re.fullmatch(r"\d{4}", value):
        return dt.date(int(value), 12 if last else 1, 31 if last else 1), Milestone.Precision.YEAR
    if re.fullmatch(r"\d{4}-\d{2}", value):
        first = dt.date(int(value[:4]), int(value[5:]), 1)
        if last:
            first = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
        return first, Milestone.Precision.MONTH
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError
    return dt.date.fromisoformat(value), Milestone.Precision.DAY


markdown = MarkdownIt("commonmark")


def _from_markdown(value):
    if not isinstance(value, str):
        raise ValueError("Write a text.")
    if len(value) > LONGEST_TEXT:
        raise ValueError(f"A text may have {LONGEST_TEXT:,} characters, and this has more.")
    return clean_html(markdown.render(value))


def _rules_of(model, name):
    """What the model's own field lets officers type: its length, its form."""
    field = model._meta.get_field(name)

    def check(value):
        try:
            field.run_validators(value)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from None
        return value

    return AfterValidator(check)


Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Key = Annotated[str, AfterValidator(_key)]
Slug = Annotated[str, AfterValidator(_slug)]
RichText = Annotated[str, PlainValidator(_from_markdown)]
Moment = Annotated[dt.datetime, PlainValidator(_london_moment)]
LastMinute = Annotated[dt.datetime, PlainValidator(_minute_after)]
Day = Annotated[dt.date, PlainValidator(_day_alone)]
Year = Annotated[int, Field(ge=1998, le=2200)]


class Content(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Days(Content):
    starts_on: dt.date
    ends_on: dt.date
    precision: Milestone.Precision


# The file, from the inside out


class Item(Content):
    key: Annotated[Key, _rules_of(OutlineItem, "key")]
    title: Annotated[Text, _rules_of(OutlineItem, "title")]
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
    slug: Annotated[Slug, _rules_of(Edition, "slug")]
    title: Annotated[Text, _rules_of(Edition, "title")]
    published_at: Moment
    change_note: str = ""
    before_themes: list[SectionContent] = []
    themes: list[ThemeContent] = Field(min_length=1)
    after_themes: list[SectionContent] = []


class SubgroupContent(Content):
    slug: Annotated[Slug, _rules_of(Subgroup, "slug")]
    name: Annotated[Text, _rules_of(Subgroup, "name")]
    formal: bool
    text: RichText = ""


class MilestoneContent(Content):
    key: Annotated[Slug, _rules_of(Milestone, "key")]
    title: Annotated[Text, _rules_of(Milestone, "title")]
    planned: Annotated[Days, BeforeValidator(_days)]
    reached_on: Day | None = None
    note: str = ""
    link: Annotated[str, _rules_of(Milestone, "link")] = ""


class RelatedPlanContent(Content):
    title: Annotated[Text, _rules_of(RelatedPlan, "title")]
    note: str = ""
    link: Annotated[str, _rules_of(RelatedPlan, "link")] = ""


class DocumentContent(Content):
    key: Annotated[Slug, _rules_of(Document, "key")]
    title: Annotated[Text, _rules_of(Document, "title")]
    dated_on: Day
    by: Annotated[str, _rules_of(Document, "by")] = ""
    text: RichText = ""
    link: Annotated[str, _rules_of(Document, "link")] = ""


class ImplicationContent(Content):
    heading: Annotated[Text, _rules_of(Implication, "heading")]
    text: Text


class ServiceContent(Content):
    name: Annotated[Text, _rules_of(SupportService, "name")]
    what: str = ""
    telephone: Annotated[str, _rules_of(SupportService, "telephone")] = ""
    link: Annotated[str, _rules_of(SupportService, "link")] = ""
    everywhere: bool = False
    shown_on: list[Key] = []


class ContactContent(Content):
    name: Annotated[Text, _rules_of(Strategy, "contact_name")]
    telephone: Annotated[str, _rules_of(Strategy, "contact_telephone")] = ""
    email: Annotated[str, _rules_of(Strategy, "contact_email")] = ""
    post: str = ""


class EqualityImpactContent(Content):
    state: Strategy.EqualityImpact
    text: RichText = ""


class WindowContent(Content):
    title: Annotated[Text, _rules_of(Window, "title")]
    audience: Literal["everyone", "invited"]
    opens_at: Moment
    last_minute: LastMinute
    asked: str = ""
    milestone: Slug | None = None


class GroupContent(Content):
    slug: Annotated[Slug, _rules_of(CirculationGroup, "slug")]
    name: Annotated[Text, _rules_of(CirculationGroup, "name")]


class ConsultationContent(Content):
    slug: Annotated[Slug, _rules_of(Consultation, "slug")]
    title: Annotated[Text, _rules_of(Consultation, "title")]
    proposal: RichText
    changeable: RichText
    next_steps: RichText = ""
    privacy_summary: Text
    email: Annotated[Text, _rules_of(Consultation, "email")]
    telephone: Annotated[str, _rules_of(Consultation, "telephone")] = ""
    post: str = ""
    other_formats: str = ""
    response_due_on: Day | None = None
    windows: list[WindowContent] = Field(min_length=1)
    shared_with: list[GroupContent] = []
    areas_to_choose_from: list[Annotated[Text, _rules_of(Locality, "name")]] = []


class StrategyContent(Content):
    slug: Annotated[Slug, _rules_of(Strategy, "slug")]
    title: Annotated[Text, _rules_of(Strategy, "title")]
    first_year: Year
    last_year: Year
    coverage: Annotated[Text, _rules_of(Strategy, "coverage")]
    how_developed: RichText = ""
    contact: ContactContent
    equality_impact: EqualityImpactContent
    development_group: list[Annotated[Text, _rules_of(Body, "name")]] = []
    subgroups: list[SubgroupContent] = []
    milestones: list[MilestoneContent] = []
    related_plans: list[RelatedPlanContent] = []
    documents: list[DocumentContent] = []
    implications: list[ImplicationContent] = []
    where_to_get_help: list[ServiceContent] = []
    edition: EditionContent
    consultation: ConsultationContent | None = None


def read(path: Path) -> StrategyContent:
    """The content of the file at `path`.

    Raises ContentError when the file cannot be read, is not YAML, or breaks a rule.
    """
    try:
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        aliases = [
            event.start_mark.line + 1
            for event in yaml.parse(text, Loader=yaml.SafeLoader)
            if isinstance(event, yaml.AliasEvent)
        ]
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError([(1, f"{path} cannot be read: {error}.")]) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it is not YAML"
        raise ContentError([(mark.line + 1 if mark else 1, f"{problem}.")]) from None
    except RecursionError:
        raise ContentError([(1, "The file is nested too deeply.")]) from None
    if not isinstance(root, yaml.MappingNode):
        raise ContentError([(1, "The file must begin with fields such as “title: …”.")])
    if aliases:  # they can make a small file endless
        raise ContentError([(line, "Write it out; no * is used here.") for line in aliases])
    mistakes = []
    data = _plain(root, mistakes)
    try:
        content = StrategyContent.model_validate(data)
    except SchemaError as error:
        mistakes += [(_line(root, e["loc"]), _sentence(e)) for e in error.errors()]
        raise ContentError(mistakes) from None
    mistakes += _what_does_not_hold_together(content, root)
    if mistakes:
        raise ContentError(mistakes)
    return content


def _plain(node, mistakes):
    """The node's value with every scalar as text, so that the schema alone decides on types."""
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, mistakes) for child in node.value]
    if isinstance(node, yaml.MappingNode):
        values = {}
        for name, child in node.value:
            line = name.start_mark.line + 1
            if not isinstance(name, yaml.ScalarNode):
                mistakes.append((line, "A field's name is a word."))
                continue
            if name.value in values:
                mistakes.append((line, f"The field “{name.value}” is there twice."))
            values[name.value] = _plain(child, mistakes)
        return values
    if "\0" in node.value:
        mistakes.append((node.start_mark.line + 1, "A text may not hold a null character."))
    return node.value


def _line(node, location) -> int:
    """The line of the innermost node that can still be found on the way to `location`."""
    line = node.start_mark.line + 1
    for step in location:
        if isinstance(node, yaml.MappingNode):
            found = next(((n, child) for n, child in node.value if n.value == step), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            break
    return line


SENTENCES = {
    "extra_forbidden": "{field} is not a field that is known here.",
    "missing": "The field {field} is missing.",
    "too_short": "{field} must not be empty.",
    "string_too_short": "{field} must not be empty.",
    "string_type": "{field} must be a text.",
    "list_type": "{field} must be a list.",
    "model_type": "{field} must have fields of its own.",
    "value_error": "{field}: {ctx[error]}",
}


def _sentence(error) -> str:
    names = [step for step in error["loc"] if isinstance(step, str)]
    field = f"“{names[-1]}”" if names else "This"
    if sentence := SENTENCES.get(error["type"]):
        return sentence.format(field=field, ctx=error.get("ctx"))
    return f"{field}: {error['msg'][0].lower()}{error['msg'][1:]}."


def _what_does_not_hold_together(content, root):
    """Mistakes that no single field shows."""
    mistakes = [
        *_what_is_there_twice(content),
        *_references_to_nothing(content),
        *_who_cannot_be_reached(content),
    ]
    if content.last_year < content.first_year:
        mistakes.append((("last_year",), "The last year is before the first year."))
    if content.consultation:
        mistakes += _windows_that_cannot_be(content.consultation.windows)
    return [(_line(root, location), sentence) for location, sentence in mistakes]


def _what_is_there_twice(content):
    def numbered(names, *location):
        return [((*location, index), name) for index, name in enumerate(names)]

    consultation = content.consultation
    shared_with = consultation.shared_with if consultation else []
    areas = consultation.areas_to_choose_from if consultation else []
    for what, names in {
        "key": [((*location, "key"), item.key) for location, item in _items(content.edition)],
        "role": [
            ((*location, "role"), item.role)
            for location, item in _items(content.edition)
            if getattr(item, "role", "")
        ],
        "subgroup": numbered((s.slug for s in content.subgroups), "subgroups"),
        "milestone": numbered((m.key for m in content.milestones), "milestones"),
        "document": numbered((d.key for d in content.documents), "documents"),
        "heading": numbered((i.heading for i in content.implications), "implications"),
        "body": numbered(content.development_group, "development_group"),
        "service": numbered((s.name for s in content.where_to_get_help), "where_to_get_help"),
        "group": numbered((g.slug for g in shared_with), "consultation", "shared_with"),
        "area": numbered(areas, "consultation", "areas_to_choose_from"),
    }.items():
        seen = set()
        for location, name in names:
            if name in seen:
                yield location, f"The {what} “{name}” is there twice."
            seen.add(name)


def _references_to_nothing(content):
    pages = {item.key for _, item in _items(content.edition) if isinstance(item, ThemeItem)}
    subgroups = {subgroup.slug for subgroup in content.subgroups}
    milestones = {milestone.key for milestone in content.milestones}
    references = [
        ((*location, field), getattr(item, field, None), subgroups, "subgroup")
        for location, item in _items(content.edition)
        for field in ("lead", "arrangement")
    ]
    references += [
        (("where_to_get_help", s, "shown_on", k), key, pages, "theme or area")
        for s, service in enumerate(content.where_to_get_help)
        for k, key in enumerate(service.shown_on)
    ]
    if content.consultation:
        references += [
            (("consultation", "windows", w, "milestone"), window.milestone, milestones, "milestone")
            for w, window in enumerate(content.consultation.windows)
        ]
    for location, name, names, what in references:
        if name is not None and name not in names:
            yield location, f"There is no {what} “{name}”."


def _who_cannot_be_reached(content):
    contact = content.contact
    if not (contact.telephone or contact.email or contact.post):
        yield ("contact",), "Give a telephone number, an email or a postal address."
    for s, service in enumerate(content.where_to_get_help):
        if not (service.telephone or service.link):
            location = ("where_to_get_help", s)
            yield location, "Give the service a telephone number or a web address."


def _windows_that_cannot_be(windows):
    for w, window in enumerate(windows):
        here = ("consultation", "windows", w)
        if window.last_minute <= window.opens_at:
            yield (*here, "last_minute"), "The window closes before it opens."
        if window.audience == "everyone" and any(
            earlier.audience == "everyone"
            and earlier.opens_at < window.last_minute
            and window.opens_at < earlier.last_minute
            for earlier in windows[:w]
        ):
            yield here, "Two windows for everyone must not overlap."


def _items(edition):
    """(location, item) for everything in the edition's outline that has a key."""

    def below(location, items):
        for index, item in enumerate(items):
            here = (*location, index)
            yield here, item
            for name in ("sections", "areas_of_focus", "goals", "areas_of_assurance"):
                yield from below((*here, name), getattr(item, name, []))

    for name in ("before_themes", "themes", "after_themes"):
        yield from below(("edition", name), getattr(edition, name))
