"""Officers see a consultation as people will meet it, before it is live and at any moment."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultation.models import Comment, Response
from sdp_portal.clock import LONDON
from strategy.models import Edition
from tests.consultation.factories import asked, prepared, unsent
from tests.strategy import factories as editions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]
in_the_admin = pytest.mark.ignore_template_errors
OPEN = "2030-02-10T10:00"


@pytest.fixture
def coming(edition):
    """A consultation that is not live, open from 1 February to the end of 28 February 2030."""
    return with_window(prepared(edition))


@pytest.fixture
def on_a_draft():
    strategy = editions.strategy()
    draft = editions.draft(strategy)
    return with_window(prepared(draft, slug="on-a-draft"))


def with_window(consultation):
    consultation.windows.all().delete()
    consultation.windows.create(
        title="Public consultation",
        audience="everyone",
        opens_at=dt.datetime(2030, 2, 1, tzinfo=LONDON),
        closes_at=dt.datetime(2030, 3, 1, tzinfo=LONDON),
    )
    consultation.response_due_on = dt.date(2030, 5, 1)
    consultation.save()
    return consultation


def base(consultation, moment=OPEN):
    return f"/admin/consultation/consultation/{consultation.pk}/preview/{moment}/"


def words(page):
    text = re.sub(r"<[^>]+>", " ", page.content.decode())
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2030-01-31T23:59", "This consultation opens on"),
        ("2030-02-01T00:00", "Start your response"),
        ("2030-02-28T12:00", "Closes today"),
        ("2030-03-01T00:00", "We’re considering what you told us."),
        ("2030-05-01T23:59", "The outcome is due by"),
        ("2030-05-02T00:00", "has not been published here yet and is late"),
    ],
)
def test_its_page_is_shown_as_at_the_moment(admin_client, coming, moment, said):
    page = admin_client.get(base(coming, moment))

    assert page.status_code == 200
    assert said in words(page)
    assert "Preview:" in words(page)
    assert "It is not live." in words(page)


def test_now_is_the_moment_of_reading(admin_client, coming, set_clock):
    set_clock("2030-02-28T12:00")

    assert "Closes today" in words(admin_client.get(base(coming, "now")))


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("respond/", "Or comment on one part"),
        ("respond/comment/", "Save comment"),
        ("respond/comment/?about=hate-crime", "Hate crime"),
        ("respond/about-you/", "You are responding as"),
        ("respond/check/", "Send your response"),
    ],
)
def test_the_steps_of_responding_are_shown(admin_client, coming, step, said):
    page = admin_client.get(base(coming) + step)

    assert page.status_code == 200
    assert said in words(page)
    assert "In the preview nothing is sent." in words(page)


def test_the_questions_are_shown(admin_client, coming):
    asked(coming, "How far do you agree – really?")

    page = admin_client.get(base(coming) + "respond/questions/")

    assert "How far do you agree – really?" in words(page)
    assert "1 question" in words(admin_client.get(base(coming) + "respond/"))


def test_without_questions_their_step_leads_to_the_overview(admin_client, coming):
    answer = admin_client.get(base(coming) + "respond/questions/")

    assert answer.status_code == 302
    assert answer["Location"] == base(coming) + "respond/"


def test_before_opening_the_steps_say_so(admin_client, coming):
    page = admin_client.get(base(coming, "2030-01-01T10:00") + "respond/about-you/")

    assert "This consultation is not open yet" in words(page)


@pytest.mark.parametrize("step", ["", "respond/", "respond/comment/", "respond/check/"])
def test_links_and_forms_of_the_consultation_stay_in_the_preview(admin_client, coming, step):
    page = admin_client.get(base(coming) + step).content.decode()

    assert base(coming) in page
    assert f"/consultations/{coming.slug}/" not in page


@pytest.mark.parametrize(
    "step", ["respond/comment/", "respond/questions/", "respond/about-you/", "respond/check/"]
)
def test_what_is_sent_is_saved_nowhere(admin_client, coming, step):
    asked(coming)
    sent = {"text": "’ “ – 🙂", "words": "x", "respondent_kind": "resident"}

    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = admin_client.post(base(coming) + step, sent)

    assert "In the preview nothing is sent" in words(page)
    assert not Response.objects.exists()
    assert not Comment.objects.exists()
    assert writes(queries) == []


@pytest.mark.parametrize("step", ["", "respond/", "respond/about-you/", "respond/check/"])
def test_reading_it_writes_nothing(admin_client, coming, step):
    with CaptureQueriesContext(connection) as queries:
        admin_client.get(base(coming) + step)

    coming.refresh_from_db()
    assert not coming.is_live
    assert writes(queries) == []


def writes(queries):
    """Of any table but that of sessions."""
    return [
        query["sql"]
        for query in queries
        if query["sql"].startswith(("INSERT", "UPDATE", "DELETE")) and "session" not in query["sql"]
    ]


def test_an_officer_s_own_response_is_left_out(admin_client, coming, public_window, settings):
    mine = unsent(public_window)
    slug = public_window.consultation.slug
    admin_client.cookies[f"{settings.RESPONSE_COOKIE_PREFIX}{slug}"] = mine.token

    closed = base(public_window.consultation, "2024-05-01T10:00") + "respond/"
    page = words(admin_client.get(closed))

    assert "This consultation has closed" in page
    assert "I would report more" not in page


@pytest.mark.parametrize("step", ["", "respond/", "respond/comment/?about=focus"])
def test_a_draft_is_shown_as_if_it_was_published(admin_client, on_a_draft, step):
    page = admin_client.get(base(on_a_draft) + step)

    assert page.status_code == 200
    assert "Its text is still a draft, shown as if it was published." in words(page)
    assert f"/editions/{on_a_draft.edition.slug}/" not in page.content.decode()
    assert not Edition.objects.get(pk=on_a_draft.edition_id).is_agreed


def test_the_links_to_a_draft_open_its_preview(admin_client, on_a_draft):
    page = admin_client.get(base(on_a_draft)).content.decode()

    found = set(re.findall(r'href="(/preview/[^"#]+)"', page))
    assert found
    for address in found:
        assert admin_client.get(address).status_code == 200


def test_a_sensitive_part_of_a_draft_shows_where_to_get_help(admin_client, on_a_draft):
    theme = on_a_draft.edition.umbrellatheme_set.first()
    area = theme.areas_of_focus.first()
    area.sensitive = True
    area.save()
    on_a_draft.edition.strategy.services.create(
        name="Help – now", telephone="0191 000 0000", shown_on=[area.key]
    )

    page = admin_client.get(base(on_a_draft) + f"respond/comment/?about={area.key}")

    assert page.status_code == 200
    assert "Help – now" in words(page)


@pytest.mark.parametrize("step", ["equality/", "respond/leave/", "respond/link/", "responses/"])
def test_pages_that_are_no_part_of_it_say_so(admin_client, coming, step):
    page = admin_client.get(base(coming) + step)

    assert page.status_code == 200
    assert "In the preview nothing is sent" in words(page)


@pytest.mark.parametrize(
    "moment", ["x", "2030-02-30T10:00", "0001-01-01T00:00", "9999-12-31T23:59"]
)
def test_what_is_no_moment_is_no_page(admin_client, coming, moment):
    assert admin_client.get(base(coming, moment)).status_code == 404


def test_nobody_keeps_it(admin_client, coming):
    for step in ["", "respond/", "respond/check/", "equality/"]:
        page = admin_client.get(base(coming) + step)
        assert "no-store" in page["Cache-Control"]
        assert "public" not in page["Cache-Control"]
        assert page["X-Robots-Tag"] == "noindex"


def test_others_do_not_see_it(client, signed_in, coming):
    assert client.get(base(coming))["Location"].startswith("/admin/login/")
    assert signed_in().get(base(coming)).status_code == 403


def test_whoever_may_read_consultations_sees_it(signed_in, coming):
    assert signed_in("Analyst").get(base(coming)).status_code == 200


@in_the_admin
def test_officers_choose_a_moment(admin_client, coming):
    page = f"/admin/consultation/consultation/{coming.pk}/preview/"

    shown = admin_client.get(page)
    chosen = admin_client.get(page, {"at_0": "10/02/2030", "at_1": "10:00"})
    empty = admin_client.get(page, {"at_0": "", "at_1": ""})
    wrong = admin_client.get(page, {"at_0": "soon", "at_1": "10:00"})

    assert base(coming, "2030-02-01T00:00") in shown.content.decode()
    assert chosen["Location"] == base(coming)
    assert empty["Location"] == base(coming, "now")
    assert wrong.status_code == 200
    assert "Enter a valid date" in words(wrong)
