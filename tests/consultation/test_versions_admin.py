"""Officers see each response once, and withdraw it for a sender who asks."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultation.models import Response, Withdrawal
from consultation.responding import draft
from consultation.responding.amendment import begin_change, withdraw
from consultation.responding.submission import submit_response
from tests.conftest import london
from tests.consultation import factories

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,  # the admin's own templates ask for what may be missing
]
AT = london("2024-04-10T09:30")
LIST = "/admin/consultation/response/"
COMMENTS = "/admin/consultation/comment/"
WORDS = "I would report more if I heard back."
NEW_WORDS = "I would report more if I heard what came of it."


@pytest.fixture
def first(public_window):
    return factories.sent(public_window)


@pytest.fixture
def latest(first):
    change = begin_change(response=first, at=AT)
    draft.change_comment(comment=change.comments.get(), text=NEW_WORDS, at=AT)
    return submit_response(response=change, at=AT)


def page_of(response, what="change"):
    return f"{LIST}{response.pk}/{what}/"


def withdrawn(client, response, reason="Asked by telephone.", *, seen=None, follow=True):
    """The answer to the form of the page, as it was opened."""
    if seen is None:
        seen = Response.objects.latest().filter(reference=response.reference).get().pk
    form = {"reason": reason, "seen": str(seen)}
    return client.post(page_of(response, "withdraw"), form, follow=follow)


def listed(client, version=None):
    answer = client.get(LIST, {"version": version} if version else {})
    return list(answer.context["cl"].result_list)


def test_the_list_has_each_response_once_in_its_last_version(admin_client, first, latest):
    assert listed(admin_client) == [latest]
    assert "Version 2 counts" in admin_client.get(LIST).content.decode()


def test_a_change_that_is_only_begun_changes_nothing_in_the_list(admin_client, first):
    begin_change(response=first, at=AT)

    assert listed(admin_client) == [first]
    assert "Replaced" not in admin_client.get(LIST).content.decode()


def test_the_list_can_be_narrowed_to_each_state(admin_client, first, latest, public_window):
    other, gone = factories.sent(public_window), factories.sent(public_window)
    withdraw(response=gone, at=AT)

    assert set(listed(admin_client)) == {latest, other, gone}
    assert set(listed(admin_client, "counted")) == {latest, other}
    assert listed(admin_client, "withdrawn") == [gone]
    assert listed(admin_client, "changed") == [latest]
    assert listed(admin_client, "earlier") == [first]
    assert listed(admin_client, "nonsense") == []


def test_each_version_leads_to_the_others(admin_client, first, latest):
    earlier = admin_client.get(page_of(first)).content.decode()
    last = admin_client.get(page_of(latest)).content.decode()

    assert "This version is not counted and not published." in earlier
    assert WORDS in earlier
    assert page_of(latest) in earlier
    assert "Changed using its private link" in last
    assert NEW_WORDS in last
    assert page_of(first) in last


def test_the_comments_are_those_that_count(admin_client, first, latest, public_window):
    withdraw(response=factories.sent(public_window, comments=("Forget this.",)), at=AT)

    comments = [c.text for c in admin_client.get(COMMENTS).context["cl"].result_list]

    assert comments == [NEW_WORDS]


def test_an_officer_withdraws_a_response_with_a_reason(admin_client, admin_user, first, latest):
    assert page_of(latest, "withdraw") in admin_client.get(page_of(latest)).content.decode()
    confirmation = admin_client.get(page_of(first, "withdraw"))
    assert "This cannot be taken back" in confirmation.content.decode()
    assert not Withdrawal.objects.exists()

    answer = withdrawn(admin_client, first)

    withdrawal = Withdrawal.objects.get()
    assert (withdrawal.response, withdrawal.withdrawn_by) == (latest, admin_user)
    assert answer.redirect_chain[-1][0] == page_of(latest)
    html = answer.content.decode()
    assert "officer withdrew it at the sender’s request" in html
    assert "Asked by telephone." in html
    assert page_of(latest, "withdraw") not in html
    assert "Withdrawn" in admin_client.get(LIST).content.decode()


def test_withdrawing_it_twice_is_harmless(admin_client, first):
    for _ in range(2):
        answer = withdrawn(admin_client, first, "Asked by letter.", follow=False)
        assert answer.url == page_of(first)

    assert Withdrawal.objects.count() == 1


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("", "Say why the response is withdrawn."),
        ("  \n ", "Say why the response is withdrawn."),
        ("x" * 10_001, "Say it in 2,000 characters or fewer."),
        ("x\0y", "Remove the null character"),
    ],
)
def test_a_reason_that_cannot_be_is_refused_in_words(admin_client, first, reason, sentence):
    answer = withdrawn(admin_client, first, reason)

    assert sentence in answer.content.decode()
    assert Response.objects.counted().exists()


def test_an_officer_who_read_an_earlier_version_is_told_with_both_texts(
    admin_client, first, latest
):
    answer = withdrawn(admin_client, first, "Asked by letter.", seen=first.pk)

    html = answer.content.decode()
    assert answer.status_code == 409
    assert "has changed since you opened this page" in html
    assert "What you had read" in html
    assert NEW_WORDS.split(maxsplit=1)[0] in html
    assert "Asked by letter." in html
    assert not Withdrawal.objects.exists()

    shown = re.search(r'name="seen" value="(\d+)"', html)[1]
    withdrawn(admin_client, first, "Asked by letter.", seen=shown)

    assert Withdrawal.objects.get().response == latest


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30, "’"])
def test_a_page_that_does_not_say_what_was_read_withdraws_nothing(admin_client, first, seen):
    answer = withdrawn(admin_client, first, seen=seen)

    assert answer.status_code == 409
    assert "does not say which version you had read" in answer.content.decode()
    assert not Withdrawal.objects.exists()


@pytest.mark.parametrize("reason", ["<script>alert(1)</script>", "'; DROP TABLE x", "\u202eabc 🦉"])
def test_a_hostile_reason_is_kept_as_it_is_and_shown_harmlessly(admin_client, first, reason):
    html = withdrawn(admin_client, first, reason).content.decode()

    assert Withdrawal.objects.get().reason == reason
    assert "<script>alert(1)" not in html


def test_only_those_who_may_withdraw_can(client, first):
    client.force_login(factories.officer("Analyst"))

    assert "sender’s request" not in client.get(page_of(first)).content.decode()
    for method in (client.get, client.post):
        assert method(page_of(first, "withdraw")).status_code == 403


def test_a_consultation_officer_can(client, first):
    client.force_login(factories.officer("Consultation officer"))

    assert withdrawn(client, first, follow=False).status_code == 302


def test_what_was_not_sent_has_no_page(admin_client, public_window):
    unsent = factories.unsent(public_window)

    assert admin_client.get(page_of(unsent, "withdraw")).status_code == 404


def test_the_lists_ask_no_more_with_ten_of_each(admin_client, public_window):
    def one_of_each():
        first = factories.sent(public_window)
        submit_response(response=begin_change(response=first, at=AT), at=AT)
        withdraw(response=factories.sent(public_window), at=AT)

    one_of_each()
    before = [_queries(admin_client, page) for page in (LIST, COMMENTS)]
    for _ in range(9):
        one_of_each()

    assert [_queries(admin_client, page) for page in (LIST, COMMENTS)] == before


def _queries(client, page):
    with CaptureQueriesContext(connection) as queries:
        client.get(page)
    return len(queries)
