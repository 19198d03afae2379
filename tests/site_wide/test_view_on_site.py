"""“View on site” on an officers' page leads to the public page, and only where there is one."""

import pytest
from django.urls import reverse

from tests.consultation import factories
from tests.strategy.factories import strategy
from themes.models import Subgroup

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,  # the admin's own templates ask for what may be missing
]


def offers_it(client, row):
    page = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    link = f'href="{row.get_absolute_url()}" class="viewsitelink"'
    return link in client.get(page).content.decode()


def test_it_leads_to_what_the_public_can_read(admin_client, consultation):
    for row in (consultation, Subgroup.objects.first()):
        assert offers_it(admin_client, row)
        assert admin_client.get(row.get_absolute_url()).status_code == 200


def test_it_is_not_offered_before(admin_client, edition):
    coming = factories.prepared(edition)
    group = coming.circulation.create(slug="riders", name="Riders")

    for row in (coming, group, strategy().subgroups.get()):
        assert not offers_it(admin_client, row)
