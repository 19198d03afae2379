"""Officers review the responses that were flagged, one after the other."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consideration.admin.flags import WHAT_IT_MEANS
from consultation.models import Flag, Response, Withdrawal
from tests.consideration.reviewing import review
from tests.consultation import factories
from tests.consultation.factories import BEGUN
from tests.strategy.reading import Page

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,  # the admin's own templates ask for what may be missing
]

Kind = Flag.Kind
LIST = "/admin/consultation/response/"
AT = BEGUN + dt.timedelta(hours=1)


def page_of(response):
    return f"{LIST}{response.pk}/change/"


def flagged(window, *kinds, minutes=0, **details):
    response = factories.sent(window, at=AT + dt.timedelta(minutes=minutes), **details)
    for kind in kinds or [Kind.LINKS]:
        Flag.objects.create(response=response, kind=kind, raised_at=response.received_at)
    return response


def listed(client, **filters):
    return list(client.get(LIST, filters).context["cl"].queryset)


@pytest.fixture
def officer_client(client):
    """Signed in as one who may do what consultation officers may."""
    officer = get_user_model().objects.create_user("jo", first_name="Jo", is_staff=True)
    officer.groups.add(Group.objects.get(name="Consultation officer"))
    client.force_login(officer)
    return client


def test_the_list_tells_why_each_response_is_flagged(admin_client, public_window):
    flagged(public_window, Kind.TRAP, Kind.LINKS)
    review(
        response=flagged(public_window, Kind.SAME_WORDS),
        by=get_user_model().objects.get(),
        at=AT,
    )

    text = Page(admin_client.get(LIST)).text

    assert f"{Kind.TRAP.label}; {Kind.LINKS.label}" in text
    assert f"{Kind.SAME_WORDS.label} Reviewed: publish it as it is" in text


def test_the_list_is_filtered_by_what_waits_for_review(admin_client, admin_user, public_window):
    plain = factories.sent(public_window)
    waiting = flagged(public_window, Kind.TRAP, Kind.LINKS)
    done = flagged(public_window)
    review(response=done, by=admin_user, at=AT)

    assert set(listed(admin_client, review="waiting")) == {plain, waiting}
    assert listed(admin_client, review="flagged") == [waiting]
    assert listed(admin_client, review="done") == [done]
    assert set(listed(admin_client)) == {plain, waiting, done}
    assert listed(admin_client, review="'; DROP TABLE") == []


def test_an_earlier_version_or_a_withdrawn_response_waits_for_nobody(public_window):
    earlier = flagged(public_window)
    factories.sent(public_window, replaces=earlier, version=2)
    withdrawn = flagged(public_window)
    Withdrawal.objects.create(response=withdrawn, withdrawn_at=AT)

    assert not Response.objects.waiting_for_review().exists()


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.value)
def test_the_page_of_a_response_says_in_plain_words_why_it_is_flagged(
    admin_client, public_window, kind
):
    page = Page(admin_client.get(page_of(flagged(public_window, kind))))

    assert kind.label in page.text
    assert WHAT_IT_MEANS[kind] in page.text
    assert "counts like any other" in page.text


def test_the_page_of_a_response_without_flags_says_nothing_of_them(admin_client, public_window):
    page = Page(admin_client.get(page_of(factories.sent(public_window))))

    assert "counts like any other" not in page.text


def test_a_decision_reviews_its_flags(officer_client, public_window):
    response = flagged(public_window)

    officer_client.post(f"{LIST}{response.pk}/review/", {"act": "decide", "seen": "0"})

    flag = response.flags.get()
    assert (flag.reviewed_by.username, str(flag.reviewed_at.date())) == ("jo", "2024-04-10")
    assert "Jo reviewed it at 10am" in Page(officer_client.get(page_of(response))).text


def test_who_may_only_read_has_no_button(client, public_window):
    reader = get_user_model().objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_response"))
    client.force_login(reader)
    response = flagged(public_window)

    page = Page(client.get(page_of(response)))

    assert "Flagged" in page.text
    assert "Review it" not in page.text
    assert client.get(f"{LIST}{response.pk}/review/").status_code == 403


def test_there_is_nothing_to_review_in_what_was_not_sent(officer_client, public_window):
    unsent = factories.unsent(public_window)

    assert officer_client.get(f"{LIST}{unsent.pk}/review/").status_code == 404


def test_the_first_screen_says_how_many_wait_and_leads_to_them(
    officer_client, public_window, consultation
):
    for n in range(2):
        flagged(public_window, Kind.TRAP, Kind.LINKS, minutes=n)
    factories.sent(public_window)

    page = Page(officer_client.get("/admin/"))

    assert "3 to review" in page.text
    assert f"{LIST}to-review/{consultation.pk}/" in page.links


@pytest.mark.parametrize("address", ["/admin/", LIST, "page"])
def test_flags_cost_the_same_queries_for_one_and_for_ten(admin_client, public_window, address):
    response = flagged(public_window, Kind.TRAP)
    address = page_of(response) if address == "page" else address
    admin_client.get(address)
    with CaptureQueriesContext(connection) as few:
        admin_client.get(address)
    for n in range(10):
        flagged(public_window, *Kind, minutes=n)
    for kind in set(Kind) - {Kind.TRAP}:
        Flag.objects.create(response=response, kind=kind, raised_at=AT)

    with CaptureQueriesContext(connection) as many:
        admin_client.get(address)

    assert len(many) == len(few)
