"""Officers read every response, and see which ones nobody has read."""

import datetime as dt

import pytest

from consideration.models import Reading
from consideration.reviewing.reading import mark_as_read, next_unread, read_by_nobody
from consultation.models import Response
from consultation.responding.amendment import withdraw
from tests.consultation.factories import BEGUN, sent

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,
]

LIST = "/admin/consultation/response/"


@pytest.fixture
def three(public_window):
    return [sent(public_window, at=BEGUN + dt.timedelta(minutes=n)) for n in range(1, 4)]


@pytest.fixture
def reader(signed_in):
    return signed_in("Consultation officer")


def read(client, response):
    return client.post(f"{LIST}{response.pk}/read/")


def listed(client, **query):
    return [row.pk for row in client.get(LIST, query).context["cl"].result_list]


def test_reading_one_opens_the_next_that_this_officer_has_not_read(reader, three):
    first, second, third = three
    assert read(reader, second).url.endswith(f"/{third.pk}/change/")
    assert read(reader, third).url.endswith(f"/{first.pk}/change/")
    assert read(reader, first).url == LIST
    assert Reading.objects.filter(officer=reader.officer).count() == 3


def test_a_double_click_reads_once(reader, three):
    read(reader, three[0])
    read(reader, three[0])

    assert three[0].readings.count() == 1


def test_the_list_says_who_has_read_what(reader, three):
    reader.officer.first_name = "Jo"
    reader.officer.save()
    read(reader, three[0])

    page = reader.get(LIST).content.decode()

    assert "Read by Jo" in page
    assert page.count("Unread") == 2


def test_it_can_be_filtered_by_reading(reader, three, make_officer):
    other = make_officer("sam", "Analyst")
    read(reader, three[0])
    mark_as_read(response=three[1], by=other, at=BEGUN)

    assert listed(reader, read="nobody") == [three[2].pk]
    assert listed(reader, read="not-me") == [three[2].pk, three[1].pk]
    assert listed(reader, read="me") == [three[0].pk]
    assert listed(reader, read="O’Neil") == []


def test_what_no_longer_counts_is_not_next(reader, three):
    first, second, third = three
    withdraw(response=second, by=reader.officer, reason="Asked by telephone.", at=BEGUN)

    assert next_unread(after=first, by=reader.officer) == third


def test_another_consultation_is_not_gone_on_with(reader, three, edition):
    for response in three[1:]:
        read(reader, response)

    assert read_by_nobody(Response.objects.sent()).get() == three[0]
    assert next_unread(after=three[0], by=reader.officer) is None


def test_whoever_may_see_no_responses_reads_none(signed_in, three):
    assert read(signed_in("Strategy editor"), three[0]).status_code == 403
    assert not Reading.objects.exists()


def test_the_words_come_before_what_is_known_about_them(reader, public_window):
    response = sent(public_window, comments=("The lights are out – again ’🙂’.",))

    page = reader.get(f"{LIST}{response.pk}/change/").content.decode()

    assert page.index("The lights are out – again ’🙂’.") < page.index("Received at")
    assert "Nobody has read it yet." in page
    assert "Organisation:" not in page
