"""Where windows of several consultations can be meant, each is named with its consultation."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

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


def test_the_list_of_responses_says_so_too(admin_client, consultation, edition, public_window):
    other = factories.prepared(edition, went_live_at=factories.BEGUN).windows.get()
    Window.objects.filter(pk=other.pk).update(title=public_window.title)
    other.refresh_from_db()
    for window in [public_window, other]:
        factories.sent(window)

    page = admin_client.get("/admin/consultation/response/")

    shown = {
        choice for spec in page.context["cl"].filter_specs for choice in choices_of(spec, page)
    }
    assert {f"{each.title} ({each.consultation.title})" for each in [public_window, other]} <= shown


def choices_of(spec, page):
    return {choice.get("display") for choice in spec.choices(page.context["cl"])}


def test_naming_ten_windows_costs_as_many_queries_as_naming_one(
    admin_client, edition, invited_window
):
    def queries(address):
        with CaptureQueriesContext(connection) as captured:
            admin_client.get(address)
        return len(captured)

    factories.invited(invited_window)
    pages = ["/admin/consultation/invitation/add/", "/admin/consultation/invitation/"]
    before = [queries(page) for page in pages]
    for number in range(9):
        window = factories.prepared(edition, slug=f"next-{number}").windows.get()
        Window.objects.filter(pk=window.pk).update(audience="invited")
        factories.invited(Window.objects.get(pk=window.pk))

    assert [queries(page) for page in pages] == before
