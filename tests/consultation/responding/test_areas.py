"""Areas exist for a time: “About you” offers those of the day."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from consultation.models import Response
from tests.consultation.responding.test_responding import ABOUT_YOU, COMMENT, WHO

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]
FIRST, LAST = dt.date(2024, 3, 20), dt.date(2024, 4, 10)


@pytest.fixture
def area(client, consultation):
    client.post(COMMENT, {"text": "Good."})
    return consultation.localities.create(
        name="The Dales – “west” 🙂", valid_from=FIRST, valid_until=LAST
    )


@pytest.mark.parametrize(
    ("moment", "is_offered"),
    [
        ("2024-03-19T23:59", False),
        ("2024-03-20T00:00", True),
        ("2024-04-10T23:59", True),
        ("2024-04-11T00:00", False),
    ],
)
def test_an_area_is_offered_from_its_first_to_its_last_day(
    client, area, set_clock, moment, is_offered
):
    set_clock(moment)

    page = client.get(ABOUT_YOU).content.decode()

    assert (f'<option value="{area.pk}"' in page) is is_offered


def test_an_area_that_no_longer_exists_is_refused(client, area, set_clock):
    set_clock("2024-04-11T00:00")

    answer = client.post(ABOUT_YOU, WHO | {"locality": area.pk}, follow=True)

    assert answer.context["response"].locality is None


def test_an_area_without_dates_is_always_offered(client, consultation):
    client.post(COMMENT, {"text": "Good."})
    area = consultation.localities.create(name="Everywhere")

    assert f'<option value="{area.pk}"' in client.get(ABOUT_YOU).content.decode()


def test_the_last_day_is_not_before_the_first(consultation):
    area = consultation.localities.model(
        consultation=consultation, name="Upside down", valid_from=LAST, valid_until=FIRST
    )

    with pytest.raises(ValidationError, match="The last day must not be"):
        area.full_clean()


def test_an_area_that_somebody_chose_stays_chosen_after_its_last_day(client, area, set_clock):
    client.post(ABOUT_YOU, WHO | {"locality": area.pk})
    set_clock("2024-04-11T00:00")

    page = client.get(ABOUT_YOU).content.decode()
    client.post(ABOUT_YOU, WHO | {"locality": area.pk})

    assert f'<option value="{area.pk}" selected' in page
    assert Response.objects.get().locality == area
