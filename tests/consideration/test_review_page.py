"""The page on which an officer reviews a response, through the browser’s requests."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consideration.models import Claim, RedactedText, Redaction, Review
from consideration.reviewing.queue import claim
from consideration.reviewing.redacting import lift, redact
from consideration.reviewing.review import decide
from consideration.reviewing.withholding import withhold
from consultation.responding.amendment import withdraw
from sdp_portal.officers.acts import Act
from tests.consultation import factories
from tests.consultation.factories import BEGUN
from tests.strategy.reading import Page

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,
]

LIST = "/admin/consultation/response/"
WORDS = "Ask Dave Jones – he “knows” – on 07700 900123.\r\nOr ask Dave’s sister 👩‍👧."


@pytest.fixture
def officer(signed_in):
    return signed_in("Consultation officer")


@pytest.fixture
def response(public_window):
    return factories.sent(public_window, comments=[WORDS, "A second one."])


@pytest.fixture
def comment(response):
    return response.comments.first()


def address(response):
    return f"{LIST}{response.pk}/review/"


def press(client, response, act, **typed):
    return client.post(address(response), {"act": act, "seen": "0"} | typed)


def redacting(comment, words, start="", reason="identifies"):
    pk = comment.pk
    return {f"words-{pk}": words, f"start-{pk}": start, f"reason-{pk}": reason}


def public(comment):
    return RedactedText.objects.get(comment=comment).text


def test_it_shows_the_words_and_what_may_be_personal_data(officer, response):
    page = Page(officer.get(address(response)))

    assert "1 of 1" in page.text
    assert "“07700 900123”, perhaps a telephone number." in page.text
    assert "Publish it as it is, and open the next" in page.text
    assert not Redaction.objects.exists()


def test_a_suggestion_is_redacted_by_its_button(officer, response, comment):
    start = WORDS.index("07700")

    page = Page(press(officer, response, f"suggested {comment.pk} {start} {start + 12}"))

    assert "on [redacted: it could identify somebody].\r\nOr" in public(comment)
    assert "perhaps a telephone number" not in page.text
    assert "Publish it in part, and open the next" in page.text
    assert Act.objects.filter(what__startswith="A passage is redacted.").exists()
    assert not Act.objects.filter(what__contains="07700").exists()


def test_marked_words_are_redacted_where_they_stand(officer, response, comment):
    start = WORDS.replace("\r\n", "\n").rindex("Dave")

    press(officer, response, f"redact {comment.pk}", **redacting(comment, "Dave", start))

    assert public(comment).startswith("Ask Dave Jones")
    assert public(comment).endswith("Or ask [redacted: it could identify somebody]’s sister 👩‍👧.")


def test_typed_words_are_redacted_wherever_they_stand(officer, response, comment):
    page = Page(press(officer, response, f"redact {comment.pk}", **redacting(comment, "dave")))

    assert "2 passages are redacted." in page.text
    assert "Dave" not in public(comment)


def test_nothing_typed_is_lost_when_something_is_refused(officer, response, comment):
    typed = redacting(comment, "Davy – “him” 🙂", reason="unlawful")
    answer = press(officer, response, f"redact {comment.pk}", note="He’s known –", **typed)
    html = answer.content.decode()

    assert answer.status_code == 422
    assert "The comment does not have these words." in html
    assert "Davy – “him” 🙂</textarea>" in html
    assert '<option value="unlawful" selected>' in html
    assert "He’s known –</textarea>" in html


def test_what_was_typed_about_another_comment_stays(officer, response, comment):
    other = response.comments.last()
    typed = redacting(comment, "Dave") | redacting(other, "second", reason="unlawful")

    html = press(officer, response, f"redact {comment.pk}", **typed).content.decode()

    assert "second</textarea>" in html
    assert Redaction.objects.filter(comment=other).count() == 0


@pytest.mark.parametrize("reason", ["", "because", "\0"])
def test_without_a_reason_nothing_is_redacted(officer, response, comment, reason):
    typed = redacting(comment, "Dave", reason=reason)

    answer = press(officer, response, f"redact {comment.pk}", **typed)

    assert "Choose why the public must not read it." in answer.content.decode()
    assert not Redaction.objects.exists()


@pytest.mark.parametrize("start", ["x", "-1", "9" * 500, "1.5", "3"])
def test_a_mark_that_does_not_match_is_refused(officer, response, comment, start):
    typed = redacting(comment, "Dave", start=start)

    answer = press(officer, response, f"redact {comment.pk}", **typed)

    assert "The marked words do not match the comment." in answer.content.decode()
    assert not Redaction.objects.exists()


def test_redacting_everything_is_refused_whole(officer, response):
    second = response.comments.last()

    answer = press(officer, response, f"redact {second.pk}", **redacting(second, "A second one"))

    assert "Withhold all of it instead." in answer.content.decode()
    assert not Redaction.objects.exists()


def test_a_redaction_is_lifted(officer, response, comment):
    press(officer, response, f"redact {comment.pk}", **redacting(comment, "sister"))
    redaction = Redaction.objects.get()

    page = Page(press(officer, response, f"lift {redaction.pk}"))
    again = press(officer, response, f"lift {redaction.pk}")

    assert "A redaction is lifted." in page.text
    assert "That was done already" in again.content.decode()
    assert not RedactedText.objects.exists()


def test_a_comment_is_withheld_and_shown_again(officer, response, comment):
    key = comment.pk
    page = Page(press(officer, response, f"withhold {key}", **{f"reason-{key}": "unlawful"}))
    assert "Withheld from the public: it could be unlawful or abusive." in page.text

    page = Page(press(officer, response, f"show {key}"))
    assert "Words that were withheld are shown again." in page.text
    assert "The words are not withheld" in press(officer, response, f"show {key}").content.decode()


@pytest.mark.parametrize(
    "act",
    [
        *("", "redact", "redact x", "redact 0", "lift 0", "lift", "show 0", "withhold 0", "x 1"),
        *("suggested {pk}", "suggested {pk} 5 4", "suggested {pk} 0 9999", "suggested 0 0 1"),
        *("suggested {pk} -1 2", "redact {pk} 1", "<script>", "\0", "decide 1"),
    ],
)
def test_a_button_that_the_page_does_not_have_changes_nothing(officer, response, comment, act):
    answer = press(officer, response, act.format(pk=comment.pk))

    assert answer.status_code == 422
    assert "older page" in answer.content.decode()
    assert not Redaction.objects.exists()
    assert not Review.objects.exists()


def test_a_button_about_another_response_changes_nothing(officer, response, public_window):
    other = factories.sent(public_window, comments=["Not this one."]).comments.get()

    answer = press(officer, response, f"withhold {other.pk}", **{f"reason-{other.pk}": "unlawful"})

    assert answer.status_code == 422
    assert not other.withholdings.exists()


def test_a_decision_opens_the_next(officer, response, public_window):
    following = factories.sent(public_window, at=response.received_at.replace(hour=20))

    answer = press(officer, response, "decide", note="Fine – “as is”.")

    assert answer.url == address(following)
    review = response.reviews.get()
    assert (review.decision, review.note) == ("as-it-is", "Fine – “as is”.")
    assert Claim.objects.get().response == following
    assert "2 of 2" in Page(officer.get(answer.url)).text


def test_after_the_last_one_the_page_of_all_says_so(officer, response, consultation):
    answer = officer.post(address(response), {"act": "decide", "seen": "0"}, follow=True)

    assert answer.redirect_chain == [(f"{LIST}to-review/{consultation.pk}/", 302)]
    assert "All 1 response with a comment is reviewed." in Page(answer).text


def test_one_is_left_for_later(officer, response, public_window):
    following = factories.sent(public_window, at=response.received_at.replace(hour=20))

    assert press(officer, response, "later").url == address(following)
    assert not Review.objects.exists()


def test_a_second_officer_with_an_old_page_is_told_both(officer, response, make_officer):
    sam = make_officer("sam", "Consultation officer", first_name="Sam", last_name="Sample")
    decide(response=response, seen=0, note="Rang them.", by=sam, at=BEGUN)

    answer = press(officer, response, "decide", note="Mine – “still here”.")
    page = Page(answer)

    assert answer.status_code == 409
    assert "Another officer has changed something meanwhile." in page.text
    assert "Sam Sample decided: “Publish it as it is”. “Rang them.”" in page.text
    assert "Mine – “still here”." in answer.content.decode()
    assert response.reviews.count() == 1
    assert 'name="seen" value="1"' in answer.content.decode()


def test_what_another_officer_has_open_is_said(officer, response, make_officer):
    sam = make_officer("sam", first_name="Sam", last_name="Sample")
    claim(response=response, by=sam, at=BEGUN.replace(hour=9))

    page = Page(officer.get(address(response)))
    listed = Page(officer.get(f"{LIST}to-review/{response.consultation_id}/"))

    assert "Sam Sample has this open until" in page.text
    assert f"Sam Sample has {response} open until" in listed.text


def test_the_page_of_all_opens_the_next(officer, response, consultation):
    page = f"{LIST}to-review/{consultation.pk}/"

    assert "0 of 1 reviewed" in Page(officer.get(page)).text
    assert officer.post(page).url == address(response)


def test_what_was_withdrawn_meanwhile_is_not_decided(officer, response):
    withdraw(response=response, by=officer.officer, reason="Asked.", at=BEGUN)

    answer = press(officer, response, "decide")

    assert "no longer counts" in answer.content.decode()
    assert not Review.objects.exists()


def test_a_note_that_is_too_long_is_given_back(officer, response):
    note = "’" * 2001

    answer = press(officer, response, "decide", note=note)

    assert "2,000 characters or fewer" in answer.content.decode()
    assert f"{note}</textarea>" in answer.content.decode()
    assert not Review.objects.exists()


@pytest.mark.parametrize("group", ["Analyst", "Strategy editor", "Publisher", "Subgroup lead"])
def test_only_those_whose_work_it_is(signed_in, response, comment, group):
    client = signed_in(group)

    assert client.get(address(response)).status_code == 403
    assert press(client, response, f"withhold {comment.pk}").status_code == 403
    assert client.post(f"{LIST}to-review/{response.consultation_id}/").status_code == 403


def test_the_response_says_what_was_decided(officer, response, comment):
    officers = {"by": officer.officer, "at": BEGUN}
    [redaction] = redact(comment=comment, passages=[(0, 3)], reason="identifies", **officers)
    withhold(comment=response.comments.last(), reason="unlawful", **officers)
    press(officer, response, "decide", seen="2")
    lift(redaction=redaction, **officers)

    page = Page(officer.get(f"{LIST}{response.pk}/change/"))

    assert "Reviewed: Publish it in part." in page.text
    assert "redacted “Ask”, because it could identify somebody" in page.text
    assert "Review it again" in page.text


def test_it_costs_the_same_queries_for_one_comment_and_for_ten(officer, public_window):
    few = factories.sent(public_window, comments=["Ring 07700 900123 – Dave."])
    many = factories.sent(public_window, comments=["Ring 07700 900123 – Dave."] * 10)
    for response in (few, many):
        for comment in response.comments.all():
            for end in (2, 4):
                redact(
                    comment=comment,
                    passages=[(0, end)],
                    reason="identifies",
                    by=officer.officer,
                    at=BEGUN,
                )

    def cost(response):
        with CaptureQueriesContext(connection) as queries:
            assert officer.get(address(response)).status_code == 200
        return len(queries)

    cost(few)
    assert cost(many) == cost(few)


def test_a_sign_that_no_text_has_is_refused_in_the_note(officer, response):
    answer = press(officer, response, "decide", note="a\0b")

    assert answer.status_code == 422
    assert not Review.objects.exists()


def test_what_another_officer_did_already_is_not_told_as_yours(
    officer, response, comment, make_officer
):
    sam = {"by": make_officer("sam"), "at": BEGUN}
    withhold(comment=comment, reason="unlawful", **sam)
    redact(comment=response.comments.last(), passages=[(2, 8)], reason="unlawful", **sam)
    second = response.comments.last()
    typed = redacting(comment, "Dave") | redacting(second, "second", start=2)

    for act in (f"withhold {comment.pk}", f"redact {second.pk}"):
        answer = press(officer, response, act, **typed)
        assert "That was done already" in answer.content.decode()
    assert not Act.objects.filter(officer=officer.officer).exists()


def test_words_that_stand_there_too_often_are_refused(officer, public_window):
    response = factories.sent(public_window, comments=["a b " * 201])
    comment = response.comments.get()

    answer = press(officer, response, f"redact {comment.pk}", **redacting(comment, "a"))

    assert "These words stand there 201 times." in answer.content.decode()
    assert not Redaction.objects.exists()
