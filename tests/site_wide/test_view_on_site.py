"""“View on site” on an officers' page leads to the public page, and only where there is one."""

import re

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


def links(client, row):
    page = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    return re.findall(r'href="(/admin/r/[^"]*)"', client.get(page).content.decode())


def test_it_leads_to_what_the_public_can_read(admin_client, consultation):
    rows = [consultation, consultation.circulation.first(), Subgroup.objects.first()]

    found = [link for row in rows for link in links(admin_client, row)]

    assert len(found) > len(rows)
    for link in found:
        assert admin_client.get(link, follow=True).status_code == 200


def test_it_is_not_offered_before(admin_client, edition):
    coming = factories.prepared(edition)
    group = coming.circulation.create(slug="riders", name="Riders")

    for row in (coming, group, strategy().subgroups.get()):
        assert links(admin_client, row) == []
