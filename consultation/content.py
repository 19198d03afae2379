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
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator
from pydantic import ValidationError as SchemaError

from sdp_portal.clock import in_london
from strategy.models import Milestone, SectionRole, Strategy, is_key
from strategy.rich_text import clean_html


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
    try:
        return in_london(dt.datetime.fromisoformat(value))
    except (TypeError, ValueError):
        raise ValueError("Write a date and time such as 2024-03-18T09:00.") from None
    except ImproperlyConfigured as error:
        raise ValueError(str(error)) from None


def _minute_after(value):
    """A window is written with its last minute, and closes when that minute ends."""
    return _london_moment(value) + dt.timedelta(minutes=1)


def _days(value):
    """`2024-03-18`, `2024-03`, `2024`, or two of these with a slash between (ISO 8601)."""
    try:
        first, _, last = value.partition("/")
        starts_on, precision = _day(first)
        ends_on, _ = _day(last or first, last=True)
    except (AttributeError, ValueError):
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
    return dt.date.fromisoformat(value), Milestone.Precision.DAY


markdown = MarkdownIt("commonmark")


def _from_markdown(value):
    if not isinstance(value, str):
        raise ValueError("Write a text.")
    return clean_html(markdown.render(value))


Text = Annotated[str, Field(min_length=1)]
Key = Annotated[str, AfterValidator(_key)]
Slug = Annotated[str, AfterValidator(_slug)]
RichText = Annotated[str, PlainValidator(_from_markdown)]
Moment = Annotated[dt.datetime, PlainValidator(_london_moment)]
LastMinute = Annotated[dt.datetime, PlainValidator(_minute_after)]


