"""How often the partnership is read, and what stands in for it."""

import pytest
from django.db import OperationalError, connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from sdp_portal import partnership
from sdp_portal.templatetags.partnership import theme_picture
from strategy.models import Partnership

pytestmark = pytest.mark.django_db


def readings(client, address="/privacy/", **environ):
    with CaptureQueriesContext(connection) as queries:
        client.get(address, **environ)
    return sum('FROM "strategy_partnership"' in each["sql"] for each in queries)


@pytest.mark.parametrize("address", ["/", "/privacy/", "/document/", "/search/?q=crime"])
def test_a_page_reads_it_once(client, set_clock, address):
    assert readings(client, address) == 1


def test_pages_with_the_same_stamp_read_it_once(client, set_clock):
    assert [readings(client, **{partnership.STAMP: stamp}) for stamp in (5, 5, 6, 6, 5)] == [
        *(1, 0),
        *(1, 0),
        1,
    ]


def test_a_page_with_a_new_stamp_has_the_new_name(client, set_clock):
    client.get("/privacy/", **{partnership.STAMP: 5})
    Partnership.objects.update(name="Safer Northshire")

    page = client.get("/privacy/", **{partnership.STAMP: 6}).content.decode()

    assert "Safer Northshire</p>" in page


def test_an_officer_sees_a_change_at_once(admin_client, set_clock):
    admin_client.get("/privacy/", **{partnership.STAMP: 5})
    Partnership.objects.update(name="Safer Northshire")

    page = admin_client.get("/privacy/", **{partnership.STAMP: 5}).content.decode()

    assert "Safer Northshire</p>" in page


def test_a_row_that_was_read_without_a_stamp_is_nobody_elses(client, set_clock):
    partnership.current()
    Partnership.objects.update(name="Safer Northshire")

    assert partnership.current().name == "Safer Northshire"


def test_error_pages_have_the_name_that_was_read_last(settings):
    settings.PORTAL_NAME = "From the environment"
    assert partnership.name_without_database() == "From the environment"

    partnership.current()

    assert partnership.name_without_database() == "Safe Durham Partnership"


def test_an_unknown_address_has_the_name_at_once(client, set_clock):
    page = client.get("/nothing-here/").content.decode()

    assert "– Safe Durham Partnership</title>" in page


def test_an_error_page_asks_no_database(client, set_clock):
    client.get("/privacy/")

    def lost(*_):
        raise OperationalError

    with connection.execute_wrapper(lost):
        page = client.get("/nothing-here/")

    assert page.status_code == 404
    assert "– Safe Durham Partnership</title>" in page.content.decode()


def test_every_theme_has_a_picture_however_many_there_are():
    pictures = [theme_picture(number) for number in ("1", "2.1", "2.1.3", 4, 5, "")]

    assert pictures[0] == pictures[4] == pictures[5]
    assert pictures[1] == pictures[2] != pictures[0]
    for picture in pictures:
        assert "<path" in render_to_string(picture)
