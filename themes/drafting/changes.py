"""All changes in a draft, newest first."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import CharField, Min, Value

from strategy.history.item_history import changes
from strategy.models import Edition
from themes.drafting.ordering import ITEM_MODELS

ON_A_PAGE = 25


@dataclass(frozen=True)
class Beginning:
    """The start of a draft: all items copied then are one entry in the list."""

    record: object
    parts: int


def page_of_changes(edition: Edition, number) -> tuple:
    """One page of changes, and the draft's `Beginning` or None.

    The page is Django's, and its objects are `Change`s. The number of queries does not depend on
    the number of changes.
    """
    beginning = _beginning(edition)
    rows = _rows(edition)
    if beginning:
        at = beginning.record.history_date
        rows = [row.exclude(history_type="+", history_date=at) for row in rows]
    first, *others = [row.values_list("history_date", "history_id", "app_model") for row in rows]
    union = first.union(*others, all=True).order_by("-history_date", "-history_id", "app_model")
    page = Paginator(union, ON_A_PAGE).get_page(number)
    keys = list(page.object_list)
    found = {}
    for model in ITEM_MODELS:
        name = model._meta.model_name
        ids = [history_id for _, history_id, row_name in keys if row_name == name]
        for change in changes(model.history.model.objects.filter(history_id__in=ids)):
            found[change.record.history_id, name] = change
    page.object_list = [found[history_id, name] for _, history_id, name in keys]
    return page, beginning


def _rows(edition):
    return [
        model.history.model.objects.filter(edition=edition)
        .order_by()
        .annotate(app_model=Value(model._meta.model_name, output_field=CharField()))
        for model in ITEM_MODELS
    ]


def _beginning(edition):
    """The copies that started the draft, all of one moment; None if it was not copied."""
    if edition.based_on_id is None:
        return None
    rows = _rows(edition)
    firsts = [row.aggregate(first=Min("history_date"))["first"] for row in rows]
    at = min((first for first in firsts if first), default=None)
    if at is None:
        return None
    copies = [row.filter(history_type="+", history_date=at) for row in rows]
    parts = sum(copy.count() for copy in copies)
    record = next(
        (c for copy in copies if (c := copy.select_related("history_user").first())), None
    )
    return Beginning(record, parts) if record else None
