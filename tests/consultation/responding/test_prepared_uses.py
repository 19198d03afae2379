"""Each prepared queryset of the code reads what its plain one does, by the same statement.

It leans on inner parts of Django, so this is the test to look at when a new version comes.
"""

import sys

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.module_loading import import_string

import sdp_portal.urls  # noqa: F401 so that all modules with such a queryset are loaded
from consultation.responding.submission import submit_response
from sdp_portal.prepared_queries import Prepared
from tests.conftest import london
from tests.consultation import factories
from tests.test_structure import APPS

pytestmark = pytest.mark.django_db

OURS = {"sdp_portal", *APPS}
AT = london("2024-04-10T10:00")
WORDS = "More light on the path from the station to the school, please."


def key_of(response):
    return {"response": response.pk}


# The queryset → the values by which it finds something of a response.
USES = {
    "consultation.responding.submission._LOCKED": lambda response: {"pk": response.pk},
    "consultation.responding.submission._LOCKED_BY_TOKEN": lambda response: {
        "token_hash": response.token_hash,
        "slug": response.consultation.slug,
    },
    "consultation.responding.submission._COMMENTS": key_of,
    "consultation.responding.submission._ANSWERS": key_of,
    "consultation.notifications.receipt_limit._LATELY": lambda response: {
        "address": response.email,
        "since": factories.BEGUN,
    },
    "consultation.responding.flags._SAME_WORDS_ELSEWHERE": lambda response: {
        "response": response.pk,
        "consultation": response.consultation_id,
        "reference": response.reference,
    },
}


@pytest.fixture(autouse=True)
def _on(settings):
    settings.PREPARED_QUERIES = True


def test_every_use_in_the_code_is_compared():
    uses = {
        f"{module}.{name}"
        for module in list(sys.modules)
        if module.partition(".")[0] in OURS
        for name, value in vars(sys.modules[module]).items()
        if isinstance(value, Prepared)
    }

    assert uses == set(USES)


@pytest.fixture
def responses(consultation, public_window):
    """Two with the same words, and an answer and a receipt each."""
    question = factories.asked(consultation)

    def response(number):
        response = factories.complete(
            public_window,
            comments=[WORDS, f"{number}. {WORDS}"],
            email=f"{number}@example.org",
            locality=consultation.localities.first(),
        )
        factories.answered(response, question, "agree")
        return submit_response(response=response, at=AT)

    return [response(1), response(2)]


@pytest.mark.parametrize("name", USES)
def test_it_reads_what_the_plain_queryset_reads(responses, name):
    prepared = import_string(name)

    for response in responses:
        values = USES[name](response)
        with CaptureQueriesContext(connection) as queries:
            read = [everything(row) for row in prepared.rows(**values)]
            plain = [everything(row) for row in prepared.make(**values)]

        assert read
        assert read == plain
        assert queries[0]["sql"] == queries[1]["sql"]
        assert len(queries) == 2


# Values that lead to nothing of `responses`.
OTHERS = {
    "token_hash": "",
    "slug": "",
    "address": "",
    "reference": "",
    "since": london("2100-01-01T00:00"),
}


@pytest.mark.parametrize("name", USES)
def test_with_any_one_value_changed_it_still_reads_the_same(responses, name):
    prepared = import_string(name)
    right = USES[name](responses[0])

    for changed in right:
        values = right | {changed: OTHERS.get(changed, 0)}
        assert prepared.rows(**values) == list(prepared.make(**values))


def everything(row) -> dict:
    """What was read of `row`, and of the rows joined to it."""
    fields = {name: value for name, value in vars(row).items() if name != "_state"}
    joined = {name: everything(of) for name, of in row._state.fields_cache.items() if of}
    return fields | {"joined": joined}
