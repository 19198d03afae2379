"""Names and titles that officers give can be read."""

import pytest

from strategy.models import Partnership

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,  # the admin's own templates ask for what may be missing
]
FORMS = [
    ("consultation/consultation", "title"),
    ("consultation/window", "title"),
    ("strategy/strategy", "title"),
    ("strategy/strategy", "contact_name"),
    ("strategy/edition", "title"),
    ("strategy/section", "title"),
    ("strategy/milestone", "title"),
    ("strategy/document", "title"),
    ("strategy/supportservice", "name"),
    ("strategy/partnership", "short_name"),
    ("themes/umbrellatheme", "title"),
    ("themes/goal", "title"),
    ("themes/subgroup", "name"),
    ("sdp_portal/officer", "name"),
]


def errors_of(answer, field):
    context = answer.context
    form = context["adminform"].form if "adminform" in context else context["form"]
    return " ".join(form.errors.get(field, []))


@pytest.mark.parametrize(("form", "field"), FORMS)
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("\u200b\u2060", "Nobody can see these characters."),
        ("\u2800\u3164", "Nobody can see these characters."),
        ("Safer\u202e streets", "turns text around"),
        ("\u2066Safer\u2069 streets", "turns text around"),
    ],
)
def test_what_nobody_can_read_is_refused(admin_client, form, field, typed, said):
    if form == "strategy/partnership":
        Partnership.objects.all().delete()

    answer = admin_client.post(f"/admin/{form}/add/", {field: typed})

    assert said in errors_of(answer, field)


@pytest.mark.parametrize("typed", ["Children’s “parks” – 🙂", "👩\u200d👧", "שלום", "Żółć"])
def test_what_people_write_is_taken(admin_client, typed):
    answer = admin_client.post("/admin/strategy/milestone/add/", {"title": typed})

    assert errors_of(answer, "title") == ""
