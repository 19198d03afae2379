"""An edition's outline as a tree, with the actions that officers can take in each place."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse

from strategy.models import Edition, OutlineItem, Part, Section
from themes.models import AreaOfAssurance, AreaOfFocus, Goal, UmbrellaTheme
from themes.publishing.outline import compile_outline


@dataclass
class Level:
    """The items of one kind below one parent, in order, with a link to add another."""

    title: str
    model: type
    parent: dict
    nodes: list = field(default_factory=list)
    is_top: bool = False
    can_add: bool = False

    @property
    def add_url(self):
        return f"{_url(self.model, 'add')}?{urlencode(self.parent)}"

    @property
    def noun(self):
        """The thing that a button adds here: “a goal”, “an area of focus”."""
        name = "subsection" if self.parent.get("parent") else self.model._meta.verbose_name
        return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"

    def add(self, node):
        node.is_first = not self.nodes
        node.is_last = True
        if self.nodes:
            self.nodes[-1].is_last = False
        self.nodes.append(node)


@dataclass
class Node:
    item: OutlineItem
    number: str
    levels: list[Level]
    can_move: bool = False
    is_first: bool = True
    is_last: bool = True

    @property
    def name(self):
        """Its name in forms: “goal-12”."""
        return f"{self.item._meta.model_name}-{self.item.pk}"

    @property
    def url(self):
        return _url(type(self.item), "change", self.item.pk)


def tree_of(edition: Edition, *, may_add=frozenset(), may_move=frozenset()) -> list[Level]:
    """The top levels: sections before the themes, themes, sections after the themes.

    `may_add` and `may_move` are the models whose items the officer may add or move. The number of
    queries does not depend on the number of items.
    """
    before = _sections_level(edition, Section.Placement.BEFORE, "Before the themes")
    themes = Level("Themes", UmbrellaTheme, {"edition": edition.pk}, is_top=True)
    after = _sections_level(edition, Section.Placement.AFTER, "After the themes")
    levels, nodes = [before, themes, after], {}
    for part in compile_outline(edition):
        below = _levels_below(edition, part)
        levels += below
        node = Node(part.item, part.number, below, can_move=type(part.item) in may_move)
        nodes[id(part)] = node
        if part.parent:
            beside = nodes[id(part.parent)].levels
            level = next(level for level in beside if level.model is type(part.item))
        elif part.kind == Part.Kind.THEME:
            level = themes
        else:
            level = before if part.item.placement == Section.Placement.BEFORE else after
        level.add(node)
    for level in levels:
        level.can_add = level.model in may_add
    return [before, themes, after]


def _sections_level(edition, placement, title):
    return Level(title, Section, {"edition": edition.pk, "placement": placement}, is_top=True)


def _levels_below(edition, part):
    item, of = part.item, {"edition": edition.pk}
    match part.kind:
        case Part.Kind.THEME:
            return [
                Level("Areas of focus", AreaOfFocus, of | {"theme": item.pk}),
                Level("Areas of assurance", AreaOfAssurance, of | {"theme": item.pk}),
            ]
        case Part.Kind.AREA_OF_FOCUS:
            return [Level("Goals", Goal, of | {"area_of_focus": item.pk})]
        case Part.Kind.SECTION if part.parent is None:
            below = of | {"placement": item.placement, "parent": item.pk}
            return [Level("Subsections", Section, below)]
    return []


def _url(model, view, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)
