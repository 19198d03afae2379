"""Finds mistakes between fields, where each field alone is right."""

from consultation.models.window import SHORTEST
from site_wide.content.schema import ThemeItem


def inconsistencies(content):
    """The mistakes between fields, each as (location in the file, sentence)."""
    yield from _duplicates(content)
    yield from _broken_references(content)
    for name in ("contact", "partnership"):
        contact = getattr(content, name)
        if contact and not (contact.telephone or contact.email or contact.post):
            yield (name,), "Give a telephone number, an email or a postal address."
    for s, service in enumerate(content.where_to_get_help):
        if not (service.telephone or service.link):
            location = ("where_to_get_help", s)
            yield location, "Give the service a telephone number or a web address."
    windows = content.consultation.windows if content.consultation else []
    of_windows = {window.milestone for window in windows}
    for m, milestone in enumerate(content.milestones):
        if milestone.planned is None and milestone.key not in of_windows:
            yield ("milestones", m), "Say when it is planned, or let a window name it."
    if content.last_year < content.first_year:
        yield ("last_year",), "The last year is before the first year."
    yield from _impossible_windows(windows)


def _duplicates(content):
    def numbered(names, *location):
        return [((*location, index), name) for index, name in enumerate(names)]

    items = list(content.edition.items())
    consultation = content.consultation
    shared_with = consultation.shared_with if consultation else []
    areas = consultation.areas_to_choose_from if consultation else []
    for what, names in {
        "key": [((*location, "key"), item.key) for location, item in items],
        "role": [
            ((*place, "role"), item.role) for place, item in items if getattr(item, "role", "")
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


def _broken_references(content):
    pages = {item.key for _, item in content.edition.items() if isinstance(item, ThemeItem)}
    subgroups = {subgroup.slug for subgroup in content.subgroups}
    milestones = {milestone.key for milestone in content.milestones}
    references = [
        ((*location, field), getattr(item, field, None), subgroups, "subgroup")
        for location, item in content.edition.items()
        for field in ("lead", "arrangement")
    ]
    references += [
        (("where_to_get_help", s, "shown_on", k), key, pages, "theme or area")
        for s, service in enumerate(content.where_to_get_help)
        for k, key in enumerate(service.shown_on)
    ]
    references += [
        (("milestones", m, "follows"), milestone.follows, milestones - {milestone.key}, "milestone")
        for m, milestone in enumerate(content.milestones)
    ]
    if content.consultation:
        references += [
            (("consultation", "windows", w, "milestone"), window.milestone, milestones, "milestone")
            for w, window in enumerate(content.consultation.windows)
        ]
    for location, name, names, what in references:
        if name is not None and name not in names:
            yield location, f"There is no {what} “{name}”."


def _impossible_windows(windows):
    for w, window in enumerate(windows):
        here = ("consultation", "windows", w)
        if window.last_minute <= window.opens_at:
            yield (*here, "last_minute"), "The window closes before it opens."
        elif window.last_minute - window.opens_at < SHORTEST:
            yield (*here, "last_minute"), "The window would be open for less than an hour."
        if window.audience == "everyone" and any(
            earlier.audience == "everyone"
            and earlier.opens_at < window.last_minute
            and window.opens_at < earlier.last_minute
            for earlier in windows[:w]
        ):
            yield here, "Two windows for everyone must not overlap."
