"""Until its consultation is live, a window changes freely and can be deleted."""

import datetime as dt

import pytest

from consultation.models import Consultation, Window, WindowChange
from consultation.setup.launch_checklist import go_live
from tests.conftest import london
from tests.consultation import factories
from tests.consultation.setup.test_window_dates_admin import page_of, save
from tests.sdp_portal.officers.forms import opened

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,
]


@pytest.fixture
def coming(edition):
    """Its only window was to open yesterday."""
    return factories.prepared(edition)


def test_a_window_whose_opening_has_passed_moves_without_a_reason(signed_in, coming):
    client, window = signed_in("Consultation officer"), coming.windows.get()

    assert 'name="reason"' not in client.get(page_of(window)).content.decode()
    answer = save(
        client, window, audience="invited", opens_at_0="16/04/2024", last_minute_0="30/04/2024"
    )

    assert answer.status_code == 302
    assert (window.audience, window.opens_at) == ("invited", london("2024-04-16T00:00"))
    assert not WindowChange.objects.exists()


def test_once_it_is_live_the_same_change_is_refused(signed_in, coming, admin_user):
    client, window = signed_in("Consultation officer"), coming.windows.get()
    go_live(consultation=coming, by=admin_user, at=factories.BEGUN)

    answer = save(client, window, opens_at_0="16/04/2024", last_minute_0="30/04/2024")

    errors = answer.context["adminform"].form.errors
    assert {"opens_at", "reason"} <= set(errors)
    assert not window.changes.exists()


def test_a_window_whose_opening_has_passed_can_be_deleted(signed_in, coming):
    client, window = signed_in("Consultation officer"), coming.windows.get()

    assert page_of(window, "delete") in client.get(page_of(window)).content.decode()
    client.post(
        page_of(window, "delete"), {"post": "yes"} | opened(client, page_of(window, "delete"))
    )

    assert not coming.windows.exists()


def test_a_consultation_that_was_never_live_goes_with_all_that_was_prepared(signed_in, coming):
    client = signed_in("Consultation officer")
    factories.asked(coming)
    coming.circulation.create(slug="riders", name="Riders").sharings.create(
        shared_on="2024-04-09", how="Email", by="Jo"
    )
    coming.localities.create(name="The Dales")
    coming.equality_questions.create(wording="Which?").options.create(label="This")

    client.post(
        page_of(coming, "delete"), {"post": "yes"} | opened(client, page_of(coming, "delete"))
    )

    assert not Consultation.objects.filter(pk=coming.pk).exists()


def test_people_who_were_invited_keep_their_window_and_the_officer_reads_why(signed_in, coming):
    client, window = signed_in("Consultation officer"), coming.windows.get()
    Window.objects.filter(pk=window.pk).update(audience="invited")
    factories.invited(window)

    answer = client.post(
        page_of(coming, "delete"),
        {"post": "yes"} | opened(client, page_of(coming, "delete")),
        follow=True,
    )

    assert "People have been invited to this window" in answer.content.decode()
    assert Consultation.objects.filter(pk=coming.pk).exists()


def test_it_does_not_go_live_when_every_window_has_closed(signed_in, coming):
    client = signed_in("Consultation officer")
    coming.windows.update(closes_at=factories.BEGUN - dt.timedelta(hours=1))
    page = f"/admin/consultation/consultation/{coming.pk}/go-live/"

    read = client.get(page).content.decode()
    answer = client.post(page, follow=True).content.decode()

    assert 'value="Go live"' not in read
    assert "Every window has closed already." in read
    assert "Every window has closed already." in answer
    assert not Consultation.objects.get(pk=coming.pk).is_live


def test_one_window_to_come_is_enough_to_go_live(coming, admin_user):
    coming.windows.update(closes_at=factories.BEGUN - dt.timedelta(hours=1))
    coming.windows.create(
        title="Again",
        audience="everyone",
        opens_at=london("2024-05-01T00:00"),
        closes_at=london("2024-05-30T00:00"),
    )

    assert go_live(consultation=coming, by=admin_user, at=factories.BEGUN).is_live
