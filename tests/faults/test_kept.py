"""What is acknowledged is kept, once; what is not can be sent again, once, and its words are on
the page. Held with the connection lost at every statement, before it and after it, the commit
included.
"""

import itertools

import pytest
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection

from consultation.intake.importing import keep_file
from consultation.models import (
    Attachment,
    Consultation,
    Mail,
    Response,
    ResponseImport,
    Withdrawal,
)
from consultation.models.secrets import hash_of
from consultation.responding.answers_form import choice_name, comment_name
from sdp_portal import clock
from sdp_portal.officers.sessions import note_request
from tests.conftest import london
from tests.consultation import factories
from tests.consultation.intake import files
from tests.consultation.intake.test_enter_form import ENTER, typed
from tests.faults.conftest import VisitorClient, hidden_fields

pytestmark = [
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,  # the admin's own templates ask for what may be missing
]

RESPOND = "/consultations/draft-strategy-2024-29/respond/"
COMMENT = f"{RESPOND}comment/"
QUESTIONS = f"{RESPOND}questions/"
ABOUT_YOU = f"{RESPOND}about-you/"
CHECK = f"{RESPOND}check/"
ON_THE_WHOLE = "More lights – on “our” street’s corner. 🚔"
ON_THE_QUESTION = "Because I’d feel safer."
ABOUT = {
    "respondent_kind": "resident",
    "name": "Jo Example",
    "publication": "without-name",
}
PEOPLE = itertools.count()  # one address gets ten receipts a day


def cuts(line, case):
    """Each statement of what `case` does, with the connection lost before it and after it; given
    back as the problems found.

    `case()` makes something new to post and gives (client, address, form, words on the page,
    check): `check()` asserts that it is there exactly once, and whole.
    """
    client, address, form, *_ = case()
    client.post(address, form)  # what is asked only once in a process has been asked
    client, address, form, _, check = case()
    line.count()
    assert client.post(address, form).status_code == 302
    statements = line.statements
    line.count()
    check()
    assert "COMMIT" in statements
    problems = []
    for after in (False, True):
        for number, statement in enumerate(statements):
            try:
                _lose_the_connection(line, case, number, after)
            except AssertionError as problem:
                when = "after" if after else "before"
                problems.append(f"{when} {number} {statement[:60]}: {str(problem)[:300]}")
    return problems


def _lose_the_connection(line, case, number, after):
    line.count()
    client, address, form, words, check = case()
    line.cut_at(number, after=after)
    answer = client.post(address, form)
    assert line.cut is None, "the connection was never lost"
    if answer.status_code != 302:
        page = answer.content.decode()
        assert answer.status_code == 503
        assert f'action="{address}"' in page
        for word in words:
            assert word in page
        again = client.post(address, form | hidden_fields(answer))
        assert again.status_code == 302
    check()


@pytest.fixture
def question(line):
    consultation = Consultation.objects.get()
    return factories.asked(consultation)


def ready_to_send(question):
    """A visitor on the page from which a response with all that it can hold is sent."""
    visitor = VisitorClient()
    visitor.send_form(COMMENT, text=ON_THE_WHOLE)
    visitor.send_form(
        QUESTIONS,
        **{
            choice_name(question): "agree",
            comment_name(question): ON_THE_QUESTION,
        },
    )
    visitor.send_form(ABOUT_YOU, **ABOUT, email=f"jo{next(PEOPLE)}@example.org")
    return visitor, hidden_fields(visitor.get(CHECK))


def is_there_once(token, question):
    response = Response.objects.sent().find(token)
    assert response.comments.get(question=None).text == ON_THE_WHOLE
    assert response.comments.get(question=question).text == ON_THE_QUESTION
    assert response.comments.count() == 2
    assert response.answers.get().choice == "agree"
    assert (response.name, response.email[:2]) == ("Jo Example", "jo")
    assert response.reference
    assert Mail.objects.filter(response=response).count() == 1
    assert Response.objects.sent().versions_of(response.reference).count() == response.version


def test_a_response_is_acknowledged_only_when_it_is_kept(line, question):
    def case():
        visitor, form = ready_to_send(question)
        words = [ON_THE_WHOLE, ON_THE_QUESTION]
        return visitor, CHECK, form, words, lambda: is_there_once(form["response"], question)

    assert cuts(line, case) == []
    assert not Response.objects.unsent().exists()


def test_so_is_a_later_version(line, question):
    def case():
        visitor, form = ready_to_send(question)
        receipt = visitor.post(CHECK, form)["Location"]
        visitor.post(f"{receipt}change/", hidden_fields(visitor.get(receipt)))
        form = hidden_fields(visitor.get(CHECK))
        words = [ON_THE_WHOLE, ON_THE_QUESTION]
        return visitor, CHECK, form, words, lambda: is_there_once(form["response"], question)

    assert cuts(line, case) == []
    assert not Response.objects.unsent().exists()