class Content(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Days(Content):
    starts_on: dt.date
    ends_on: dt.date
    precision: Milestone.Precision


# The file, from the inside out


class Item(Content):
    key: Key
    title: Text
    text: RichText = ""


class ThemeItem(Item):
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
    slug: Slug
    title: Text
    published_at: Moment
    change_note: str = ""
    before_themes: list[SectionContent] = []
    themes: list[ThemeContent] = Field(min_length=1)
    after_themes: list[SectionContent] = []


class SubgroupContent(Content):
    slug: Slug
    name: Text
    formal: bool
    text: RichText = ""


class MilestoneContent(Content):
    key: Slug
    title: Text
    planned: Annotated[Days, BeforeValidator(_days)]
    reached_on: dt.date | None = None
    note: str = ""
    link: str = ""


class RelatedPlanContent(Content):
    title: Text
    note: str = ""
    link: str = ""


class DocumentContent(Content):
    key: Slug
    title: Text
    dated_on: dt.date
    by: str = ""
    text: RichText = ""
    link: str = ""


class ImplicationContent(Content):
    heading: Text
    text: Text


class ServiceContent(Content):
    name: Text
    what: str = ""
    telephone: str = ""
    link: str = ""
    everywhere: bool = False
    shown_on: list[Key] = []


class ContactContent(Content):
    name: Text
    telephone: str = ""
    email: str = ""
    post: str = ""


class EqualityImpactContent(Content):
    state: Strategy.EqualityImpact
    text: RichText = ""


class WindowContent(Content):
    title: Text
    audience: Literal["everyone", "invited"]
    opens_at: Moment
    last_minute: LastMinute
    asked: str = ""
    milestone: Slug | None = None


class GroupContent(Content):
    slug: Slug
    name: Text


class ConsultationContent(Content):
    slug: Slug
    title: Text
    proposal: RichText
    changeable: RichText
    next_steps: RichText = ""
    privacy_summary: Text
    email: Text
    telephone: str = ""
    post: str = ""
    other_formats: str = ""
    response_due_on: dt.date | None = None
    windows: list[WindowContent] = Field(min_length=1)
    shared_with: list[GroupContent] = []
    areas_to_choose_from: list[Text] = []


class StrategyContent(Content):
    slug: Slug
    title: Text
    first_year: int
    last_year: int
    coverage: Text
    how_developed: RichText = ""
    contact: ContactContent
    equality_impact: EqualityImpactContent
    development_group: list[Text] = []
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
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError([(1, f"{path} cannot be read: {error}.")]) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it is not YAML"
        raise ContentError([(mark.line + 1 if mark else 1, f"{problem}.")]) from None
    if not isinstance(root, yaml.MappingNode):
        raise ContentError([(1, "The file must begin with fields such as “title: …”.")])
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
            if name.value in values:
                line = name.start_mark.line + 1
                mistakes.append((line, f"The field “{name.value}” is there twice."))
            values[name.value] = _plain(child, mistakes)
        return values
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


def _sentence(error) -> str:
    names = [step for step in error["loc"] if isinstance(step, str)]
    field = f"“{names[-1]}”" if names else "This"
    match error["type"]:
        case "extra_forbidden":
            return f"{field} is not a field that is known here."
        case "missing":
            return f"The field {field} is missing."
        case "too_short" | "string_too_short":
            return f"{field} must not be empty."
        case "value_error":
            return f"{field}: {error['ctx']['error']}"
        case _:
            return f"{field}: {error['msg'][0].lower()}{error['msg'][1:]}."


def _what_does_not_hold_together(content, root):
    """Mistakes that no single field shows: keys used twice, and references to nothing."""
    mistakes = []

    def once(location, names, what):
        seen = set()
        for index, name in names:
            if name in seen:
                where = index if isinstance(index, tuple) else (*location, index)
                mistakes.append((_line(root, where), f"The {what} “{name}” is there twice."))
            seen.add(name)
        return seen

    keys = once((), list(_keys(content.edition)), "key")
    once((), list(_roles(content.edition)), "role")
    subgroups = once(
        ("subgroups",), [(i, s.slug) for i, s in enumerate(content.subgroups)], "subgroup"
    )
    milestones = once(
        ("milestones",), [(i, m.key) for i, m in enumerate(content.milestones)], "milestone"
    )
    once(("documents",), [(i, d.key) for i, d in enumerate(content.documents)], "document")
    once(("implications",), [(i, h.heading) for i, h in enumerate(content.implications)], "heading")
    once(("development_group",), list(enumerate(content.development_group)), "body")
    services = [(i, s.name) for i, s in enumerate(content.where_to_get_help)]
    once(("where_to_get_help",), services, "service")

    def known(location, name, names, what):
        if name is not None and name not in names:
            mistakes.append((_line(root, location), f"There is no {what} “{name}”."))

    for t, theme in enumerate(content.edition.themes):
        here = ("edition", "themes", t)
        for a, area in enumerate(theme.areas_of_focus):
            known((*here, "areas_of_focus", a, "lead"), area.lead, subgroups, "subgroup")
        for a, area in enumerate(theme.areas_of_assurance):
            location = (*here, "areas_of_assurance", a, "arrangement")
            known(location, area.arrangement, subgroups, "subgroup")
    for s, service in enumerate(content.where_to_get_help):
        for k, key in enumerate(service.shown_on):
            known(("where_to_get_help", s, "shown_on", k), key, keys, "theme or area")
    if content.last_year < content.first_year:
        mistakes.append((_line(root, ("last_year",)), "The last year is before the first year."))
    if content.consultation:
        for w, window in enumerate(content.consultation.windows):
            here = ("consultation", "windows", w)
            known((*here, "milestone"), window.milestone, milestones, "milestone")
            if window.last_minute <= window.opens_at:
                mistakes.append(
                    (_line(root, (*here, "last_minute")), "The window closes before it opens.")
                )
    return mistakes


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


def _keys(edition):
    return (((*location, "key"), item.key) for location, item in _items(edition))


def _roles(edition):
    return (
        ((*location, "role"), item.role)
        for location, item in _items(edition)
        if getattr(item, "role", "")
    )
