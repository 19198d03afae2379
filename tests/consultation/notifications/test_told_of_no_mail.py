"""Without a mail server no page tells people that we emailed them."""

import pytest

from sdp_portal.mail_settings import FILES
from tests.consultation.responding.test_responding import ABOUT_YOU, CHECK, COMMENT, WHO, send_form
from tests.strategy.reading import Page

LINK = "/consultations/draft-strategy-2024-29/respond/link/"
CANNOT = "This website cannot send emails at the moment"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock", "public_window")]


@pytest.fixture
def no_server(settings, tmp_path):
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = FILES, tmp_path


@pytest.fixture
def receipt(client):
    def receipt(**who):
        client.post(COMMENT, {"text": "More lights – please 🙂."})
        client.post(ABOUT_YOU, WHO | who)
        return Page(client.get(client.post(CHECK, send_form(client.get(CHECK))).url)).text

    return receipt


@pytest.mark.usefixtures("no_server")
def test_the_receipt_says_that_no_copy_was_emailed_and_to_keep_the_link(receipt):
    page = receipt(email="jo@example.org")

    assert "We are emailing" not in page
    assert "We have not emailed you a copy , because this website cannot send emails" in page
    assert "Save this private link" in page


@pytest.mark.usefixtures("no_server")
def test_who_gave_no_address_reads_nothing_about_mail(receipt):
    assert "emailed you a copy" not in receipt()


def test_with_a_mail_server_the_receipt_says_where_the_copy_goes(receipt):
    page = receipt(email="jo@example.org")

    assert "We are emailing a copy to jo@example.org" in page
    assert "We have not emailed you a copy" not in page


@pytest.mark.usefixtures("no_server")
def test_who_asks_for_the_link_is_told_where_else_it_stands(client):
    client.post(COMMENT, {"text": "More lights."})
    answer = client.post(LINK, {"email": "jo@example.org"}, follow=True)

    page = Page(answer).text

    assert answer.redirect_chain
    assert "We could not email you the link" in page
    assert CANNOT in page
    assert "The private link is also on the page of your response." in page
    assert "We have sent you" not in answer.content.decode()


@pytest.mark.usefixtures("no_server")
def test_who_asks_for_alerts_is_told_that_none_will_come_yet(client):
    answer = client.post("/follow/", {"email": "jo@example.org"}, follow=True)

    page = Page(answer)

    assert answer.redirect_chain
    assert CANNOT in page.text
    assert "Check your email" not in answer.content.decode()
    assert any("feed" in link for link in page.links)
