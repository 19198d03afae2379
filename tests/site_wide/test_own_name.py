"""An officer without a name is asked for it; the account’s pages lead back to work."""

import pytest
from django.urls import reverse

from tests.strategy.reading import Page

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,
]


def test_the_first_officer_is_asked_for_a_name(admin_client, admin_user):
    page = Page(admin_client.get("/admin/"))

    assert f"Your account has only the username “{admin_user.username}”." in page.text
    assert reverse("admin:sdp_portal_officer_change", args=[admin_user.pk]) in page.links


def test_who_has_a_name_is_not_asked(admin_client, admin_user):
    admin_user.first_name = "Siân"
    admin_user.save()

    assert "What’s your name?" not in Page(admin_client.get("/admin/")).text


def test_who_cannot_change_the_own_account_is_not_asked(signed_in):
    assert "What’s your name?" not in Page(signed_in("Analyst").get("/admin/")).text


@pytest.mark.parametrize("name", ["mfa_index", "account_change_password"])
def test_the_pages_of_an_account_lead_back(admin_client, name):
    page = Page(admin_client.get(reverse(name), follow=True))

    assert "Back to the officers’ pages" in page.text
    assert "/admin/" in page.links


def test_who_is_signed_out_is_led_nowhere(client):
    page = Page(client.get(reverse("account_reset_password")))

    assert "Back to the officers’ pages" not in page.text


def test_before_a_second_factor_is_set_up_there_is_no_way_back(admin_client, settings):
    settings.OFFICERS_NEED_SECOND_FACTOR = True

    page = Page(admin_client.get(reverse("mfa_index")))

    assert "Back to the officers’ pages" not in page.text
    assert "Before you work here you need a second factor" in page.text