def test_so_is_a_withdrawal(line, question):
    def case():
        visitor, form = ready_to_send(question)
        address = f"{visitor.post(CHECK, form)['Location']}withdraw/"

        def check():
            withdrawn = Withdrawal.objects.filter(response__token_hash=hash_of(form["response"]))
            assert withdrawn.count() == 1

        return visitor, address, hidden_fields(visitor.get(address)), [], check

    assert cuts(line, case) == []


def test_so_is_a_first_comment(line):
    """Which nobody could find again if the cookie of the first answer was all that led to it."""
    before = set()

    def case():
        visitor = VisitorClient()
        form = hidden_fields(visitor.get(COMMENT)) | {"text": ON_THE_WHOLE}
        before.update(Response.objects.values_list("pk", flat=True))

        def check():
            begun = Response.objects.exclude(pk__in=before).get()
            assert [comment.text for comment in begun.comments.all()] == [ON_THE_WHOLE]
            assert visitor.cookies["response-draft-strategy-2024-29"].value == begun.token

        return visitor, COMMENT, form, [ON_THE_WHOLE], check

    assert cuts(line, case) == []


@pytest.fixture
def officer(line):
    officer = get_user_model().objects.create_superuser("officer")
    client = VisitorClient()
    client.force_login(officer)
    session = client.session
    note_request(session, at=london("2100-01-01T00:00"))
    session.save()
    return client


def test_so_is_what_an_officer_enters(line, officer):
    keys = iter(range(10_000))

    def case():
        key = f"{next(keys):024}"
        name = f"Jo {key}"
        form = typed(key=key, name=name) | hidden_fields(officer.get(ENTER)) | {"key": key}

        def check():
            response = Response.objects.sent().get(name=name)
            assert response.comments.get().text == "Clear, and short enough to be read."

        return officer, ENTER, form, ["Clear, and short enough to be read."], check

    assert cuts(line, case) == []


@pytest.mark.parametrize("after", [True, False])
def test_a_file_stays_with_an_entry_whose_commit_nobody_confirmed(line, officer, kept_files, after):
    def post(key):
        form = typed(key=key) | hidden_fields(officer.get(ENTER)) | {"key": key}
        upload = files.upload("scan.pdf")
        line.count() if key != "last" * 6 else line.cut_at(commit, after=after)
        return officer.post(ENTER, form | {"files": [upload]})

    for key in ("a" * 24, "b" * 24):
        assert post(key).status_code == 302
    commit = line.statements.index("COMMIT")

    assert post("last" * 6).status_code == 503
    line.count()
    assert Attachment.objects.count() == 2 + after
    for attachment in Attachment.objects.all():
        assert storages["attachments"].exists(attachment.file.name)


def test_so_is_an_import(line, officer, kept_files):
    names = iter(range(10_000))

    def case():
        name = f"Importer {next(names)}"
        rows = (
            "received_at,channel,respondent_kind,publication,name,text\n"
            f"2024-04-10T08:30,paper,resident,nothing,{name},More lights.\n"
        )
        kept = keep_file(
            consultation=Consultation.objects.get(),
            file=ContentFile(rows.encode(), name="responses.csv"),
            by=get_user_model().objects.get(),
            at=clock.now(),
        )
        form = hidden_fields(officer.get(f"/admin/consultation/responseimport/{kept.pk}/change/"))

        def check():
            assert Response.objects.sent().filter(name=name).count() == 1
            assert ResponseImport.objects.get(pk=kept.pk).imported_at

        address = f"/admin/consultation/responseimport/{kept.pk}/confirm/"
        return officer, address, form, [], check

    assert cuts(line, case) == []


@pytest.mark.parametrize(
    ("what", "status"),
    [("PERFORM pg_terminate_backend(pg_backend_pid())", 503), ("RAISE EXCEPTION 'No mail'", 500)],
    ids=["which ends its own connection", "which refuses"],
)
def test_a_database_that_takes_no_mail_takes_no_response_without_a_word(
    line, question, what, status
):
    visitor, form = ready_to_send(question)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE FUNCTION no_mail() RETURNS trigger LANGUAGE plpgsql AS $$"
            f"BEGIN {what}; RETURN NEW; END $$;"
            "CREATE TRIGGER no_mail BEFORE INSERT ON consultation_mail "
            "FOR EACH ROW EXECUTE FUNCTION no_mail()"
        )

    refused = visitor.post(CHECK, form)
    assert not Response.objects.sent().exists()
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER no_mail ON consultation_mail")
    again = visitor.post(CHECK, hidden_fields(refused))

    assert refused.status_code == status
    assert ON_THE_WHOLE in refused.content.decode()
    assert again.status_code == 302
    is_there_once(form["response"], question)
