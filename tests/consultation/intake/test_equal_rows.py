"""The same response by the website, on paper and by import gives the same rows in the export."""

import csv
import io

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from consultation.export.columns import NAMES
from consultation.export.tables import csv_blocks
from consultation.intake.entering import enter_response
from consultation.intake.importing import import_responses, keep_file
from consultation.models import Locality, Question
from consultation.responding.answers_form import Given, choice_name, comment_name
from tests.conftest import london
from tests.consultation import factories
from tests.consultation.responding.test_responding import send_form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept_files")]

PART = "anti-social-behaviour/goals/confidence-to-report"
BY_ITS_ROUTE = {"response", "channel", "received_at", "entered_at"}
AT = london("2024-04-10T10:00")
ON_THE_PART = "=More “lights”,\nplease; 😀"
ON_THE_WHOLE = "'Tis clear."
WHY = "- because\n- and because"


@pytest.fixture(autouse=True)
def asked(consultation, set_clock):
    """A question of each kind, an area to choose, and the moment."""
    Locality.objects.create(consultation=consultation, name="Easington")
    goal = consultation.edition.parts.get(key=PART)
    Question.objects.create(consultation=consultation, wording="Whole?")
    Question.objects.create(
        consultation=consultation, wording="Goal?", part=goal, has_comment_box=False
    )


def details(consultation):
    return {
        "respondent_kind": "organisation",
        "organisation": "Friends of the Park",
        "name": "Ada O’Example",
        "email": "ada@example.org",
        "locality": consultation.localities.get(),
        "publication": "with-name",
    }


def by_the_website(consultation, client):
    via = f"?via={consultation.circulation.first().slug}"
    pages = {
        name: reverse(f"consultation:{name}", args=[consultation.slug])
        for name in ("comment", "about_you", "check", "questions")
    }
    client.post(f"{pages['comment']}{via}&about={PART}", {"text": ON_THE_PART, "about": PART})
    client.post(pages["comment"] + via, {"text": ON_THE_WHOLE})
    client.post(pages["questions"], answers(consultation))
    client.post(
        pages["about_you"],
        details(consultation) | {"locality": consultation.localities.get().pk},
    )
    client.post(pages["check"], send_form(client.get(pages["check"])))


def answers(consultation):
    whole, goal = consultation.questions.order_by("pk")
    return {choice_name(whole): "agree", comment_name(whole): WHY, choice_name(goal): "dont-know"}


def on_paper(consultation):
    whole, goal = consultation.questions.order_by("pk")
    enter_response(
        consultation=consultation,
        channel="paper",
        received_at=AT,
        details=details(consultation),
        comments=[(goal.part, ON_THE_PART), (None, ON_THE_WHOLE)],
        answers=[Given(whole, "agree", WHY), Given(goal, "dont-know")],
        via=consultation.circulation.first(),
        by=factories.officer(),
        at=AT,
    )


def by_import(consultation):
    said = {
        "response": "17",
        "received_at": "10/04/2024 09:30",
        "channel": "Letter",
        "group": str(consultation.circulation.first()),
        "respondent_kind": "An organisation or group",
        "organisation": "Friends of the Park",
        "name": "Ada O’Example",
        "email": "ada@example.org",
        "area": "easington",
        "publication": "with-name",
    }
    rows = [
        {"about": PART, "text": "'" + ON_THE_PART},
        {"text": ON_THE_WHOLE},
        {"question": "Whole?", "answer": "Agree", "text": "'" + WHY},
        {"question": "goal?", "answer": "Don't know", "text": ""},
    ]
    file = io.StringIO()
    writer = csv.DictWriter(file, [*said, "about", "question", "answer", "text"], delimiter=";")
    writer.writeheader()
    writer.writerows(said | row for row in rows)
    kept = keep_file(
        consultation=consultation,
        file=ContentFile(file.getvalue().encode("utf-16"), name="letters.csv"),
        by=factories.officer(),
        at=AT,
    )
    import_responses(kept=kept, by=factories.officer(), at=AT)


def exported(consultation):
    """By channel, the rows without what is a route's own."""
    content = b"".join(csv_blocks(consultation.responses.counted())).decode("utf-8-sig")
    rows = {}
    for row in csv.DictReader(io.StringIO(content, newline="")):
        same = {name: row[name] for name in NAMES if name not in BY_ITS_ROUTE}
        rows.setdefault(row["channel"], []).append(same)
    return rows


def test_by_every_route_the_rows_are_equal(consultation, client):
    by_the_website(consultation, client)
    on_paper(consultation)
    by_import(consultation)

    rows = exported(consultation)

    assert set(rows) == {"web", "paper", "letter"}
    assert len(rows["web"]) == 4
    assert rows["paper"] == rows["web"]
    assert rows["letter"] == rows["web"]
