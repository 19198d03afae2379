"""The prefix of a consultation's references stays once somebody has one."""

import pytest
from django.db import IntegrityError

from consultation.models import Consultation
from tests.consultation import factories
from tests.sdp_portal.officers.forms import filled_in
from tests.sdp_portal.officers.test_addresses import admin_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,
]


def change(client, consultation, prefix):
    address = f"{admin_of(consultation)}change/"
    page = client.get(address)
    client.post(address, filled_in(page) | {"reference_prefix": prefix})
    return page.content.decode()


def test_it_can_change_before_a_reference_is_given(admin_client, consultation, public_window):
    factories.unsent(public_window)

    change(admin_client, consultation, "ABC")

    assert Consultation.objects.get(pk=consultation.pk).reference_prefix == "ABC"


def test_from_the_first_reference_on_it_stays_and_the_form_says_why(
    admin_client, consultation, public_window
):
    factories.sent(public_window)

    page = change(admin_client, consultation, "ABC")

    assert "People have references that begin like this" in page
    assert Consultation.objects.get(pk=consultation.pk).reference_prefix == "SDP"


def test_the_database_refuses_it_too(consultation, public_window):
    factories.sent(public_window)

    with pytest.raises(IntegrityError, match="People have references"):
        Consultation.objects.update(reference_prefix="ABC")


def test_other_fields_can_still_change(consultation, public_window):
    factories.sent(public_window)

    Consultation.objects.update(telephone="0191 000 0000")
