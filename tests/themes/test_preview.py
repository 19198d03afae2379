import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import signing

from sdp_portal.pages.public import is_public
from strategy.urls import text_pages as strategy_pages
from tests.conftest import london
from tests.themes.preview_links import partners_ticket
from themes.drafting.new_draft import start_draft
from themes.publishing.preview import preview_pages, ticket_for
from themes.publishing.publication import publish_edition
from themes.urls import text_pages as theme_pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

AS_AT = london("2024-06-01T10:00")
UNTIL = london("2024-04-17T10:00")


@pytest.fixture
def draft(edition):
    draft = start_draft(base=edition, slug="final-for-agreement", title="Final for agreement")
    goal = draft.goal_set.get(key="anti-social-behaviour/goals/confidence-to-report")
    goal.title = "Everyone trusts that reporting helps"
    goal.save()
    return draft


@pytest.fixture
def base(draft):
    return f"/preview/{partners_ticket(draft, at=AS_AT, until=UNTIL)}/"


def test_a_partner_with_a_link_sees_the_draft_on_the_publics_pages(client, base):
    page = client.get(f"{base}areas-of-focus/anti-social-behaviour/").content.decode()

    assert "Everyone trusts that reporting helps" in page
    assert "Draft, not published" in page
    assert f'href="{base}themes/anti-social-behaviour-and-crime/"' in page


@pytest.mark.parametrize(
    "path",
    [
        "",
        "summary/",
        "how-we-work/",
        "document/",
        "document.json",
        "themes/hate-crime-and-cohesion/",
        "areas-of-focus/hate-crime/",
        "areas-of-assurance/road-safety/",
    ],
)
def test_every_page_of_a_preview_is_neither_cached_nor_indexed(client, base, path):
    answer = client.get(base + path)

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex"


def test_no_address_of_a_preview_is_a_public_page(base):
    pages = [*strategy_pages, *theme_pages]

    public = {page.name for page in pages if is_public(page.callback)}
    previewed = {page.name for page in preview_pages(pages) if is_public(page.callback)}

    assert public == {page.name for page in pages}
    assert previewed == set()


def test_the_page_is_as_at_the_chosen_moment(client, base):
    page = client.get(base).content.decode()

    assert "10am on Saturday 1 June 2024" in page
    assert "Have your say</p>" not in page  # the consultation has closed by then


def test_the_public_does_not_see_the_draft(client, draft):
    page = client.get("/areas-of-focus/anti-social-behaviour/").content.decode()

    assert "Everyone trusts" not in page
    assert client.get(f"/editions/{draft.slug}/").status_code == 404


def test_a_preview_offers_no_comments(client, draft):
    base = f"/preview/{partners_ticket(draft, at=None, until=UNTIL)}/"

    assert "Comment on this" not in client.get(f"{base}document/").content.decode()


def test_an_officers_preview_asks_to_sign_in(client, admin_client, draft):
    page = f"/preview/{ticket_for(draft, at=AS_AT)}/"

    assert client.get(page).status_code == 302
    assert admin_client.get(page).status_code == 200


@pytest.mark.parametrize(
    ("group", "status"),
    [
        ("Strategy editor", 200),
        ("Publisher", 200),
        ("Analyst", 200),
        ("Subgroup lead", 403),
        ("", 403),
    ],
)
def test_an_officers_preview_is_for_those_who_may_see_drafts(client, draft, group, status):
    officer = get_user_model().objects.create(username="jo", is_staff=True)
    officer.groups.set(Group.objects.filter(name=group))
    client.force_login(officer)

    for page in ("", "summary/", "document/", "document.json"):
        answer = client.get(f"/preview/{ticket_for(draft, at=AS_AT)}/{page}")
        assert answer.status_code == status
        assert answer["Cache-Control"] == "private, no-store"
        assert ("Everyone trusts" in answer.content.decode()) is (status == 200)


def test_a_partners_link_opens_for_officers_as_for_anybody(client, base):
    client.force_login(get_user_model().objects.create(username="jo", is_staff=True))

    assert client.get(base).status_code == 200


def test_a_changed_link_says_so(client, base):
    answer = client.get(base.replace("/preview/", "/preview/x"))

    assert answer.status_code == 410
    assert "This preview link does not work" in answer.content.decode()


def test_a_link_ends_at_its_moment_and_says_so(client, base, set_clock):
    set_clock("2024-04-17T10:00")

    answer = client.get(base)

    assert answer.status_code == 410
    assert "This preview link has ended" in answer.content.decode()


def test_a_link_to_what_was_published_says_so(client, draft, base):
    publish_edition(edition=draft, at=london("2024-04-10T09:00"))

    assert "no longer a draft" in client.get(base).content.decode()


def test_a_ticket_made_for_something_else_opens_nothing(client, draft):
    ticket = signing.Signer(salt="other").sign_object({"edition": draft.pk, "at": None})

    assert client.get(f"/preview/{ticket}/").status_code == 410


def test_a_link_from_before_links_could_be_ended_opens_nothing(client, draft):
    old = {"edition": draft.pk, "at": None, "until": UNTIL.isoformat()}

    answer = client.get(f"/preview/{signing.dumps(old, salt='themes.preview')}/")

    assert answer.status_code == 410
    assert "This preview link does not work" in answer.content.decode()


def test_looking_at_a_preview_changes_nothing(client, draft, base):
    client.get(base)

    draft.refresh_from_db()
    assert draft.published_at is None
    assert not draft.parts.exists()


def test_a_preview_costs_the_same_queries_with_more_goals(client, draft, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    page = f"/preview/{partners_ticket(draft, at=AS_AT, until=UNTIL)}/document/"
    with CaptureQueriesContext(connection) as before:
        client.get(page)
    number = len(before)
    area = draft.areaoffocus_set.first()
    for n in range(10):
        draft.goal_set.create(key=f"goal-{n}", title="Goal", area_of_focus=area, position=n)

    with django_assert_num_queries(number):
        client.get(page)


def test_a_link_keeps_its_moment(client, draft):
    page = f"/preview/{partners_ticket(draft, at=AS_AT, until=UNTIL)}/"

    assert "10am on Saturday 1 June 2024" in client.get(page).content.decode()
