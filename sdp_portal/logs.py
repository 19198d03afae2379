"""The portal's log says what went wrong and where, without people's words and without secrets.

Private links have a secret in their address, and the text of an error often quotes a value;
PostgreSQL's quotes whole rows. So the log has only our own words of an address, and only the kind
and the place of an error. It has the text of an error only if that cannot contain a value.
"""

import logging
import re
import sys
import traceback
from functools import cache

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.template import TemplateDoesNotExist
from django.urls import URLPattern, get_resolver

from sdp_portal.keys import WrongKeyError

LEFT_OUT = "…"
# Their texts name only parts of the code, the configuration or the connection to the database.
HARMLESS = (
    *(AttributeError, ImportError, NameError, NotImplementedError, RecursionError),
    *(ImproperlyConfigured, TemplateDoesNotExist, WrongKeyError, psycopg.OperationalError),
)
ADDRESS = re.compile(r"(?:https?://[^\s/]+)?/[^\n]*")
FRAME = re.compile(r'  File "[^"\n]+", line \d+, in \S+$')
KIND_OF_ERROR = re.compile(r"([A-Za-z_][\w.]*\.)?\w*(Error|Exception|Violation)(?=:|$)")


class Formatter(logging.Formatter):
    """Ignores texts that another formatter has stored in the record."""

    def format(self, record):
        first, *rest = _message(record).splitlines() or [""]
        # granian puts a traceback into the message: only places and kinds of errors stay of it.
        places = [line for line in rest if FRAME.match(line)]
        kinds = [found[0] for line in rest if (found := KIND_OF_ERROR.match(line))]
        lines = [f"{record.levelname} {record.name}: {first}", *places, *kinds]
        if record.exc_info and record.exc_info[1]:
            lines += _lines(record.exc_info[1])
        return "\n".join(lines)


def exception_hook(kind, error, trace):
    """For an error that ends a command."""
    sys.stderr.write("\n".join(_lines(error)) + "\n")


def masked(address: str) -> str:
    """`/receipts/…/copy.txt`: keeps only the words of our own addresses, and numbers of rows."""
    segments = address.partition("?")[0].split("/")
    known = _own_words()
    return "/".join(
        each if not each or each in known or re.fullmatch(r"[0-9]{1,9}", each) else LEFT_OUT
        for each in segments
    )


@cache
def _own_words() -> set[str]:
    """All words in our routes, without variable parts such as `<slug:token>`."""
    words = set()
    for route in routes(get_resolver()):
        words.update(re.sub(r"<[^>]*>|\(.*\)|[\^$\\]", "", route).split("/"))
    return words


def routes(resolver):
    for each in resolver.url_patterns:
        yield str(each.pattern)
        if not isinstance(each, URLPattern):
            yield from routes(each)


def _message(record):
    if record.name.startswith("django.security"):
        # Django quotes a refused host or referrer.
        request = getattr(record, "request", None)
        return f"refused: {masked(request.path) if request else LEFT_OUT}"
    if isinstance(record.msg, BaseException):
        return in_short(record.msg)
    if isinstance(record.args, tuple):
        errors_in_short = (in_short(a) if isinstance(a, BaseException) else a for a in record.args)
        message = str(record.msg) % args if (args := tuple(errors_in_short)) else str(record.msg)
    else:
        message = record.getMessage()
    if record.name.startswith("django."):
        return ADDRESS.sub(lambda found: masked(found[0]), message)
    return message


def _lines(error, *, seen=()):
    """Like Python's own traceback, with the errors that led to this one, but without texts."""
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier is not None and id(earlier) not in seen:
        yield from _lines(earlier, seen=(*seen, id(error)))
        yield "which led to"
    yield from "".join(traceback.format_tb(error.__traceback__)).splitlines()
    yield in_short(error)


def in_short(error: BaseException) -> str:
    """`psycopg.errors.UniqueViolation (23505, response_once)`"""
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if state := getattr(error, "sqlstate", None):
        return f"{name} ({', '.join(filter(None, [state, error.diag.constraint_name]))})"
    return f"{name}: {error}" if isinstance(error, HARMLESS) else name
