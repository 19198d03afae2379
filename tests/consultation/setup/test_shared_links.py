"""The link that a group is given: where it travels, and what officers make and see of it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultation.documents.poster import poster, poster_data
from consultation.models import CirculationGroup, Comment, Response, Sharing, Withdrawal
from tests.conftest import london
from tests.consultation import factories
from tests.consultation.responding.test_responding import COMMENT, COOKIE, GOAL, OVERVIEW, SLUG
from tests.pdf_checker import faults
from tests.strategy.reading import Page

PAGE = f"/consultations/{SLUG}/"
LIST = reverse("admin:consultation_circulationgroup_changelist")
GROUP = "youth-council"
officers_pages = pytest.mark.ignore_template_errors

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]


@pytest.fixture
def group(consultation):
    """Nobody has sent it the link yet."""
    group = consultation.circulation.get(slug=GROUP)
    group.sharings.all().delete()
    return group


def links(answer):
    return re.findall(
        r'(?:href|action|data-hx-get|data-hx-post)="([^"]*/respond/[^"]*)"', answer.content.decode()
    )


# Where it travels


def test_the_loaded_groups_each_have_a_link(client, consultation):
    groups = consultation.circulation.all()

    assert len(groups) >= 6
    for group in groups:
        assert client.get(group.get_absolute_url()).status_code == 200


def test_every_link_into_responding_carries_the_group(client, group):
    page = links(client.get(group.get_absolute_url()))
    overview = links(client.get(f"{OVERVIEW}?via={GROUP}"))

    assert page
    assert len(overview) > 10
    assert [link for link in page + overview if f"via={GROUP}" not in link] == []


def test_the_comment_form_posts_to_an_address_that_carries_it(client):
    whole = client.get(f"{COMMENT}?via={GROUP}").content.decode()
    part = client.get(f"{COMMENT}?about={GOAL}&via={GROUP}").content.decode()

    assert f'<form action="{COMMENT}?via={GROUP}"' in whole
    assert f'<form action="{COMMENT}?about={GOAL}&amp;via={GROUP}"' in part


def test_reading_by_it_sets_no_cookie_and_writes_nothing(client, group):
    # The page with the form sets the cookie that each form needs.
    with CaptureQueriesContext(connection) as queries:
        answers = [client.get(f"{url}?via={GROUP}") for url in (PAGE, OVERVIEW)]

    assert [[*answer.cookies] for answer in answers] == [[], ["csrftoken"]]
    assert not [q for q in queries if not q["sql"].startswith("SELECT")]


def test_a_page_opened_by_it_costs_no_more_queries(client):
    def queries(url):
        client.get(url)  # the edition's parts are remembered from here on
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        return len(captured)

    assert queries(f"{PAGE}?via={GROUP}") == queries(PAGE)
    assert queries(f"{OVERVIEW}?via={GROUP}") == queries(OVERVIEW)


def test_a_response_begun_by_it_says_so(client, group):
    client.post(f"{COMMENT}?via={GROUP}", {"text": "Good."})

    assert Response.objects.get().via == group


def test_an_unsent_response_without_a_source_gets_it_with_its_next_comment(client, group):
    client.post(COMMENT, {"text": "One."})
    client.get(f"{OVERVIEW}?via={GROUP}")
    assert Response.objects.get().via is None

    client.post(f"{COMMENT}?via={GROUP}", {"text": "Two."})

    assert Response.objects.get().via == group


def test_a_response_keeps_the_first_group_by_whose_link_it_came(client, group):
    client.post(f"{COMMENT}?via={GROUP}", {"text": "One."})

    client.post(f"{COMMENT}?via=rainbow-group", {"text": "Two."})
    client.post(COMMENT, {"text": "Three."})

    assert Response.objects.get().via == group


@pytest.mark.parametrize(
    "via",
    [
        "youth-council.",
        "Youth-Council",
        "YOUTH-COUNCIL",
        "youth-council%E2%80%9D,",
        "youth-council/",
    ],
)
def test_a_misspelt_group_is_read_as_forgivingly_as_an_address(client, group, via):
    client.post(f"{COMMENT}?via={via}", {"text": "Good."})

    assert Response.objects.get().via == group


@pytest.mark.parametrize(
    "via",
    [
        "",
        ".",
        "nobody",
        "youth-councils",
        "%00",
        "x" * 10_001,
        "%E2%80%AE",
        "👮",
        "<b>",
        "' OR 1=1 --",
    ],
)
def test_an_unknown_group_is_ignored(client, via):
    assert client.get(f"{PAGE}?via={via}").status_code == 200

    client.post(f"{COMMENT}?via={via}", {"text": "Good."})

    assert Response.objects.get().via is None
    assert Comment.objects.count() == 1


def test_the_group_of_another_consultation_is_ignored(client, consultation):
    other = type(consultation).objects.create(
        edition=consultation.edition, slug="other", title="Other", email="a@example.org"
    )
    CirculationGroup.objects.create(consultation=other, slug="elsewhere", name="Elsewhere")

    client.post(f"{COMMENT}?via=elsewhere", {"text": "Good."})

    assert Response.objects.get().via is None


def test_the_cookie_holds_nothing_of_the_group(client):
    client.post(f"{COMMENT}?via={GROUP}", {"text": "Good."})

    assert list(client.cookies) == [COOKIE]
    assert client.cookies[COOKIE].value == Response.objects.get().token


# What officers make of it


def file_of(group, kind):
    return reverse("admin:consultation_circulationgroup_link", args=[group.pk, kind])


def page_of(group):
    return reverse("admin:consultation_circulationgroup_change", args=[group.pk])


@officers_pages
def test_a_groups_page_has_its_link_its_code_and_its_downloads(admin_client, group):
    page = admin_client.get(page_of(group)).content.decode()

    assert f"http://testserver{PAGE}?via={GROUP}" in page
    for kind in ("svg", "png", "pdf"):
        assert file_of(group, kind) in page


@pytest.mark.parametrize(
    ("kind", "content_type", "begins"),
    [
        ("svg", "image/svg+xml", b"<?xml"),
        ("png", "image/png", b"\x89PNG"),
        ("pdf", "application/pdf", b"%PDF-"),
    ],
)
def test_a_file_is_a_download_of_its_kind(admin_client, group, kind, content_type, begins):
    answer = admin_client.get(file_of(group, kind))

    assert answer["Content-Type"] == content_type
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "no-store" in answer["Cache-Control"]
    assert answer.content.startswith(begins)


def test_there_is_no_file_of_another_kind_or_group(admin_client, group):
    assert admin_client.get(file_of(group, "exe")).status_code == 404
    group.pk = 999_999
    assert admin_client.get(file_of(group, "svg")).status_code == 404


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
def test_only_officers_who_may_see_groups_get_the_files(client, group, kind):
    assert client.get(file_of(group, kind)).status_code == 302

    client.force_login(factories.officer("Strategy editor"))
    assert client.get(file_of(group, kind)).status_code == 403

    client.force_login(factories.officer("Analyst"))
    assert client.get(file_of(group, kind)).status_code == 200


def test_the_poster_says_what_when_where_and_whom_to_ask(group, public_window):
    data = poster_data(group, window=public_window, url="https://example.org/?via=x")

    assert data["title"] == group.consultation.title
    assert data["opens"] == "Monday 18 March 2024"
    assert data["closes"] == "11:59pm on Sunday 14 April 2024"
    assert data["url"] == "https://example.org/?via=x"
    assert data["email"] == group.consultation.email
    assert "Durham is a county where everyone can feel and be safe" in data["proposal"]


@pytest.mark.parametrize(
    "name", ["#strong[x] $a$ \\ *b* @c <d>", "👮 Group", "مجموعة", "x" * 200, "\u202egroup"]
)
def test_no_name_breaks_the_poster(group, public_window, name):
    group.name = group.consultation.title = name

    made = poster(group, window=public_window, url="https://example.org/")

    assert made.startswith(b"%PDF-")


def test_the_poster_is_tagged_for_screen_readers(group, public_window):
    made = poster(group, window=public_window, url="https://example.org/")

    assert b"/StructTreeRoot" in made
    assert b"pdfuaid" in made
    assert b"/Lang" in made
    assert faults(made) == []


@officers_pages
def test_after_closing_no_poster_is_offered_and_its_address_says_why(
    admin_client, group, set_clock
):
    set_clock("2024-04-15T10:00")

    assert file_of(group, "pdf") not in admin_client.get(page_of(group)).content.decode()
    answer = admin_client.get(file_of(group, "pdf"), follow=True)
    assert "No window for everyone is still to close." in answer.content.decode()


# Whom it was sent to


def test_the_public_reads_only_of_groups_that_were_sent_the_link(client, consultation, group):
    page = Page(client.get(consultation.get_absolute_url())).text

    assert "We also sent the link to the draft to:" in page
    assert "Rainbow Group" in page
    assert "Youth Council" not in page

    Sharing.objects.create(group=group, shared_on=None, how="Email", by="Jo")

    assert "Youth Council" in Page(client.get(consultation.get_absolute_url())).text


def test_a_link_that_nobody_sent_still_says_where_somebody_came_from(client, group):
    answer = client.get(f"/consultations/draft-strategy-2024-29/?via={GROUP}")

    assert f"via={GROUP}" in answer.content.decode()


def test_a_sharing_without_a_day_says_so(group):
    sharing = Sharing.objects.create(group=group, shared_on=None, how="Email", by="Jo")

    assert str(sharing) == "Youth Council, day not known"


# What officers see of it


def row_of(name, page):
    [row] = [row for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if name in row]
    return row


@officers_pages
def test_the_list_tells_when_it_was_shared_and_how_many_responses_came(
    admin_client, group, public_window
):
    Sharing.objects.create(group=group, shared_on="2024-03-19", how="Email", by="Jo")
    Sharing.objects.create(group=group, shared_on="2024-03-20", how="Poster", by="Al")
    factories.sent(public_window, via=group)
    factories.unsent(public_window, via=group)
    taken_back = factories.sent(public_window, via=group)
    Withdrawal.objects.create(response=taken_back, withdrawn_at=factories.BEGUN)
    factories.sent(public_window)

    row = row_of("Youth Council", admin_client.get(LIST).content.decode())

    assert f"?via={GROUP}" in row
    assert f'?via__id__exact={group.pk}">1</a>' in row
    assert 'class="field-shared">2</td>' in row
    assert "20 March 2024" in row


@officers_pages
def test_a_sharing_is_logged_on_the_groups_page(admin_client, group):
    fields = {
        "consultation": group.consultation_id,
        "name": group.name,
        "slug": group.slug,
        "position": group.position,
        "sharings-TOTAL_FORMS": "1",
        "sharings-INITIAL_FORMS": "0",
        "sharings-0-shared_on": "19/03/2024",
        "sharings-0-how": "Email to the chair",
        "sharings-0-by": "Jo Example",
    }

    answer = admin_client.post(page_of(group), fields)

    assert answer.status_code == 302
    sharing = Sharing.objects.get(group=group)
    assert (str(sharing.shared_on), sharing.how, sharing.by) == (
        "2024-03-19",
        "Email to the chair",
        "Jo Example",
    )


@officers_pages
def test_a_link_in_use_keeps_its_address(admin_client, group):
    assert 'name="slug"' in admin_client.get(page_of(group)).content.decode()

    Sharing.objects.create(group=group, shared_on="2024-03-19", how="Email", by="Jo")

    assert 'name="slug"' not in admin_client.get(page_of(group)).content.decode()


@officers_pages
def test_list_and_page_cost_the_same_queries_with_ten_times_as_much(
    admin_client, consultation, group, public_window
):
    def queries(address):
        with CaptureQueriesContext(connection) as captured:
            admin_client.get(address)
        return len(captured)

    factories.sent(public_window, via=group)
    before = [queries(LIST), queries(page_of(group))]
    for number in range(10):
        name = f"group-{number}"
        other = CirculationGroup.objects.create(consultation=consultation, slug=name, name=name)
        Sharing.objects.create(group=other, shared_on="2024-03-19", how="Email", by="Jo")
        factories.sent(public_window, via=other)
        factories.sent(public_window, via=group, at=london("2024-04-11T10:00"))

    assert [queries(LIST), queries(page_of(group))] == before
