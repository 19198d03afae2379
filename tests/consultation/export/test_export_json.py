"""The export for programs says the same as the table."""

import csv
import io
import json

import pytest
from django.contrib.auth.models import Permission

from consultation.export import json_file
from consultation.export.json_file import json_blocks
from consultation.export.tables import csv_blocks
from consultation.models import Locality, Withdrawal
from consultation.responding.submission import submit_response
from tests.consultation import factories
from tests.consultation.export.test_export import TEXTS

pytestmark = pytest.mark.django_db

PART = "anti-social-behaviour/goals/confidence-to-report"


def read(consultation):
    return json.loads(b"".join(json_blocks(consultation, consultation.responses.counted())))


def test_an_object_for_each_response_holds_what_it_says(consultation, public_window):
    goal = consultation.edition.parts.get(key=PART)
    area = Locality.objects.create(consultation=consultation, name="Easington")
    response = factories.complete(
        public_window, part=goal, name="Ada", locality=area, comments=("One.", "Two.")
    )
    factories.answered(response, factories.asked(consultation, "Whole?"), choice="agree")
    factories.answered(response, factories.asked(consultation, "Goal?", part=goal), "", "Why.")
    sent = submit_response(response=response, at=factories.BEGUN)

    assert read(consultation) == {
        "consultation": "draft-strategy-2024-29",
        "title": consultation.title,
        "responses": [
            {
                "reference": sent.reference,
                "version": 1,
                "received_at": "2024-04-10T09:00:00+01:00",
                "late": False,
                "channel": "web",
                "window": str(public_window),
                "group": None,
                "invited": None,
                "entered_at": None,
                "respondent": {
                    "kind": "resident",
                    "organisation": None,
                    "name": "Ada",
                    "email": None,
                    "area": "Easington",
                    "headcount": None,
                },
                "publication": "without-name",
                "sample": False,
                "comments": [{"about": PART, "text": "One."}, {"about": PART, "text": "Two."}],
                "answers": [
                    {"question": "Whole?", "about": None, "answer": "agree", "text": None},
                    {"question": "Goal?", "about": PART, "answer": None, "text": "Why."},
                ],
            }
        ],
    }


def test_without_responses_there_are_none(consultation):
    assert read(consultation)["responses"] == []


def test_it_holds_the_rows_of_the_table(consultation, public_window, monkeypatch):
    monkeypatch.setattr(json_file, "BLOCK", 1)
    question = factories.asked(consultation)
    for number, text in enumerate(TEXTS[12:]):
        response = factories.complete(
            public_window, comments=(text, f"{number}"), email="a@b.example"
        )
        factories.answered(response, question, text=text)
        submit_response(response=response, at=factories.BEGUN)
    Withdrawal.objects.create(response=factories.sent(public_window), withdrawn_at=factories.BEGUN)
    factories.unsent(public_window)

    table = csv.DictReader(
        io.StringIO(b"".join(csv_blocks(consultation.responses.counted())).decode("utf-8-sig"))
    )
    expected = [
        (
            row["response"],
            row["received_at"],
            row["email"],
            row["question"],
            row["answer"],
            row["text"],
        )
        for row in table
    ]

    assert rows(read(consultation)) == expected


def rows(found):
    return [
        (
            response["reference"],
            response["received_at"],
            response["respondent"]["email"],
            said.get("question", ""),
            said.get("answer", ""),
            said["text"],
        )
        for response in found["responses"]
        for said in response["comments"] + response["answers"]
    ]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_every_text_comes_back_as_it_was_written(consultation, public_window, text):
    factories.sent(public_window, comments=(text,), name=text[:200])

    [response] = read(consultation)["responses"]

    assert response["comments"][0]["text"] == text
    assert response["respondent"]["name"] == text[:200]


def test_one_query_gives_it_all(consultation, public_window, django_assert_num_queries):
    for _ in range(10):
        factories.sent(public_window, via=consultation.circulation.first())

    with django_assert_num_queries(1):
        assert len(read(consultation)["responses"]) == 10


@pytest.mark.usefixtures("set_clock")
def test_it_is_for_those_who_may_see_responses(client, consultation, public_window):
    address = f"/admin/consultation/consultation/{consultation.pk}/export/json/"
    officer = factories.officer()
    client.force_login(officer)
    assert client.get(address).status_code == 403

    may = ["view_response", "view_consultation"]
    officer.user_permissions.add(*Permission.objects.filter(codename__in=may))
    answer = client.get(address)

    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"].endswith('.json"')
    assert "no-store" in answer["Cache-Control"]
    assert answer.streaming
    assert json.loads(answer.getvalue())["responses"] == []
