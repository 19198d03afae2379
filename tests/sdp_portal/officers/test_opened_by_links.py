"""A form for a new row opens whatever its link says, and takes from it only what the row is for."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,
]

ADMINS = sorted(admin.site._registry.values(), key=lambda each: each.opts.label_lower)


@pytest.mark.parametrize("model_admin", ADMINS, ids=lambda each: each.opts.label_lower)
def test_a_form_for_a_new_row_opens_with_any_query(admin_client, model_admin):
    """Django's own fills its fields from the query, and a moment that is text is a server error."""
    form = reverse(f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_add")
    drawn = admin_client.get(form)
    # A moment has two inputs, `opens_at_0` and `opens_at_1`, and one initial value.
    names = set(re.findall(r' name="(\w+?)(?:_[01])?"', drawn.content.decode()))
    names |= {field.name for field in model_admin.model._meta.get_fields()}

    for value in ("x", "0", "9" * 30, "1,x"):
        answer = admin_client.get(form, dict.fromkeys(names, value))
        assert answer.status_code == drawn.status_code


def test_a_link_chooses_the_consultation_of_a_new_window_and_nothing_else(
    admin_client, consultation
):
    asked = {"consultation": consultation.pk, "title": "From elsewhere"}

    page = admin_client.get(reverse("admin:consultation_window_add"), asked).content.decode()

    assert f'<option value="{consultation.pk}" selected>' in page
    assert "From elsewhere" not in page
