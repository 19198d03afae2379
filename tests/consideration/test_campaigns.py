"""Campaigns are found among what came, and what officers make of them stays."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from consideration.campaigns.finding import AT_ONCE, find_campaigns, not_compared
from consideration.campaigns.reading import campaigns_of, campaigns_with_numbers, numbers_of
from consideration.campaigns.regrouping import (
    RegroupingError,
    join,
    put_back,
    split_off,
    take_out,
    taken_out,
)
from consideration.models import Campaign, Fingerprint, Membership
from consideration.reviewing.review import to_review
from consultation.models import Comment, Response
from consultation.responding.amendment import withdraw
from site_wide.due_work import STEPS
from strategy.models import Part
from tests.consideration.campaigning import TEMPLATE, campaign_of, texts
from tests.consultation import factories
from tests.consultation.factories import BEGUN

pytestmark = pytest.mark.django_db

AT = BEGUN + dt.timedelta(days=3)
OTHER = "Buses must run until midnight, because nurses walk home alone through the park – {}."


@pytest.fixture
def officer():
    return factories.officer()


@pytest.fixture
def campaign(public_window):
    return campaign_of(4, public_window)


def members_of(campaign):
    return list(campaign.memberships.in_force().order_by("comment"))


def keys_of(members):
    return [each.pk for each in members]


def size(campaign):
    return (numbers_of(campaign) or {"responses": 0})["responses"]


def came(window, text=TEMPLATE, at=AT, **details):
    response = factories.sent(window, at=at, comments=[text], **details)
    find_campaigns(at=at)
    return response


def test_due_work_finds_them():
    assert find_campaigns in STEPS


def test_responses_around_a_template_are_a_campaign(campaign, consultation):
    assert campaign.title == "Our street has had no working lamps since last winter – the…"
    assert campaign.text == TEMPLATE.removesuffix(".")
    assert campaigns_with_numbers(consultation).get() == {
        "campaign": campaign.pk,
        "responses": 4,
        "first_at": BEGUN + dt.timedelta(hours=1),
        "last_at": BEGUN + dt.timedelta(hours=4),
    }


def test_every_response_counts_and_waits_for_review_as_before(campaign, consultation):
    assert Response.objects.counted().count() == 4
    assert to_review(consultation.responses).count() == 4
    assert Comment.objects.filter(text__contains=TEMPLATE).count() == 4


def test_responses_that_come_one_at_a_time_are_found_as_well(public_window, consultation):
    for n, text in enumerate(texts(4)):
        came(public_window, text, at=AT + dt.timedelta(minutes=n))
        came(public_window, OTHER.format(f"{'so ' * n}here"), at=AT + dt.timedelta(minutes=n))

    sizes = [each["responses"] for each in campaigns_with_numbers(consultation)]

    assert sizes == [4, 4]


def test_nothing_is_compared_twice(campaign, consultation):
    assert not not_compared(consultation).exists()
    before = list(Membership.objects.values())

    find_campaigns(at=AT)

    assert list(Membership.objects.values()) == before


def test_one_comparison_reads_only_what_is_near(campaign, public_window):
    for n in range(30):
        came(public_window, f"Nobody else says number {n}, with these {n} words and {n * 7} more.")
    factories.sent(public_window, at=AT, comments=[TEMPLATE])

    with CaptureQueriesContext(connection) as queries:
        find_campaigns(at=AT)

    assert not any("Nobody else says" in query["sql"] for query in queries)
    assert len(Membership.objects.all()) == 5


def test_drafts_short_ones_and_withdrawn_ones_are_not_compared(
    public_window, officer, consultation
):
    factories.unsent(public_window, comments=[TEMPLATE])
    factories.sent(public_window, comments=["I agree."])
    gone = factories.sent(public_window, comments=[TEMPLATE])
    withdraw(response=gone, by=officer, reason="Asked.", at=AT)

    assert not not_compared(consultation).exists()
    find_campaigns(at=AT)

    assert not Fingerprint.objects.exists()


def test_the_same_words_twice_in_one_response_are_one_response(public_window, consultation):
    factories.sent(public_window, comments=texts(2))
    find_campaigns(at=AT)

    assert not campaigns_with_numbers(consultation).exists()


def test_quoting_the_strategy_is_no_campaign(public_window, consultation):
    parts = Part.objects.filter(edition=consultation.edition).exclude(plain_text="")
    quoted = max(parts, key=lambda part: len(part.plain_text)).plain_text[:2000]
    for name in ("Ann", "Ben"):
        factories.sent(public_window, comments=[f"{name} means this: {quoted}"])

    find_campaigns(at=AT)

    assert not Campaign.objects.exists()


def test_consultations_do_not_mix(campaign, edition):
    other = factories.prepared(edition, slug="other")
    Fingerprint.objects.all().delete()

    find_campaigns(at=AT)

    assert not other.campaigns.exists()


def test_hostile_words_do_no_harm(public_window, consultation):
    nasty = "<script>alert(1)</script> '; DROP TABLE x; -- {n} %s \\ \u202e עברית 👩‍👧 e\u0301 "
    for n in range(3):
        factories.sent(public_window, comments=[nasty * 20 + str(n)])

    find_campaigns(at=AT)

    assert campaigns_with_numbers(consultation).get()["responses"] == 3


def test_more_come_than_are_read_at_once(public_window, consultation, monkeypatch):
    monkeypatch.setattr("consideration.campaigns.finding.AT_ONCE", 3)
    assert AT_ONCE > 3

    campaign = campaign_of(8, public_window)

    assert size(campaign) == 8
    assert Campaign.objects.count() == 1


def test_a_part_is_split_off_and_stays_apart(campaign, officer, public_window):
    first, second, *_ = members_of(campaign)

    new = split_off(campaign=campaign, members=keys_of([first, second]), by=officer, at=AT)
    find_campaigns(at=AT)

    assert (size(campaign), size(new)) == (2, 2)
    assert [each.put_by for each in members_of(new)] == [officer, officer]
    first.refresh_from_db()
    assert (first.ended_at, first.ended_by) == (AT, officer)
    came(public_window)
    assert {size(campaign), size(new)} == {2, 3}


@pytest.mark.parametrize("number", [0, 1, 4])
def test_none_one_and_all_are_not_split_off(campaign, officer, number):
    chosen = keys_of(members_of(campaign)[:number])

    with pytest.raises(RegroupingError):
        split_off(campaign=campaign, members=chosen, by=officer, at=AT)

    assert size(campaign) == 4


def test_a_member_of_another_campaign_is_not_split_off(campaign, officer, public_window):
    other = campaign_of(2, public_window, words=lambda n: [OTHER.format(x) for x in range(n)])

    with pytest.raises(RegroupingError, match="Choose the responses"):
        take_out(campaign=campaign, members=keys_of(members_of(other)), by=officer, at=AT)


def test_what_was_taken_out_stays_out_until_it_is_put_back(campaign, officer, public_window):
    member = members_of(campaign)[0]

    assert take_out(campaign=campaign, members=[member.pk], by=officer, at=AT) == 1
    came(public_window)

    assert size(campaign) == 4
    assert not campaigns_of(member.comment.response)
    assert [each.pk for each in taken_out(campaign)] == [member.pk]
    put_back(campaign=campaign, member=member.pk, by=officer, at=AT)
    assert size(campaign) == 5
    assert not taken_out(campaign)
    with pytest.raises(RegroupingError):
        put_back(campaign=campaign, member=member.pk, by=officer, at=AT)


def test_a_campaign_of_one_ends_as_a_campaign(campaign, officer, consultation, public_window):
    *three, last = members_of(campaign)

    take_out(campaign=campaign, members=keys_of(three), by=officer, at=AT)

    assert not campaigns_with_numbers(consultation).exists()
    assert not campaigns_of(last.comment.response)
    came(public_window)
    assert size(campaign) == 2


def test_two_campaigns_are_joined_and_new_ones_follow(campaign, officer, public_window):
    other = campaign_of(3, public_window, words=lambda n: [OTHER.format(x) for x in range(n)])

    assert join(campaign=other, into=campaign, by=officer, at=AT) == 3

    assert (size(campaign), size(other)) == (7, 0)
    came(public_window, OTHER.format("as my sister does"))
    assert size(campaign) == 8
    with pytest.raises(RegroupingError):
        join(campaign=campaign, into=other, by=officer, at=AT)
    with pytest.raises(RegroupingError):
        join(campaign=campaign, into=campaign, by=officer, at=AT)


def test_what_was_joined_before_follows_too(campaign, officer, public_window):
    second = campaign_of(2, public_window, words=lambda n: [OTHER.format(x) for x in range(n)])
    words = "Please fund the youth club in our village so that teenagers have a place, {}."
    third = campaign_of(2, public_window, words=lambda n: [words.format(x) for x in range(n)])

    join(campaign=third, into=second, by=officer, at=AT)
    second.refresh_from_db()
    join(campaign=second, into=campaign, by=officer, at=AT)
    came(public_window, words.format("warm and dry"))

    assert size(campaign) == 9


def test_a_withdrawn_response_leaves_the_numbers(campaign, officer):
    withdraw(response=members_of(campaign)[0].comment.response, by=officer, reason="Asked.", at=AT)

    assert size(campaign) == 3


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE consideration_membership SET put_at = now()",
        "DELETE FROM consideration_membership",
        "TRUNCATE consideration_membership",
    ],
)
def test_the_record_of_who_grouped_what_stays(campaign, change):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match=r"stays|empt"), transaction.atomic():
            cursor.execute(change)


def test_a_membership_ends_once(campaign, officer):
    member = members_of(campaign)[0]
    take_out(campaign=campaign, members=[member.pk], by=officer, at=AT)

    with pytest.raises(DatabaseError, match="stays on the record"), transaction.atomic():
        Membership.objects.filter(pk=member.pk).update(ended_at=None, ended_by=None)


def test_a_comment_is_in_one_campaign_at_a_time(campaign):
    comment = members_of(campaign)[0].comment

    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(campaign=campaign, comment=comment, put_at=AT)


def test_a_campaign_needs_a_title(campaign):
    campaign.title = " "

    with pytest.raises(ValidationError, match="Enter a title"):
        campaign.full_clean()
