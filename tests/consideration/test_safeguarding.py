"""What tells of somebody at risk: never public, read only by some, and counted all the same."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from consideration.campaigns.finding import find_campaigns
from consideration.models import Campaign, Safeguarding
from consideration.reviewing.review import publishable, to_review
from consideration.reviewing.safeguarding import end_safeguarding, hidden_from, safeguard
from consultation.intake.mending import KEPT, why_not_mend
from consultation.intake.undoing import Undoing
from consultation.models import Mail, Response
from consultation.responding.amendment import begin_change
from consultation.responding.submission import submit_response
from tests.conftest import london
from tests.consideration.reviewing import review_all
from tests.consultation import factories
from tests.consultation.factories import BEGUN
from tests.outcome.publishing import review_and_publish
from tests.strategy.reading import Page

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,
]

LIST = "/admin/consultation/response/"
SECRET = "My husband’s quokka – he says he’ll “kill” me."
AT = BEGUN + dt.timedelta(hours=1)
CLOSED = london("2024-05-01T10:00")
TYPED = {
    "passed_to": "The police – 999",
    "day": "10/04/2024",
    "time": "09:30",
    "how": "By telephone, “log 12” 🙂",
    "note": "She can’t be rung at home.",
}


@pytest.fixture
def officer(signed_in):
    return signed_in("Consultation officer")


@pytest.fixture
def response(public_window):
    return factories.sent(
        public_window, comments=[SECRET], name="Secretname", email="secret@example.org"
    )


def passed_on(response, *, by=None, **details):
    details = {"passed_to": "The police", "passed_at": AT, "how": "By telephone"} | details
    return safeguard(response=response, by=by or factories.officer(), at=AT, **details)


def changed(response):
    later = begin_change(response=response, at=AT)
    submit_response(response=later, at=AT + dt.timedelta(minutes=1))
    return Response.objects.get(pk=later.pk)


def page_of(response):
    return f"{LIST}{response.pk}/pass-on/"


def test_it_is_recorded_to_whom_when_and_how(officer, response):
    answer = officer.post(page_of(response), TYPED, follow=True)

    [record] = response.safeguardings.all()
    assert (record.passed_to, record.how) == (TYPED["passed_to"], TYPED["how"])
    assert record.passed_at == london("2024-04-10T09:30")
    assert record.note == "She can’t be rung at home."
    assert "is passed on. It counts, and is never public." in Page(answer).text
    assert response.reviews.get().decision == "safeguarding"


def test_whoever_passed_it_on_no_longer_reads_it_without_the_right(officer, response):
    officer.post(page_of(response), TYPED)

    assert officer.get(f"{LIST}{response.pk}/change/").status_code == 302
    assert officer.get(f"{LIST}{response.pk}/review/").status_code == 404


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("passed_to", "", "Say whom you passed it on to."),
        ("passed_to", "x" * 201, "at most 200"),
        ("how", "  ", "Say how you passed it on."),
        ("day", "", "Enter the day on which you passed it on."),
        ("day", "31/02/2024", "Enter the day as 10/04/2024."),
        ("time", "", "Enter the time at which you passed it on."),
        ("time", "25:99", "Enter the time as 14:30 or 2:30pm."),
        ("day", "11/04/2024", "This is later than now."),
        ("day", "10/04/99999", "Enter the day as 10/04/2024."),
        ("note", "’" * 2001, "2,000 characters or fewer"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_the_rest_is_kept(
    officer, response, field, typed, told
):
    answer = officer.post(page_of(response), TYPED | {field: typed})

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert "log 12" in answer.content.decode() or field == "how"
    assert not Safeguarding.objects.exists()


@pytest.fixture
def places(response, consultation, public_window, edition):
    """Every place where officers could read it."""
    factories.sent(public_window, comments=["In the open."])
    Mail.objects.create(
        to="secret@example.org",
        kind=Mail.Kind.RECEIPT,
        response=response,
        created_at=AT,
        next_try_at=AT,
    )
    export = f"/admin/consultation/consultation/{consultation.pk}/export"
    return [
        *(LIST, f"{LIST}?q=quokka", f"{LIST}?q={response.reference}", f"{LIST}download/csv/"),
        *("/admin/consultation/comment/", "/admin/consultation/comment/download/csv/"),
        *(f"{export}/csv/", f"{export}/json/", "/admin/consultation/mail/"),
        *(f"{LIST}{response.pk}/change/", f"{LIST}{response.pk}/review/"),
    ]


def words(answer):
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode()


def reads(client, places, word):
    return [place for place in places if word in words(client.get(place, follow=True))]


@pytest.mark.parametrize("group", ["Analyst", "Consultation officer"])
@pytest.mark.parametrize("word", ["quokka –", "Secretname", "secret@example.org"])
def test_others_find_it_nowhere(signed_in, response, places, group, word):
    client = signed_in(group)
    assert reads(client, places, word)
    passed_on(response)

    assert reads(client, places, word) == []


def test_those_who_may_see_it_find_it(signed_in, response, places):
    passed_on(response)
    client = signed_in("Safeguarding lead")

    assert len(reads(client, places, "quokka –")) >= 6
    listed = client.get(LIST, {"safeguarding": "passed-on"}).context["cl"].result_list
    assert [row.pk for row in listed] == [response.pk]


def test_it_is_counted_all_the_same(officer, response, consultation, public_window):
    factories.sent(public_window)
    passed_on(response)

    counts = f"/admin/consultation/consultation/{consultation.pk}/counts/"
    assert officer.get(counts).context["counts"].total.responses == 2
    release = review_and_publish(
        consultation=consultation, seen=None, by=factories.officer(), at=CLOSED
    )
    assert (release.received, release.published_responses) == (2, 1)
    assert (release.safeguarded_responses, release.safeguarded_comments) == (1, 1)


def test_the_public_reads_the_number_and_no_word(client, response, consultation, set_clock):
    passed_on(response)
    review_and_publish(consultation=consultation, seen=None, by=factories.officer(), at=CLOSED)
    set_clock("2024-05-02T10:00")

    page = Page(client.get("/consultations/draft-strategy-2024-29/responses/"))

    assert (
        "We never publish 1 comment from 1 response, because somebody could be at risk."
        in page.text
    )
    assert "quokka" not in page.text


def test_what_was_published_already_is_withheld_at_once(client, response, consultation, set_clock):
    review_and_publish(consultation=consultation, seen=None, by=factories.officer(), at=CLOSED)
    set_clock("2024-05-02T10:00")
    address = "/consultations/draft-strategy-2024-29/responses/"
    assert "quokka" in Page(client.get(address)).text

    passed_on(response)

    assert "quokka" not in Page(client.get(address)).text
    assert (
        "[withheld: it could distress somebody or put them at risk]"
        in Page(client.get(address)).text
    )


def test_a_later_version_is_hidden_too(response, make_officer):
    passed_on(response)
    later = changed(response)

    assert later in hidden_from(make_officer("sam", "Analyst"))
    assert not hidden_from(make_officer("lee", "Safeguarding lead")).exists()


def test_it_is_ended_by_those_who_may(signed_in, response, consultation):
    passed_on(response)
    lead = signed_in("Safeguarding lead")

    page = Page(lead.post(page_of(response), {"end": "1"}, follow=True))
    again = lead.post(page_of(response), {"end": "1"}, follow=True)

    assert "Every officer sees" in page.text
    assert again.status_code == 200
    assert not hidden_from(factories.officer()).exists()
    assert "ended that it is kept for safeguarding" in page.text


def test_recording_twice_keeps_the_first(response):
    first = passed_on(response)

    assert passed_on(response, passed_to="Somebody else") == first


def test_what_is_empty_or_unsent_is_refused(response, public_window):
    with pytest.raises(ValidationError):
        passed_on(response, passed_to="")
    with pytest.raises(ValueError, match="sent"):
        passed_on(factories.unsent(public_window))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consideration_safeguarding SET passed_to = 'nobody'",
        "UPDATE consideration_safeguarding SET lifted_at = now()",
        "DELETE FROM consideration_safeguarding",
        "TRUNCATE consideration_safeguarding",
    ],
)
def test_the_record_cannot_be_changed(response, statement):
    passed_on(response)

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute(statement)


def test_the_queue_hands_it_to_nobody_who_may_not_read_it(officer, response, consultation):
    passed_on(response)
    later = changed(response)

    answer = officer.post(f"{LIST}to-review/{consultation.pk}/", follow=True)

    assert str(later) not in Page(answer).text
    assert later not in to_review(consultation.responses)


def test_it_is_in_no_campaign_that_others_read(signed_in, response, public_window):
    words = "We want more buses after ten at night, and lights at the stops in every village. "
    own = [f"{words}I am number {n}." for n in range(3)]
    sent = [factories.sent(public_window, comments=[each]) for each in own]
    find_campaigns(at=AT)
    campaign = Campaign.objects.get()
    passed_on(sent[0])
    factories.sent(public_window, comments=[f"{words}Secretly."])
    find_campaigns(at=AT)

    page = signed_in("Analyst").get(f"{LIST}campaign/{campaign.pk}/").content.decode()

    assert str(sent[0]) not in page
    assert str(sent[1]) in page


# What an attacker found


def test_a_version_that_was_passed_on_late_takes_the_published_one_down(
    client, response, consultation, set_clock
):
    later = changed(response)
    review_and_publish(consultation=consultation, seen=None, by=factories.officer(), at=CLOSED)
    set_clock("2024-05-02T10:00")

    passed_on(response)

    page = client.get("/consultations/draft-strategy-2024-29/responses/").content.decode()
    assert "quokka" not in page
    assert later.comments.get().withholdings.in_force().exists()


def test_what_is_kept_is_not_shown_again(response, admin_client):
    passed_on(response)
    comment = response.comments.get()

    answer = admin_client.post(
        f"{LIST}{response.pk}/review/", {"act": f"show {comment.pk}", "seen": "0"}
    )

    assert answer.status_code == 422
    assert comment.withholdings.in_force().exists()


def test_an_import_tells_nothing_of_it(officer, response, consultation):
    passed_on(response)
    at = london("2024-04-10T09:00")
    row = Response.objects.filter(pk=response.pk)
    [why] = why_not_mend(list(row.select_related("withdrawal").latest()), at=at).values()

    assert why == KEPT


def test_once_it_ended_somebody_has_to_review_it_anew(response, consultation):
    review_all(consultation, by=factories.officer(), at=BEGUN)
    passed_on(response)
    assert response not in to_review(consultation.responses)

    end_safeguarding(response=response, by=factories.officer(), at=AT)

    assert response in to_review(consultation.responses)
    assert response not in publishable(consultation.responses)


def test_it_is_ended_on_any_version(response):
    passed_on(response)
    later = changed(response)

    assert end_safeguarding(response=later, by=factories.officer(), at=AT)
    assert not hidden_from(factories.officer()).exists()


def test_reading_on_leads_past_it(signed_in, response, public_window):
    first = factories.sent(public_window, at=BEGUN)
    passed_on(response)

    answer = signed_in("Analyst").post(f"{LIST}{first.pk}/read/")

    assert answer.url == LIST


def test_an_import_with_it_cannot_be_undone(admin_client, response):
    passed_on(response)
    undoing = Undoing(
        stop=[response],
        bring_back=[],
        published=[],
        kept=[response],
        withdrawn=0,
        mistaken=0,
        changed_since=[],
    )

    assert not undoing.is_possible
