"""Officers see what publishing does, do it, and hold words back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consideration.models import Withholding
from consideration.reviewing.withholding import withhold
from consultation.models import Flag
from consultation.responding.submission import submit_response
from outcome.models import PublishedComment, Release
from sdp_portal.models import Act
from tests.conftest import london
from tests.consideration.reviewing import review
from tests.consultation import factories
from tests.outcome.publishing import review_and_publish
from tests.strategy.reading import Page

CLOSED = "2024-05-01T10:00"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.ignore_template_errors,  # the admin's own templates ask for what may be missing
]


@pytest.fixture(autouse=True)
def _closed(set_clock):
    set_clock(CLOSED)


@pytest.fixture
def officer(client):
    def sign_in(*groups):
        client.force_login(factories.officer(*groups))
        return client

    return sign_in


@pytest.fixture
def address(consultation):
    return reverse("admin:consultation_consultation_publish_responses", args=[consultation.pk])


def withholding_of(said):
    return reverse("admin:consultation_response_withhold", args=[said.response_id, said.pk])


def response_page(response):
    return reverse("admin:consultation_response_change", args=[response.pk])


def flagged(window):
    response = factories.sent(window, comments=["One.", "Two."])
    Flag.objects.create(response=response, kind="links", raised_at=response.received_at)
    return response


def reviewed(window, **details):
    response = factories.sent(window, **details)
    review(response=response, by=factories.officer(), at=response.received_at)
    return response


def publish(consultation):
    by, at = factories.officer(), london(CLOSED)
    return review_and_publish(consultation=consultation, seen=None, by=by, at=at)


# Publishing


def test_the_page_says_what_will_happen_and_why(admin_client, address, public_window):
    reviewed(public_window)
    factories.sent(public_window, publication="nothing")
    flagged(public_window)

    page = Page(admin_client.get(address))

    assert "Published 1 1 In the order" in page.text
    assert "waiting for review 1 2 Review them" in page.text
    assert "their senders’ choice 1 1 “Do not publish" in page.text
    assert any("/to-review/" in link for link in page.links)
    assert not Release.objects.exists()


def test_an_officer_publishes_and_the_public_reads_it(officer, address, public_window, client):
    reviewed(public_window, comments=["Good."])

    page = Page(
        officer("Consultation officer").post(address, {"seen": "", "checked": "on"}, follow=True)
    )

    assert "Published: 1 comment, and the figures as they are now." in page.text
    assert Act.objects.filter(what="Published 1 comment.").exists()
    client.logout()
    assert "Good." in client.get("/consultations/draft-strategy-2024-29/responses/").text


def test_nothing_is_published_before_somebody_says_that_it_was_read(admin_client, address):
    answer = admin_client.post(address, {"seen": ""})

    assert "Confirm that officers have read" in answer.content.decode()
    assert not Release.objects.exists()


def test_a_second_click_says_that_it_is_published_already(admin_client, address, public_window):
    factories.sent(public_window)
    admin_client.post(address, {"seen": "", "checked": "on"})

    page = Page(admin_client.post(address, {"seen": "", "checked": "on"}, follow=True))

    assert "They have been published meanwhile." in page.text
    assert Release.objects.count() == 1


def test_publishing_again_carries_the_last_one_that_was_seen(admin_client, address, public_window):
    admin_client.post(address, {"seen": "", "checked": "on"})
    reviewed(public_window)
    form = admin_client.get(address).content.decode()
    last = Release.objects.get()

    assert f'name="seen" value="{last.pk}"' in form
    admin_client.post(address, {"seen": last.pk, "checked": "on"})
    assert Release.objects.count() == 2
    assert PublishedComment.objects.count() == 1


@pytest.mark.parametrize("seen", ["0", "-1", "x", "\0", "9" * 5000, "1.5"])
def test_a_forged_last_one_counts_as_none(admin_client, address, seen):
    admin_client.post(address, {"seen": "", "checked": "on"})

    assert admin_client.post(address, {"seen": seen, "checked": "on"}).status_code == 302
    assert Release.objects.count() == 1


def test_before_closing_nothing_can_be_published(admin_client, address, set_clock):
    set_clock("2024-04-20T10:00")

    page = Page(admin_client.get(address))
    admin_client.post(address, {"seen": "", "checked": "on"})

    assert "People can still respond" in page.text
    assert ("input", "Publish the responses") not in [
        (tag, attributes.get("value")) for tag, attributes in page.tags
    ]
    assert not Release.objects.exists()


@pytest.mark.parametrize(
    ("group", "reads", "publishes"),
    [
        ("Consultation officer", 200, 302),
        ("Analyst", 200, 403),
        ("Publisher", 403, 403),
        ("Strategy editor", 403, 403),
        ("Subgroup lead", 403, 403),
    ],
)
def test_only_those_whose_work_it_is(officer, address, group, reads, publishes):
    client = officer(group)

    assert client.get(address).status_code == reads
    assert client.post(address, {"seen": "", "checked": "on"}).status_code == publishes
    assert Release.objects.exists() is (publishes == 302)


def test_the_page_costs_the_same_for_ten_as_for_one(admin_client, address, public_window):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            admin_client.get(address)
        return len(queries)

    factories.sent(public_window)
    few = cost()
    for _ in range(9):
        factories.sent(public_window)

    assert cost() == few


def test_the_first_screen_leads_there_once_it_has_closed(
    admin_client, address, consultation, set_clock
):
    assert address in Page(admin_client.get("/admin/")).links
    publish(consultation)
    assert "last published on 1 May 2024" in Page(admin_client.get("/admin/")).text

    set_clock("2024-04-20T10:00")
    assert address not in Page(admin_client.get("/admin/")).links


@pytest.mark.parametrize("number", ["1", " 1 ", "0,001"])
def test_a_public_number_leads_to_its_response(
    admin_client, address, consultation, public_window, number
):
    response = factories.sent(public_window)
    publish(consultation)

    answer = admin_client.get(address, {"number": number})

    assert answer["Location"] == response_page(response)


@pytest.mark.parametrize("number", ["", "0", "2", "-1", "one", "\0", "9" * 5000, "²"])
def test_a_number_that_there_is_not_leads_back(
    admin_client, address, consultation, public_window, number
):
    factories.sent(public_window)
    publish(consultation)

    page = Page(admin_client.get(address, {"number": number}, follow=True))

    assert "No published comment has that number." in page.text


# Holding words back


def test_a_comment_is_withheld_with_its_reason_and_shown_again(
    officer, consultation, public_window
):
    client = officer("Consultation officer")
    response = factories.sent(public_window, comments=["My neighbour did it."])
    publish(consultation)
    said = response.comments.get()

    page = Page(client.get(withholding_of(said)))
    assert "published as comment 1" in page.text
    client.post(withholding_of(said), {"reason": "identifies", "note": "Line 1."})

    page = Page(client.get(response_page(response)))
    assert "Withheld from the public: it could identify somebody" in page.text
    client.post(withholding_of(said), {"show-again": "yes"})

    page = Page(client.get(withholding_of(said)))
    assert "withheld by the-officer, because it could identify somebody. “Line 1.”" in page.text
    assert "Shown again by the-officer at" in page.text
    assert not Withholding.objects.in_force().exists()


def test_what_was_said_to_a_question_can_be_withheld(officer, consultation, public_window):
    client = officer("Consultation officer")
    response = factories.complete(public_window, comments=[])
    answer = factories.answered(response, factories.asked(consultation), text="Ask Ada.")
    submit_response(response=response, at=factories.BEGUN)

    client.post(withholding_of(answer), {"reason": "confidential", "note": ""})

    assert Withholding.objects.in_force().get().comment == answer


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"reason": ""},
        {"reason": "because"},
        {"reason": "identifies", "note": "x" * 2001},
        {"reason": "identifies", "note": "\0"},
    ],
)
def test_without_a_reason_that_there_is_nothing_is_withheld(admin_client, public_window, form):
    said = factories.sent(public_window).comments.get()

    answer = admin_client.post(withholding_of(said), form)

    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    assert not Withholding.objects.exists()


@pytest.mark.parametrize("group", ["Analyst", "Publisher", "Strategy editor", "Subgroup lead"])
def test_only_consultation_officers_withhold(officer, public_window, group):
    said = factories.sent(public_window).comments.get()
    client = officer(group)

    assert client.get(withholding_of(said)).status_code == 403
    assert client.post(withholding_of(said), {"reason": "identifies"}).status_code == 403


def test_there_is_no_page_for_words_that_are_not_there(admin_client, public_window):
    said = factories.sent(public_window).comments.get()
    unsent = factories.unsent(public_window).comments.get()
    of_another = factories.sent(public_window)

    addresses = [
        withholding_of(unsent),
        withholding_of(said).replace(f"/{said.pk}/", "/99999/"),
        reverse("admin:consultation_response_withhold", args=[of_another.pk, said.pk]),
    ]

    assert [admin_client.get(address).status_code for address in addresses] == [404] * 3


def test_a_response_costs_the_same_for_ten_comments_as_for_one(admin_client, public_window):
    def cost(number):
        words = [f"Comment {n}." for n in range(number)]
        response = factories.sent(public_window, comments=words)
        for said in response.comments.all():
            withhold(comment=said, reason="unlawful", by=factories.officer(), at=factories.BEGUN)
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.get(response_page(response)).status_code == 200
        return len(queries)

    assert cost(1) == cost(10)
