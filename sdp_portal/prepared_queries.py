"""Querysets that are put together once, for the few places where somebody waits for every
millisecond: Django takes several times longer to put a statement together than to read its rows.

With the setting PREPARED_QUERIES off each is put together anew, as Django does it.
"""

from collections.abc import Callable
from copy import copy

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet


class Prepared:
    """The queryset that `make` gives, to be read again and again with other values.

    `stand_ins` are values that occur nowhere else in the statement; each is replaced by the value
    given under its name. Not for prefetched relations, nor for lists of values.
    """

    def __init__(self, make: Callable[..., QuerySet], **stand_ins):
        if len(set(stand_ins.values())) < len(stand_ins):
            raise ValueError("Each stand-in has to differ from the others.")
        self.make = make
        self.stand_ins = stand_ins
        self._made = None

    def rows(self, **values) -> list:
        """Raises TypeError unless each stand-in, and nothing else, is given a value. None is none:
        Django asks for it with another statement."""
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
        # Nothing but a list leaves here: a queryset made from this one would have the stand-ins.
        return list(type(queryset)(queryset.model, query, DEFAULT_DB_ALIAS))

    def read_into(self, instance: Model, relation: str, **values):
        """As `prefetch_related` does, so that `instance.relation.all()` asks no more."""
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
