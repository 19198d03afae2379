"""Links by which people without an account read a draft: listed while they work, and ended."""

import re

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from sdp_portal.officers.acts import Act
from tests.conftest import london
from tests.strategy.reading import Page
from tests.themes.preview_links import partners_ticket
from tests.themes.test_publication_admin import officer
from themes.drafting.new_draft import start_draft
from themes.models import PreviewLink

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,
]

UNTIL = london("2024-04-17T10:00")


@pytest.fixture
def draft(edition):
    return start_draft(base=edition, slug="final", title="Final – “agreed” 👍")


@pytest.fixture
def pages(draft):
    return f"/admin/strategy/edition/{draft.pk}/preview/"


def test_links_that_work_are_listed_with_who_made_them_and_until_when(admin_client, draft, pages):
    ticket = partners_ticket(draft, at=None, until=UNTIL)
    partners_ticket(draft, at=None, until=london("2024-04-10T09:59"))

    page = Page(admin_client.get(pages))

    assert "Links that work without an account" in page.text
    assert re.search("9 April 2024 ?, by gives-links", page.text)
    assert f"http://testserver/preview/{ticket}/" in page.links
    assert len([link for link in page.links if link.endswith("/end/")]) == 1


def test_without_any_there_is_no_list(admin_client, pages):
    admin_client.post(pages, {"days": ""})

    assert "without an account" not in Page(admin_client.get(pages)).text.partition("Make the")[2]


def test_an_ended_link_says_so_and_leaves_an_act(admin_client, client, draft, pages):
    ticket, other = (partners_ticket(draft, at=None, until=UNTIL) for _ in range(2))
    link = PreviewLink.objects.first()

    asked = Page(admin_client.get(f"{pages}{link.pk}/end/"))
    done = Page(admin_client.post(f"{pages}{link.pk}/end/", follow=True))

    assert "The link stops working at once." in asked.text
    assert "The link has ended." in done.text
    answer = client.get(f"/preview/{ticket}/document/")
    assert answer.status_code == 410
    assert "This preview link has ended" in Page(answer).text
    assert "Ask whoever sent you the link for a new one." in Page(answer).text
    assert client.get(f"/preview/{other}/").status_code == 200
    act = Act.objects.get(what="Ended a link to its preview.")
    assert (act.about_key, act.officer_name) == (str(draft.pk), "officer")


def test_asking_about_the_end_ends_nothing(admin_client, client, draft, pages):
    ticket = partners_ticket(draft, at=None, until=UNTIL)

    admin_client.get(f"{pages}{PreviewLink.objects.get().pk}/end/")

    assert client.get(f"/preview/{ticket}/").status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_two_officers_end_is_ended_once(admin_client, draft, pages, method):
    partners_ticket(draft, at=None, until=UNTIL)
    link = PreviewLink.objects.get()
    admin_client.post(f"{pages}{link.pk}/end/")
    link.refresh_from_db()

    again = getattr(admin_client, method)(f"{pages}{link.pk}/end/", follow=True)

    assert "That link has ended already." in Page(again).text
    assert PreviewLink.objects.get().ended_at == link.ended_at
    assert Act.objects.filter(what="Ended a link to its preview.").count() == 1


def test_a_link_is_ended_only_below_its_own_draft(admin_client, edition, draft, pages):
    partners_ticket(draft, at=None, until=UNTIL)
    key = PreviewLink.objects.get().pk
    other = f"/admin/strategy/edition/{edition.pk}/preview/"

    assert admin_client.post(f"{other}{key}/end/").status_code == 404
    assert (
        admin_client.post(f"/admin/strategy/edition/{draft.pk}/preview/0/end/").status_code == 404
    )


def test_whoever_only_reads_drafts_sees_and_ends_no_links(draft, pages):
    ticket = partners_ticket(draft, at=None, until=UNTIL)
    reader = officer("example-reader", "view_edition")

    assert ticket not in reader.get(pages).content.decode()
    assert reader.post(f"{pages}{PreviewLink.objects.get().pk}/end/").status_code == 403
    assert PreviewLink.objects.working(at=london("2024-04-10T10:00")).exists()


def test_the_link_that_is_made_is_in_the_list(admin_client, pages):
    page = admin_client.post(pages, {"days": "7"}).content.decode()

    made = re.search(r'sdp-private-link"><a href="([^"]+)"', page)[1]
    assert page.count(f'href="{made}"') == 2


def test_the_database_wants_to_know_who_ended_a_link(draft):
    partners_ticket(draft, at=None, until=UNTIL)

    with pytest.raises(IntegrityError, match="preview_link_ended_by_somebody"):
        PreviewLink.objects.update(ended_at=UNTIL)


def test_ten_links_take_as_many_queries_as_one(admin_client, draft, pages):
    partners_ticket(draft, at=None, until=UNTIL)
    admin_client.get(pages)
    with CaptureQueriesContext(connection) as few:
        admin_client.get(pages)
    for _ in range(9):
        partners_ticket(draft, at=None, until=UNTIL)

    with CaptureQueriesContext(connection) as many:
        admin_client.get(pages)

    assert len(many) == len(few)
