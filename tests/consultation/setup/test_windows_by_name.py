"""Where windows of several consultations can be meant, each is named with its consultation."""

import pytest

from consultation.models import Window
from tests.consultation import factories

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,
]


@pytest.fixture
def namesakes(edition, invited_window):
    """Two windows by invitation with the same title."""
    other = factories.prepared(edition).windows.get()
    Window.objects.filter(pk=other.pk).update(audience="invited", title=invited_window.title)
    return [invited_window, Window.objects.get(pk=other.pk)]


def test_who_invites_sees_whose_window_it_is(admin_client, namesakes):
    page = admin_client.get("/admin/consultation/invitation/add/")

    labels = [label for _, label in page.context["form"].fields["window"].choices]
    assert set(labels) == {f"{each.title} ({each.consultation.title})" for each in namesakes}


@pytest.mark.parametrize("of", ["invitation", "windowchange"])
def test_the_filters_of_lists_say_so_too(admin_client, namesakes, public_window, of):
    for window in namesakes:
        factories.invited(window)
    factories.moved(public_window)

    page = admin_client.get(f"/admin/consultation/{of}/")

    [windows] = [each for each in page.context["cl"].filter_specs if each.title == "window"]
    labels = {choice["display"] for choice in windows.choices(page.context["cl"])}
    assert {f"{each.title} ({each.consultation.title})" for each in namesakes} <= labels
