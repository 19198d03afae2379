"""Before something is deleted, officers read what stays and what the public no longer sees."""

import pytest
from django.contrib import admin
from django.urls import reverse

from consultation.models import Consultation, Window
from strategy.models import Document, Milestone
from tests.strategy.reading import Page
from themes.models import Subgroup

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,
]


def deleting(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_delete", args=[row.pk])


def test_the_page_says_what_the_public_no_longer_sees(admin_client):
    milestone = Milestone.objects.filter(windows=None).first()

    text = Page(admin_client.get(deleting(milestone))).text

    assert f"You’re about to delete the milestone “{milestone.title}”." in text
    assert "The public timeline no longer shows it." in text


def test_what_others_need_is_not_deleted_and_the_page_says_so(admin_client):
    subgroup = Subgroup.objects.filter(areas_of_focus__isnull=False).first()

    text = Page(admin_client.get(deleting(subgroup))).text

    assert f"You can’t delete the subgroup “{subgroup}”" in text
    assert "protected related" not in text


@pytest.mark.parametrize("model", [Consultation, Window, Document, Milestone, Subgroup])
def test_every_public_model_says_something_of_its_own(model):
    assert admin.site.get_model_admin(model).once_deleted != "Everything else stays."
