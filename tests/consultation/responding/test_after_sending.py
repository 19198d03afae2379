"""The receipt thanks, says what was emailed and until when others can respond."""

import datetime as dt
import re

import pytest

from tests.consultation.responding.test_responding import ABOUT_YOU, CHECK, COMMENT, WHO, send_form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]
WORDS = "Said once – “here” 🙂."


def sent(client, **who):
    client.post(COMMENT, {"text": WORDS})
    client.post(ABOUT_YOU, WHO | who)
    return client.post(CHECK, send_form(client.get(CHECK))).url


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def test_the_receipt_thanks_and_says_where_the_copy_goes(client):
    page = words(client.get(sent(client, email="jo@example.org")))

    assert "Thank you for having your say." in page
    assert "We are emailing a copy to jo@example.org." in page
    assert "The consultation closes at 11:59pm on Sunday 14 April 2024." in page


def test_without_an_address_nothing_is_said_of_mail(client):
    assert "emailing" not in words(client.get(sent(client)))


def test_the_receipt_says_the_words_once(client):
    assert words(client.get(sent(client))).count(WORDS) == 1


def test_the_check_page_says_the_words_once(client):
    client.post(COMMENT, {"text": WORDS})
    client.post(ABOUT_YOU, WHO)

    assert words(client.get(CHECK)).count(WORDS) == 1


def test_the_link_to_pass_on_says_nothing_about_the_sender(client):
    page = client.get(sent(client)).content.decode()

    shared = page.partition("Pass it on")[2]
    assert re.search(r'href="([^"]+)"', shared)[1] == (
        "http://testserver/consultations/draft-strategy-2024-29/"
    )


def test_after_closing_there_is_nothing_to_pass_on(client, set_clock):
    receipt = sent(client)
    set_clock("2024-04-20T10:00")

    assert "Pass it on" not in words(client.get(receipt))


def test_after_closing_the_receipt_leads_to_what_happens_now_and_tells_no_old_dates(
    client, set_clock, consultation
):
    consultation.response_due_on = dt.date(2024, 7, 16)
    consultation.save()
    receipt = sent(client)
    assert "What happens next The consultation closes" in words(client.get(receipt))
    assert "due by Tuesday 16 July 2024" in words(client.get(receipt))

    set_clock("2024-08-01T10:00")

    page = words(client.get(receipt))
    assert "What happens now See how the consultation stands and what comes next" in page
    for over in ("What happens next", "20 May 2024", "due by"):
        assert over not in page
