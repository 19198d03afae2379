"""After a consultation's address changed, everything that people hold of it still works."""

import pytest
from django.test import Client

from consultation.models import Response
from sdp_portal.addresses.changing import change_address
from tests.consultation import factories
from tests.consultation.factories import BEGUN
from tests.sdp_portal.pages.test_layer import server  # noqa: F401 a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

SLUG = "draft-strategy-2024-29"
OLD, NEW = f"/consultations/{SLUG}/", "/consultations/safer-durham/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def move(consultation):
    def change(slug="safer-durham"):
        consultation.slug = change_address(
            row=consultation, slug=slug, by=factories.officer(), at=BEGUN
        ).slug

    return change


def begin(client, text="I would report more if I heard back."):
    """Write a comment through the page, so that the browser has our cookie."""
    client.post(f"{OLD}respond/comment/", {"text": text})
    return Response.objects.get()


@pytest.mark.parametrize(
    "below",
    [
        "",
        "?via=youth-council",
        "respond/",
        "respond/?via=youth-council",
        "respond/comment/?about=hate-crime&via=youth-council",
        "response-form.pdf",
        "responses/",
        "equality/thanks/",
    ],
)
def test_every_page_leads_on_with_its_query(client, move, below):
    move()

    answer = client.get(OLD + below)

    assert (answer.status_code, answer["Location"]) == (301, NEW + below)
    assert client.get(answer["Location"]).status_code == 200


def test_the_file_of_published_responses_leads_on(client, move):
    move()

    assert client.get(f"{OLD}responses.csv?part=x")["Location"] == f"{NEW}responses.csv?part=x"


def test_an_address_without_its_last_slash_leads_on_at_once(client, move):
    move()

    assert client.get(OLD[:-1])["Location"] == NEW


def test_in_capitals_and_with_a_full_stop_it_leads_on_at_once(client, move):
    move()

    assert client.get(f"{OLD.upper()}.")["Location"] == NEW


def test_the_circulated_link_counts_for_its_group(client, move, consultation):
    group = consultation.circulation.first()
    link = group.get_absolute_url()
    move()

    page = client.get(link, follow=True)
    client.post(f"{NEW}respond/comment/?via={group.slug}", {"text": "Good."})

    assert page.context["via"] == group
    assert Response.objects.get().via == group


def test_what_was_being_written_arrives_at_the_new_address(client, move):
    client.get(f"{OLD}respond/comment/")
    move()

    answer = client.post(f"{OLD}respond/comment/", {"text": "I’d like “more” light – please 👍"})

    assert (answer.status_code, answer["Location"]) == (308, f"{NEW}respond/comment/")
    again = client.post(answer["Location"], {"text": "I’d like “more” light – please 👍"})
    assert again.status_code == 302
    assert Response.objects.get().comments.get().text == "I’d like “more” light – please 👍"


def test_a_comment_sent_in_place_arrives_too(client, move):
    move()

    answer = client.post(f"{OLD}respond/comment/", {"text": "Good."}, headers=HTMX, follow=True)

    assert answer.status_code == 200
    assert Response.objects.get().comments.get().text == "Good."


def test_a_form_in_place_is_fetched_from_the_new_address(client, move):
    move()

    assert client.get(f"{OLD}respond/comment/", headers=HTMX, follow=True).status_code == 200


def test_the_check_of_the_form_s_token_comes_first(move):
    move()
    visitor = Client(enforce_csrf_checks=True)

    answer = visitor.post(f"{OLD}respond/comment/", {"text": "Mine."})

    assert answer.status_code == 403
    assert "Mine." in answer.content.decode()


def test_a_begun_response_is_found_after_the_change(client, move):
    begun = begin(client)
    move()

    page = client.get(f"{NEW}respond/").content.decode()
    assert begun.comments.get().text in page
    assert client.get("/").context["participation"].open[0].response == begun

    client.post(f"{NEW}respond/comment/", {"text": "And more light."})
    assert Response.objects.get().comments.count() == 2


def test_sending_it_forgets_both_cookies(client, move):
    begin(client)
    move()
    client.post(f"{NEW}respond/comment/", {"text": "And more light."})
    assert {f"response-{SLUG}", "response-safer-durham"} <= set(client.cookies)
    about = {"respondent_kind": "resident", "publication": "without-name"}
    client.post(f"{NEW}respond/about-you/", about)
    check = client.get(f"{NEW}respond/check/").context

    form = {"response": check["response"].token, "seen": check["fingerprint"]}
    sent = client.post(f"{NEW}respond/check/", form)

    assert sent["Location"].startswith("/receipts/")
    assert client.cookies[f"response-{SLUG}"].value == ""
    assert client.cookies["response-safer-durham"].value == ""


def test_a_check_that_was_open_sends_through_the_old_address(client, move, public_window):
    begun = factories.complete(public_window)
    client.cookies[f"response-{SLUG}"] = begun.token
    check = client.get(f"{OLD}respond/check/").context
    move()

    form = {"response": begun.token, "seen": check["fingerprint"]}
    answer = client.post(f"{OLD}respond/check/", form, follow=True)

    assert [status for _, status in answer.redirect_chain] == [308, 302]
    assert Response.objects.get().is_sent


def test_of_two_begun_responses_the_one_under_the_present_address_comes_first(
    client, move, public_window
):
    old, new = (factories.unsent(public_window, comments=[words]) for words in ("One.", "Two."))
    move()
    client.cookies[f"response-{SLUG}"] = old.token
    client.cookies["response-safer-durham"] = new.token

    assert "Two." in client.get(f"{NEW}respond/").content.decode()
    assert client.get("/").context["participation"].open[0].response == new


def test_a_private_link_continues_the_response(client, move, public_window):
    begun = factories.unsent(public_window)
    link = begun.resume_url()
    move()

    answer = client.get(link)

    assert answer["Location"] == f"{NEW}respond/continue/{begun.token}/"
    assert answer["Cache-Control"] == "private, no-store"
    page = client.get(link, follow=True).content.decode()
    assert begun.comments.get().text in page


def test_receipts_and_invitations_lead_to_the_new_address(
    client, move, public_window, invited_window
):
    sent, invited = factories.sent(public_window), factories.invited(invited_window)
    move()

    receipt = client.get(sent.receipt_url()).content.decode()
    invitation = client.get(f"/invitations/{invited.token}/").content.decode()

    assert NEW in receipt
    assert NEW in invitation
    assert OLD not in receipt + invitation


def test_after_a_second_change_one_step_suffices(client, move):
    move()
    move("safer")

    assert client.get(OLD)["Location"] == "/consultations/safer/"
    assert client.get(NEW)["Location"] == "/consultations/safer/"


def test_after_going_back_the_first_address_answers(client, move):
    move()
    move(SLUG)

    assert client.get(OLD).status_code == 200
    assert client.get(NEW)["Location"] == OLD


def test_a_kept_copy_of_the_page_is_not_shown_at_the_old_address(server, move):  # noqa: F811
    before = server.get(OLD)
    move()

    after = server.get(OLD)

    assert (before.status, after.status) == (200, 301)
    assert after.headers["location"] == NEW
    assert after.headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert server.get(OLD, method="HEAD").headers["location"] == NEW
    assert server.get(NEW).status == 200


def test_a_page_that_never_was_stays_unknown(client, move):
    move()

    assert client.get("/consultations/never-was/").status_code == 404
    assert client.get(f"{OLD}never-was/").status_code == 404
    assert client.post("/consultations/never-was/respond/comment/").status_code == 404
