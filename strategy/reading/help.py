"""Help boxes: where to report something or get help, in the order in which somebody needs it."""

from dataclasses import dataclass

from strategy.models import SupportService

MOST_OF_A_PURPOSE = 3  # shown at once; a longer box is not read to its end


@dataclass(frozen=True)
class HelpBox:
    """`danger` is for somebody in danger now, `first` is shown at once, and `more` folds away.

    A sensitive one says where to get support before it says where to report.
    """

    danger: list[SupportService]
    first: list[SupportService]
    more: list[SupportService]
    is_sensitive: bool = False

    def __bool__(self):
        return bool(self.first or (self.is_sensitive and self.danger))


def help_about(parts, services) -> HelpBox:
    """Of a strategy's `services` those for `parts`. Those for what is above a part fold away."""
    is_sensitive = any(part.sensitive for part in parts)
    rest = [service for service in services if not service.in_danger]
    own = {service.pk for part in parts for service in _nearest(part, rest)}
    report = [each for each in rest if each.pk in own and each.for_reporting][:MOST_OF_A_PURPOSE]
    support = [each for each in rest if each.pk in own and not each.for_reporting]
    support = support[:MOST_OF_A_PURPOSE]
    first = [*support, *report] if is_sensitive else [*report, *support]
    keys = {key for part in parts for key in _keys(part)}
    more = [each for each in rest if each not in first and keys.intersection(each.shown_on)]
    return HelpBox(
        danger=[service for service in services if service.in_danger],
        first=first,
        more=sorted(more, key=lambda service: service.for_reporting == is_sensitive),
        is_sensitive=is_sensitive,
    )


def _nearest(part, services):
    """The services that name the part; if none does, those that name what is next above it."""
    found = ([each for each in services if key in each.shown_on] for key in _keys(part))
    return next(filter(None, found), [])


def _keys(part):
    return [part.key, *(above.key for above in reversed(part.above))]


def by_what_happened(services) -> list[tuple[str, list[SupportService]]]:
    """Each service once, under what happened, in the order of officers. Those without it are last.

    Within a group those that support stand before those that take reports.
    """
    groups = {}
    for service in sorted(services, key=lambda service: (not service.happened, service.position)):
        if not service.in_danger:
            groups.setdefault(service.happened, []).append(service)
    return [
        (happened, sorted(group, key=lambda service: service.for_reporting))
        for happened, group in groups.items()
    ]
