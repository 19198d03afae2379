"""Codes: two levels, one name each, merged and copied with nothing lost."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from consideration.coding.codes import (
    EQUALITY_CODES,
    MergeError,
    add_equality_codes,
    copy_codes,
    merge,
)
from consideration.coding.counts import codes_with_numbers
from consideration.models import Code, Coding
from consultation.models import Consultation
from consultation.responding.amendment import withdraw
from tests.consideration.coding import code, coded
from tests.consultation import factories
from tests.consultation.factories import BEGUN
from tests.sdp_portal.officers.forms import opened
from tests.strategy.reading import Page

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,
]
LIST = "/admin/consideration/code/"


@pytest.fixture
def analyst(signed_in):
    return signed_in("Analyst")


@pytest.fixture
def earlier(edition):
    return Consultation.objects.create(edition=edition, slug="earlier", title="Earlier")


def sends(client, consultation, row=None, **fields):
    page = f"{LIST}{row.pk}/change/" if row else f"{LIST}add/"
    form = {"consultation": consultation.pk, "parent": "", "guidance": "", "family": ""}
    if row:
        form |= opened(client, page)
    return client.post(page, form | fields)


# Making and moving


def test_an_analyst_makes_a_code_under_another(analyst, consultation):
    top = code(consultation, "Roads")

    sends(analyst, consultation, name="Off-road bikes’ “noise” – 🏍", parent=top.pk)

    assert Code.objects.get(parent=top).name == "Off-road bikes’ “noise” – 🏍"


@pytest.mark.parametrize("name", ["roads", "ROADS", " Roads "])
def test_a_code_named_like_another_is_refused_and_nothing_is_lost(analyst, consultation, name):
    code(consultation, "Roads")

    answer = sends(analyst, consultation, name=name, guidance="Long guidance.")

    assert "has the code “Roads” already" in Page(answer).text
    assert "Long guidance." in answer.content.decode()
    assert Code.objects.count() == 1


@pytest.mark.parametrize(("length", "made"), [(300, 1), (301, 0)])
def test_a_name_has_at_most_300_characters(analyst, consultation, length, made):
    answer = sends(analyst, consultation, name="n" * length)

    assert Code.objects.count() == made
    assert made or "at most 300 characters" in Page(answer).text


def test_another_consultation_may_have_the_name(analyst, consultation, earlier):
    code(earlier, "Roads")

    sends(analyst, consultation, name="Roads")

    assert consultation.codes.count() == 1


def test_a_third_level_is_refused_in_words(analyst, consultation):
    top, other = code(consultation, "Roads"), code(consultation, "Parks")
    code(consultation, "Bikes", parent=top)

    answer = sends(analyst, consultation, row=top, name="Roads", parent=other.pk)

    assert "there would be a third level" in Page(answer).text
    top.refresh_from_db()
    assert top.parent is None


def test_a_code_of_another_consultation_cannot_be_above(analyst, consultation, earlier):
    other = code(earlier, "Roads")

    answer = sends(analyst, consultation, name="Bikes", parent=other.pk)

    assert "of another consultation" in Page(answer).text


@pytest.mark.parametrize("elsewhere", [True, False])
def test_the_database_refuses_a_third_level_and_another_consultation(
    consultation, earlier, elsewhere
):
    top = code(earlier if elsewhere else consultation, "Roads")
    parent = top if elsewhere else code(consultation, "Bikes", parent=top)

    with pytest.raises(IntegrityError), transaction.atomic():
        code(consultation, "Noise", parent=parent)


def test_renaming_is_on_the_record(analyst, consultation):
    roads = code(consultation, "Roads")

    sends(analyst, consultation, row=roads, name="Roads and paths")

    page = Page(analyst.get(f"{LIST}{roads.pk}/history/")).text
    assert "Roads and paths" in page


def test_a_code_that_a_comment_has_is_not_deleted(admin_client, consultation, public_window):
    roads = code(consultation, "Roads")
    coded(public_window, roads)

    answer = admin_client.get(f"{LIST}{roads.pk}/delete/")

    assert "You can’t delete the code “Roads” while" in Page(answer).text


# Merging


def test_what_had_the_merged_code_has_the_other(analyst, consultation, public_window):
    bikes, noise = code(consultation, "Bikes"), code(consultation, "Noise")
    child = code(consultation, "Quads", parent=bikes)
    only, both = coded(public_window, bikes), coded(public_window, bikes, noise)

    answer = analyst.post(f"{LIST}{bikes.pk}/merge/", {"into": noise.pk}, follow=True)

    for comment in (only, both):
        codings = Coding.objects.in_force().filter(point__comment=comment)
        assert [each.code for each in codings] == [noise]
    assert Coding.objects.filter(code=bikes).count() == 2
    child.refresh_from_db()
    assert child.parent == noise
    assert "“Bikes” into “Noise”: jo" in Page(answer).text
    assert "2" in Page(answer).text


def test_merging_asks_first(analyst, consultation):
    bikes = code(consultation, "Bikes")
    code(consultation, "Noise")

    page = Page(analyst.get(f"{LIST}{bikes.pk}/merge/")).text

    assert "You cannot split the two again" in page
    assert bikes.merged_into is None


def test_the_name_of_a_merged_code_is_free(consultation, admin_user):
    bikes, noise = code(consultation, "Bikes"), code(consultation, "Noise")
    merge(code=bikes, into=noise, by=admin_user, at=BEGUN)

    assert code(consultation, "bikes").pk


@pytest.mark.parametrize(
    ("code_name", "into_name", "why"),
    [
        ("Roads", "Roads", "into itself"),
        ("Roads", "Bikes", "is under"),
        ("Roads", "Shops", "third level"),
        ("Gone", "Roads", "just been merged"),
        ("Roads", "Gone", "just been merged"),
        ("Roads", "Elsewhere", "two consultations"),
    ],
)
def test_a_merge_that_makes_no_sense_is_refused(
    consultation, earlier, admin_user, code_name, into_name, why
):
    roads, parks = code(consultation, "Roads"), code(consultation, "Parks")
    code(consultation, "Bikes", parent=roads)
    code(consultation, "Shops", parent=parks)
    gone = code(consultation, "Gone")
    merge(code=gone, into=parks, by=admin_user, at=BEGUN)
    elsewhere = code(earlier, "Elsewhere")
    into = elsewhere if into_name == "Elsewhere" else Code.objects.get(name=into_name)
    if into_name == "Elsewhere":  # so that only this is wrong
        roads.children.update(parent=None)

    with pytest.raises(MergeError, match=why):
        merge(code=Code.objects.get(name=code_name), into=into, by=admin_user, at=BEGUN)


def test_merging_into_its_own_child_keeps_everything(analyst, consultation):
    roads = code(consultation, "Roads")
    bikes = code(consultation, "Bikes", parent=roads)

    answer = analyst.post(f"{LIST}{roads.pk}/merge/", {"into": bikes.pk})

    assert answer.status_code == 422
    assert "Merge it the other way round" in Page(answer).text
    assert Code.objects.in_use().count() == 2


# Copied, and for equality


def test_codes_are_copied_with_their_levels(analyst, consultation, earlier):
    top = code(earlier, "Roads", guidance="Not paths.")
    bikes = code(earlier, "Bikes", parent=top)
    code(consultation, "roads")

    analyst.post(f"{LIST}of/{consultation.pk}/copy/", {"source": earlier.pk})

    copy = consultation.codes.get(name="Bikes")
    assert (copy.parent.name, copy.copied_from) == ("roads", bikes)
    assert copy_codes(source=earlier, target=consultation) == 0


@pytest.mark.parametrize("source", ["", "0", "x", "99999999999999999999"])
def test_copying_from_nowhere_is_told(analyst, consultation, source):
    page = analyst.post(f"{LIST}of/{consultation.pk}/copy/", {"source": source}, follow=True)

    assert "Choose the consultation" in Page(page).text


def test_the_codes_for_equality_come_at_once_and_only_once(analyst, consultation):
    age = code(consultation, "AGE")

    analyst.post(f"{LIST}of/{consultation.pk}/equality/")

    age.refresh_from_db()
    assert age.family == "equality"
    assert consultation.codes.filter(family="equality").count() == len(EQUALITY_CODES) + 1 == 14
    assert add_equality_codes(consultation) == 0


# Numbers and lists


def test_a_comment_counts_once_for_a_code_and_those_under_it(consultation, public_window):
    top = code(consultation, "Roads")
    bikes, noise = (code(consultation, name, parent=top) for name in ("Bikes", "Noise"))
    coded(public_window, bikes, noise)
    coded(public_window, noise)

    numbers = {each.name: each.comments for each in codes_with_numbers(consultation)}

    assert numbers == {"Roads": 2, "Bikes": 1, "Noise": 2}


def test_withdrawn_responses_do_not_count(consultation, public_window):
    comment = coded(public_window, code(consultation, "Roads"))
    withdraw(response=comment.response, at=BEGUN)

    assert [each.comments for each in codes_with_numbers(consultation)] == [0]


def test_the_comments_of_a_code_include_those_under_it(analyst, consultation, public_window):
    top = code(consultation, "Roads")
    bikes = code(consultation, "Bikes", parent=top)
    coded(public_window, bikes, text="Quad bikes at night.")
    factories.sent(public_window, comments=["Nothing of that."])

    page = Page(analyst.get(f"{LIST}{top.pk}/comments/")).text

    assert "Quad bikes at night." in page
    assert "Nothing of that." not in page


@pytest.mark.parametrize(("value", "found"), [("some", 1), ("none", 1), ("code", 1), ("x", 0)])
def test_the_list_of_comments_is_filtered_by_code(
    analyst, consultation, public_window, value, found
):
    roads = code(consultation, "Roads")
    coded(public_window, roads)
    factories.sent(public_window)

    asked = roads.pk if value == "code" else value
    answer = analyst.get(f"/admin/consultation/comment/?code={asked}")

    assert answer.context["cl"].result_count == found


@pytest.mark.parametrize("page", ["of", "comments"])
def test_ten_rows_take_as_many_queries_as_one(analyst, consultation, public_window, page):
    top = code(consultation, "Roads")
    coded(public_window, top)
    address = f"{LIST}of/{consultation.pk}/" if page == "of" else f"{LIST}{top.pk}/comments/"
    analyst.get(address)
    with CaptureQueriesContext(connection) as one:
        analyst.get(address)
    for n in range(9):
        coded(public_window, code(consultation, f"Code {n}", parent=top))

    with CaptureQueriesContext(connection) as ten:
        analyst.get(address)

    assert len(ten) == len(one)


@pytest.mark.parametrize(
    ("group", "sees", "orders"),
    [("Analyst", 200, 200), ("Consultation officer", 200, 200), ("Safeguarding lead", 200, 403)],
)
def test_who_orders_codes(signed_in, consultation, group, sees, orders):
    client, roads = signed_in(group), code(consultation, "Roads")

    assert client.get(f"{LIST}of/{consultation.pk}/").status_code == sees
    assert client.get(f"{LIST}{roads.pk}/merge/").status_code == orders
