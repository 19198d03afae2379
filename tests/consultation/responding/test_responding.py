"""Responding through the website, without JavaScript, while the public window is open."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultation.models import MOST_COMMENTS, Comment, Locality, Mail, Question, Response
from consultation.responding.forms import AboutYouForm
from strategy.models import Part

SLUG = "draft-strategy-2024-29"
OVERVIEW = f"/consultations/{SLUG}/respond/"
COMMENT = f"{OVERVIEW}comment/"
ABOUT_YOU = f"{OVERVIEW}about-you/"
CHECK = f"{OVERVIEW}check/"
COOKIE = f"response-{SLUG}"
GOAL = "anti-social-behaviour/goals/confidence-to-report"
WHO = {"respondent_kind": "resident", "publication": "without-name"}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]


def send_form(page):
    """The hidden fields of the form that sends the response, as a browser would post them."""
    text = page.content.decode()
    return dict(re.findall(r'type="hidden" name="(response|seen)" value="([^"]+)"', text))


@pytest.fixture
def gathered(client):
    """A client whose response has one comment and says who responds."""
    client.post(f"{COMMENT}?about={GOAL}", {"text": "Call people back."})
    client.post(ABOUT_YOU, WHO)
    return client


def test_a_comment_on_a_part_begins_a_response(client):
    answer = client.post(f"{COMMENT}?about={GOAL}", {"text": "Call people back."}, follow=True)

    comment = Comment.objects.get()
    assert comment.part.key == GOAL
    assert comment.text == "Call people back."
    assert "Call people back." in answer.content.decode()
    assert "not sent yet" in answer.content.decode()


def test_a_comment_without_a_part_is_about_the_whole_strategy(client):
    client.post(COMMENT, {"text": "Good."})

    assert Comment.objects.get().part is None


def test_comments_gather_in_one_response(client):
    client.post(COMMENT, {"text": "One."})
    client.post(f"{COMMENT}?about={GOAL}", {"text": "Two."})

    assert Response.objects.get().comments.count() == 2


def test_the_cookie_is_kept_for_30_days_and_away_from_scripts(client):
    cookie = client.post(COMMENT, {"text": "Good."}).cookies[COOKIE]

    assert cookie["max-age"] == 30 * 24 * 3600
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"


def test_while_reading_a_bar_says_how_many_comments_wait(client):
    client.post(COMMENT, {"text": "Good."})

    page = client.get("/").content.decode()

    assert "1 comment</strong>" in page
    assert "Not sent yet." in page


def test_a_double_click_on_save_makes_one_comment(client):
    client.post(COMMENT, {"text": "Good."})
    client.post(COMMENT, {"text": "Good."})

    assert Comment.objects.count() == 1


def test_a_comment_can_be_changed(client):
    client.post(COMMENT, {"text": "Good."})
    comment = Comment.objects.get()

    client.post(f"{COMMENT}{comment.pk}/", {"text": "Better."})

    comment.refresh_from_db()
    assert comment.text == "Better."


def test_a_comment_is_removed_only_after_a_question(client):
    client.post(COMMENT, {"text": "Good."})
    address = f"{COMMENT}{Comment.objects.get().pk}/remove/"

    question = client.get(address)

    assert "Good." in question.content.decode()
    assert Comment.objects.exists()
    client.post(address)
    assert not Comment.objects.exists()


def test_nobody_can_change_or_remove_the_comment_of_another(client, gathered):
    pk = Comment.objects.get().pk
    stranger = type(client)()
    stranger.post(COMMENT, {"text": "Mine."})

    changed = stranger.post(f"{COMMENT}{pk}/", {"text": "Hostile."})
    stranger.post(f"{COMMENT}{pk}/remove/")

    assert changed.status_code == 409
    assert "Hostile." in changed.content.decode()
    assert Comment.objects.get(pk=pk).text == "Call people back."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Enter your comment."),
        (" \r\n ", "Enter your comment."),
        ("x" * 10_001, "It has 1 too many."),
        ("👮" * 5_001, "It has 2 too many."),
        ("a\0b", "Remove the null character"),
    ],
)
def test_a_comment_that_cannot_be_taken_comes_back_with_a_sentence(client, text, sentence):
    answer = client.post(COMMENT, {"text": text})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: " in page
    assert sentence in page
    assert not Comment.objects.exists()
    if text.strip() and "\0" not in text:
        assert text in page


def test_one_comment_more_than_a_response_can_have_comes_back_with_its_words(client):
    client.post(COMMENT, {"text": "The first."})
    response = Response.objects.get()
    Comment.objects.bulk_create(
        Comment(response=response, text=f"Number {number}.", written_at=response.begun_at)
        for number in range(2, MOST_COMMENTS + 1)
    )

    one_more = client.post(COMMENT, {"text": "What I want to add – “really”."})
    again = client.post(COMMENT, {"text": "Number 7."})

    page = html.unescape(one_more.content.decode())
    assert one_more.status_code == 422
    assert "Your response has 100 comments, which is the most it can have." in page
    assert "What I want to add – “really”." in page
    assert again.status_code == 302
    assert response.comments.count() == MOST_COMMENTS


def test_the_last_comment_that_a_response_can_have_is_taken(client):
    client.post(COMMENT, {"text": "The first."})
    response = Response.objects.get()
    Comment.objects.bulk_create(
        Comment(response=response, text=f"Number {number}.", written_at=response.begun_at)
        for number in range(2, MOST_COMMENTS)
    )

    client.post(COMMENT, {"text": "The last."})

    assert response.comments.count() == MOST_COMMENTS


@pytest.mark.parametrize(
    "text", ["x" * 10_000, "👮" * 5_000, "ab\r\n" * 3_333 + "x", "<script>alert(1)</script>"]
)
def test_a_comment_of_exactly_the_limit_as_a_browser_counts_is_taken(client, text):
    client.post(COMMENT, {"text": text})

    assert Comment.objects.get().text == text.replace("\r\n", "\n")


def test_markup_in_a_comment_is_shown_as_text(client):
    client.post(COMMENT, {"text": "<script>alert(1)</script>"})

    page = client.get(OVERVIEW).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_comment_about_no_such_part_gives_the_words_back(client):
    answer = client.post(f"{COMMENT}?about=no-such-part", {"text": "My words."})

    assert answer.status_code == 409
    assert "My words." in answer.content.decode()
    assert client.get(f"{COMMENT}?about=no-such-part").status_code == 404


def test_the_comment_page_says_first_that_it_is_no_place_to_report_crime(client):
    page = client.get(f"{COMMENT}?about={GOAL}").content.decode()

    assert page.index("not for reporting") < page.index("<textarea")
    assert 'href="tel:999"' in page
    assert 'href="tel:101"' in page


def test_every_part_of_the_draft_can_be_commented_on_from_its_page(client, edition):
    page = client.get("/document/").content.decode()

    for part in edition.parts.all():
        assert f"comment/?about={part.key}" in page


def test_about_you_needs_who_responds_and_what_may_be_published(client):
    client.post(COMMENT, {"text": "Good."})

    answer = client.post(ABOUT_YOU, {"name": "Sample Person"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Select who you are responding as." in page
    assert "Choose what we may publish." in page
    assert "Sample Person" in page


@pytest.mark.parametrize(
    ("details", "sentence"),
    [
        ({"respondent_kind": "organisation"}, "Enter the name of the organisation or group."),
        ({"publication": "with-name"}, "Enter your name, or choose to be published without"),
        ({"email": "not an address"}, "Enter an email address in the correct format"),
        ({"name": "x" * 201}, "Your name must be 200 characters or fewer."),
        ({"name": "x\0y"}, "Remove the null character"),
        ({"respondent_kind": "nobody"}, "Select who you are responding as from the list."),
        ({"publication": "'; DROP TABLE"}, "Choose what we may publish from the list."),
    ],
)
def test_about_you_refuses_in_words(client, details, sentence):
    client.post(COMMENT, {"text": "Good."})

    answer = client.post(ABOUT_YOU, WHO | details)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Response.objects.get().is_about_you_complete


def test_an_organisation_may_be_named_without_a_person(client):
    client.post(COMMENT, {"text": "Good."})

    client.post(
        ABOUT_YOU,
        {"respondent_kind": "organisation", "organisation": "Example", "publication": "with-name"},
    )

    assert Response.objects.get().public_name == "Example"


def test_the_area_is_asked_only_where_officers_have_made_a_list(client, consultation):
    client.post(COMMENT, {"text": "Good."})
    assert "area you live or work in" not in client.get(ABOUT_YOU).content.decode()

    area = Locality.objects.create(consultation=consultation, name="Example Valley")
    assert "Example Valley" in client.get(ABOUT_YOU).content.decode()
    client.post(ABOUT_YOU, WHO | {"locality": area.pk})

    assert Response.objects.get().locality == area


def test_the_check_page_shows_what_will_be_public(client):
    client.post(COMMENT, {"text": "Good."})
    client.post(ABOUT_YOU, WHO | {"name": "Sample Person", "email": "sample@example.org"})

    page = client.get(CHECK).content.decode()

    assert "What will be public" in page
    assert "Not public: your name and your email address" in page
    assert "11:59pm on Sunday 14 April 2024" in page


def test_sending_leads_to_a_receipt_with_reference_and_time(gathered):
    answer = gathered.post(CHECK, send_form(gathered.get(CHECK)), follow=True)

    response = Response.objects.get()
    page = answer.content.decode()
    assert response.is_sent
    assert answer.redirect_chain == [(response.receipt_url(), 302)]
    assert response.reference in page
    assert re.search(r"10:00:\d\dam on Wednesday 10 April 2024", page)
    assert "Call people back." in page


def test_the_receipt_is_private(gathered):
    answer = gathered.post(CHECK, send_form(gathered.get(CHECK)), follow=True)

    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]


def test_the_receipt_can_be_kept_as_text(gathered):
    gathered.post(CHECK, send_form(gathered.get(CHECK)))
    response = Response.objects.get()

    copy = gathered.get(reverse("consultation:receipt_copy", args=[response.token]))

    assert copy["Content-Type"] == "text/plain; charset=utf-8"
    assert response.reference in copy.content.decode()
    assert "Call people back." in copy.content.decode()


def test_after_sending_the_device_forgets_the_response(gathered):
    gathered.post(CHECK, send_form(gathered.get(CHECK)))

    assert gathered.cookies[COOKIE].value == ""
    assert "Your response has" not in gathered.get(OVERVIEW).content.decode()
    lost = gathered.get(gathered.get(CHECK).url)
    assert "There is no unsent response" in lost.content.decode()


def test_back_and_send_again_gives_the_same_receipt(gathered):
    form = send_form(gathered.get(CHECK))
    first = gathered.post(CHECK, form)

    second = gathered.post(CHECK, form)

    assert second.url == first.url
    assert Response.objects.count() == 1


def test_send_again_after_closing_gives_the_same_receipt(gathered, set_clock):
    form = send_form(gathered.get(CHECK))
    first = gathered.post(CHECK, form)
    set_clock("2024-05-01T10:00")

    assert gathered.post(CHECK, form).url == first.url


def test_what_changed_in_another_tab_is_shown_before_it_is_sent(gathered):
    form = send_form(gathered.get(CHECK))
    gathered.post(COMMENT, {"text": "From another tab."})

    answer = gathered.post(CHECK, form)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "has changed since you opened this page" in page
    assert "From another tab." in page
    assert not Response.objects.get().is_sent
    gathered.post(CHECK, send_form(answer))
    assert Response.objects.get().is_sent


def test_a_comment_after_sending_begins_another_response(gathered):
    gathered.post(CHECK, send_form(gathered.get(CHECK)))

    gathered.post(COMMENT, {"text": "One more thing."})

    assert Response.objects.sent().count() == 1
    assert Response.objects.unsent().get().comments.get().text == "One more thing."


def test_without_comments_there_is_nothing_to_check_or_send(client):
    assert client.get(CHECK).url == f"{OVERVIEW}?lost"
    assert client.post(CHECK).url == f"{OVERVIEW}?lost"
    assert client.get(ABOUT_YOU).url == f"{OVERVIEW}?lost"


def test_check_asks_first_who_responds(client):
    client.post(COMMENT, {"text": "Good."})

    assert client.get(CHECK).url == ABOUT_YOU


def test_the_link_put_aside_takes_the_response_up_on_another_device(client, gathered):
    page = gathered.get(OVERVIEW).content.decode()
    link = re.search(r'href="http://testserver([^"]+/continue/[^"]+)"', page).group(1)
    other_device = type(client)()

    answer = other_device.get(link, follow=True)

    assert "Call people back." in answer.content.decode()


def test_the_link_of_a_sent_response_leads_to_its_receipt(client, gathered):
    gathered.post(CHECK, send_form(gathered.get(CHECK)))
    response = Response.objects.get()

    assert client.get(response.resume_url()).url == response.receipt_url()


def test_the_link_does_not_silently_replace_another_unsent_response(client, gathered):
    response = Response.objects.get()
    other_device = type(client)()
    other_device.post(COMMENT, {"text": "Already here."})

    question = other_device.get(response.resume_url())

    assert "You have another unsent response on this device" in question.content.decode()
    assert other_device.cookies[COOKIE].value != response.token
    other_device.get(f"{response.resume_url()}?switch")
    assert other_device.cookies[COOKIE].value == response.token


@pytest.mark.parametrize("token", ["x", "0" * 500, "%00", "..%2F..", "'--"])
def test_a_made_up_link_finds_nothing(client, token):
    assert client.get(f"/receipts/{token}/").status_code == 404
    assert client.get(f"{OVERVIEW}continue/{token}/").status_code == 404


@pytest.mark.parametrize("token", ["x", "\0", "'; DROP TABLE", "é"])
def test_a_made_up_cookie_is_no_response(client, token):
    client.cookies[COOKIE] = token

    assert client.get(OVERVIEW).status_code == 200
    client.post(COMMENT, {"text": "Good."})

    assert Response.objects.get().token != token


def test_with_javascript_the_form_and_its_answer_are_fragments(client):
    headers = {"HX-Request": "true"}

    form = client.get(f"{COMMENT}?about={GOAL}", headers=headers).content.decode()
    error = client.post(f"{COMMENT}?about={GOAL}", {"text": ""}, headers=headers)
    saved = client.post(f"{COMMENT}?about={GOAL}", {"text": "Good."}, headers=headers)

    assert "<html" not in form
    assert 'id="text-anti-social-behaviour-goals-confidence-to-report"' in form
    assert error.status_code == 422
    assert "<html" not in error.content.decode()
    assert "is saved" in saved.content.decode()
    assert "1 comment</strong>" in saved.content.decode()
    assert saved.cookies[COOKIE].value


@pytest.mark.parametrize("path", [OVERVIEW, COMMENT, ABOUT_YOU, CHECK])
def test_pages_of_a_response_are_never_kept_by_a_cache(gathered, path):
    assert "no-store" in gathered.get(path)["Cache-Control"]


@pytest.mark.parametrize("path", [OVERVIEW, CHECK, "/document/"])
def test_a_page_costs_the_same_queries_with_many_comments(
    gathered, path, edition, django_assert_num_queries
):
    gathered.get(path)  # the edition's parts are remembered from here on
    with CaptureQueriesContext(connection) as with_one:
        gathered.get(path)
    number = len(with_one)
    for part in edition.parts.filter(kind=Part.Kind.GOAL):
        gathered.post(f"{COMMENT}?about={part.key}", {"text": "Good."})

    with django_assert_num_queries(number):
        gathered.get(path)


def test_from_the_press_of_the_button_to_the_receipt_there_are_at_most_20_queries(
    gathered, django_assert_max_num_queries
):
    form = send_form(gathered.get(CHECK))

    with django_assert_max_num_queries(20):
        receipt = gathered.post(CHECK, form, follow=True)

    assert "Response sent" in receipt.content.decode()


def test_so_there_are_for_long_comments_an_answer_in_words_and_an_area(
    gathered, consultation, django_assert_max_num_queries
):
    long = "People stop reporting when they hear nothing back from anybody."
    gathered.post(COMMENT, {"text": long})
    question = Question.objects.create(consultation=consultation, wording="How far?")
    gathered.post(f"{OVERVIEW}questions/", {f"{question.pk}-text": long})
    area = Locality.objects.create(consultation=consultation, name="Easington")
    gathered.post(ABOUT_YOU, WHO | {"locality": area.pk})
    form = send_form(gathered.get(CHECK))

    with django_assert_max_num_queries(20):
        receipt = gathered.post(CHECK, form, follow=True).content.decode()

    assert "Response sent" in receipt
    assert "Easington" in receipt
    assert receipt.count(long) == 1


def test_so_there_are_with_a_receipt_by_mail_and_a_reminder_no_longer_needed(
    gathered, settings, django_capture_on_commit_callbacks
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    gathered.post(ABOUT_YOU, WHO | {"email": "jo@example.org"})
    gathered.post(f"{OVERVIEW}link/", {"email": "jo@example.org", "remind": "on"})
    form = send_form(gathered.get(CHECK))

    with (
        CaptureQueriesContext(connection) as captured,
        django_capture_on_commit_callbacks(execute=True),
    ):
        receipt = gathered.post(CHECK, form, follow=True)

    assert "Response sent" in receipt.content.decode()
    assert Mail.objects.filter(kind=Mail.Kind.RECEIPT).count() == 1
    begin_and_commit = 2  # savepoints, as all of a test is one transaction
    assert len(captured) - begin_and_commit <= 20


@pytest.mark.parametrize("token", ["organization", "name", "email"])
def test_the_browser_can_fill_in_who_responds(token):
    given = [field.widget.attrs.get("autocomplete") for field in AboutYouForm.base_fields.values()]

    assert token in given
