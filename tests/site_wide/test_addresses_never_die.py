"""Every kind of address that people hold, after all that can move moved twice."""

import pytest

from consultation.models import Consultation
from sdp_portal.addresses.changing import change_address
from strategy.models import Strategy
from tests.consultation import factories
from tests.consultation.factories import BEGUN, officer
from themes.models import Subgroup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

STRATEGY = "/strategies/safe-durham-partnership-strategy-2024-29/"
EDITION = "/editions/consultation-draft/"
PAGES = [
    "",
    "document/",
    "themes/hate-crime-and-cohesion/",
    "areas-of-focus/hate-crime/",
    "areas-of-assurance/road-safety/",
    "subgroups/",
    "subgroups/hate-crime-action-group/",
]
CONSULTATION = "/consultations/draft-strategy-2024-29/"


@pytest.fixture
def held(public_window, invited_window):
    """Addresses in emails, on posters and in bookmarks."""
    link = public_window.consultation.circulation.first().get_absolute_url()
    return [
        *(place + page for place in ["/", STRATEGY, EDITION] for page in PAGES),
        CONSULTATION,
        link,  # it is on the poster too
        f"{CONSULTATION}respond/",
        f"{CONSULTATION}response-form.pdf",
        factories.unsent(public_window).resume_url(),
        factories.sent(public_window).receipt_url(),
        f"/invitations/{factories.invited(invited_window).token}/",
    ]


@pytest.mark.parametrize("moment", ["2024-04-10T10:00", "2024-04-20T10:00", "2031-01-01T00:00"])
def test_all_lead_on_for_good_with_the_link_they_came_by(client, held, set_clock, moment):
    move_all("-2")
    move_all("-3")
    set_clock(moment)

    for address in held:
        joined = "&" if "?" in address else "?"
        answer = client.get(f"{address}{joined}via=youth-council", follow=True)

        *_, (last, status) = answer.redirect_chain or [("via=youth-council", 301)]
        assert answer.status_code == 200, address
        assert status == 301 or "/continue/" in address or "/respond/" in address, address
        assert "via=youth-council" in last or status == 302, address


def move_all(suffix):
    for row in [
        Consultation.objects.get(),
        Subgroup.objects.get(name="Hate Crime Action Group"),
        Strategy.objects.get(),
    ]:
        slug = row.slug.removesuffix("-2") + suffix
        change_address(row=row, slug=slug, by=officer(), at=BEGUN)
