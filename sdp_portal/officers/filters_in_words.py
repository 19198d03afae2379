"""Which rows of a list an officer chose, in words for the act that a download leaves."""

from collections.abc import Iterator

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList

from sdp_portal.officers.days import DayFilter


def chosen_rows(listed: ChangeList, *, quotes_search: bool) -> str:
    """“kind: Added; day from 2024-04-10”, or “all”. `quotes_search` is False where officers search
    for people: an act is kept for good, and must not name them."""
    chosen = [words for each in listed.filter_specs for words in _chosen(each, listed)]
    if listed.query.strip():
        chosen.append(f"search: “{listed.query.strip()}”" if quotes_search else "a search")
    return "; ".join(chosen) or "all"


def _chosen(spec, listed) -> Iterator[str]:
    if isinstance(spec, DayFilter):
        yield from (f"{spec.title} {name} {day}" for name, day in spec.typed.items())
    elif spec.used_parameters:
        selected = [str(each["display"]) for each in spec.choices(listed) if each["selected"]]
        if _names_people(spec):
            selected = [str(value) for value in spec.lookup_val]
        yield f"{spec.title}: {', '.join(selected) or 'unknown'}"


def _names_people(spec) -> bool:
    if not isinstance(spec, admin.RelatedFieldListFilter):
        return False
    model = spec.field.related_model
    return admin.site.is_registered(model) and admin.site.get_model_admin(model).names_people
