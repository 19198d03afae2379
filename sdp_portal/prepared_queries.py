"""Querysets whose SQL is made only once, for the few places where every millisecond counts.

Django takes several times longer to make a statement than to read its rows. If the setting
PREPARED_QUERIES is off, each statement is made every time, as usual in Django.
"""

from collections.abc import Callable
from copy import copy

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet


class Prepared:
    """The queryset that `make` returns, to be read many times with different values.

    `stand_ins` are values that occur nowhere else in the statement. Each is replaced by the value
    that has its name. Prefetched relations and lists of values are not supported.
    """

    def __init__(self, make: Callable[..., QuerySet], **stand_ins):
        if len(set(stand_ins.values())) < len(stand_ins):
            raise ValueError("Each stand-in has to differ from the others.")
        self.make = make
        self.stand_ins = stand_ins
        self._made = None

    def rows(self, **values) -> list:
        """Raises TypeError unless exactly the stand-ins have values. None is not allowed, because
        Django makes another statement for it (IS NULL)."""
        if values.keys() != self.stand_ins.keys() or None in values.values():
            wanted = ", ".join(self.stand_ins)
            raise TypeError(f"A prepared queryset needs a value for each of: {wanted}.")
        if not settings.PREPARED_QUERIES:
            return list(self.make(**values))
        queryset, compiler, statement, parameters = self._made = self._made or self._put_together()
        given = {self.stand_ins[name]: value for name, value in values.items()}
        compiler = copy(compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]  # this thread’s
        parameters = tuple(given.get(each, each) for each in parameters)
        compiler.as_sql = lambda *_, **__: (statement, parameters)
        query = copy(queryset.query)
        query.get_compiler = lambda *_, **__: compiler
        # Return a list: a queryset made from this one would have the stand-ins.
        return list(type(queryset)(queryset.model, query, DEFAULT_DB_ALIAS))

    def read_into(self, instance: Model, relation: str, **values):
        """Like `prefetch_related`: `instance.relation.all()` makes no more queries."""
        related = getattr(instance, relation).all()
        related._result_cache = self.rows(**values)
        vars(instance).setdefault("_prefetched_objects_cache", {})[relation] = related

    def _put_together(self):
        queryset = self.make(**self.stand_ins)
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        statement, parameters = compiler.as_sql()
        if not set(self.stand_ins.values()) <= set(parameters):
            raise ValueError("Each stand-in has to be a parameter of the statement.")
        return queryset, compiler, statement, parameters
