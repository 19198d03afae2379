"""Django on a database of its own, which can be taken away: a copy of a loaded template.

What is committed here stays until the copy is dropped, as no test may empty tables.
"""

import contextlib
import html
import re
import tempfile
from copy import deepcopy
from pathlib import Path

import pytest
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test import Client

from tests.faults.line import Line
from tests.loaded_database import address_of


@pytest.fixture
def use_database(django_db_blocker):
    """`with use_database(name="…", host="…"):` all of Django in this thread uses that database."""

    @contextlib.contextmanager
    def using(**where):
        wrapper = _wrapper(**where)
        pools = DatabaseWrapper._connection_pools
        usual, usual_pool = connections["default"], pools.pop("default", None)
        connections["default"] = wrapper
        try:
            with django_db_blocker.unblock():
                yield wrapper
        finally:
            wrapper.close()
            wrapper.close_pool()
            connections["default"] = usual
            if usual_pool:
                pools["default"] = usual_pool

    return using


def _wrapper(*, name, host, pool=True):
    settings = deepcopy(connections["default"].settings_dict)
    settings |= {"NAME": name, "HOST": host, "PORT": ""}
    if not pool:
        del settings["OPTIONS"]["pool"]
    return DatabaseWrapper(settings, "default")


@pytest.fixture
def lay_line(copies, use_database, settings):
    """Django on a copy, over a line that can be cut. Mail is sent by a worker, as in production."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

    @contextlib.contextmanager
    def laid(**options):
        name = copies.new()
        with tempfile.TemporaryDirectory() as folder:
            line = Line(address_of(name), Path(folder))
            with use_database(name=name, host=folder, **options):
                yield line
            line.close()

    return laid


@pytest.fixture
def line(lay_line):
    with lay_line() as line:
        yield line


@pytest.fixture
def line_without_pool(lay_line):
    """Which does not wait for a database that is away."""
    with lay_line(pool=False) as line:
        yield line


@pytest.fixture
def visitor():
    return VisitorClient()


class VisitorClient(Client):
    """As a browser: errors are answered, tokens are checked, each request has a connection."""

    def __init__(self, **defaults):
        super().__init__(enforce_csrf_checks=True, raise_request_exception=False, **defaults)

    def request(self, **request):
        try:
            return super().request(**request)
        finally:
            connections["default"].close()

    def send_form(self, address, **typed):
        """Post the form at `address` with what is in it and what is `typed`."""
        return self.post(address, hidden_fields(self.get(address)) | typed)


def hidden_fields(answer) -> dict:
    page = answer.content.decode()
    found = re.findall(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?', page)
    return {name: html.unescape(value) for name, value in found}
