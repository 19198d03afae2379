"""The page on which an officer codes a comment, through the browser’s requests."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from consideration.coding.codes import merge
from consideration.coding.points import Passage
from consideration.coding.words import suggested
from consideration.models import Coding, Point, WhyWithheld, WordCount
from consideration.reviewing.redacting import redact
from consideration.reviewing.safeguarding import safeguard
from consultation.responding.amendment import withdraw
from sdp_portal.officers.acts import Act
from tests.consideration.coding import code, coded, give
from tests.consultation import factories
from tests.consultation.factories import BEGUN
from tests.strategy.reading import Page

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,
]

LIST = "/admin/consultation/response/"
WORDS = "Quad bikes – at “night”.\r\nNobody reports it, they’re afraid 👩‍👧."


@pytest.fixture
def analyst(signed_in):
    return signed_in("Analyst")


@pytest.fixture
def comment(public_window):
    return factories.sent(public_window, comments=[WORDS]).comments.get()


@pytest.fixture
def bikes(consultation):
    return code(consultation, "Bikes", parent=code(consultation, "Roads"))


@pytest.fixture
def fear(consultation):
    return code(consultation, "Fear")


def address(comment):
    return f"{LIST}{comment.response_id}/code/{comment.pk}/"


def press(client, comment, act="save", *, codes=(), seen=0, point=None, **typed):
    typed = {name.replace("_", "-"): value for name, value in typed.items()}
    page = address(comment) + (f"?point={point.pk}" if point else "")
    sent = {"act": act, "seen": seen, "codes": [each.pk for each in codes]} | typed
    return client.post(page, sent)


def points(comment):
    """(words, names of codes, note) of each in force."""
    return [
        (
            point.words,
            [coding.code.name for coding in point.codings.filter(removed_at=None)],
            point.note,
        )
        for point in comment.points.in_force()
    ]


def test_the_page_shows_the_words_and_all_codes(analyst, comment, bikes, fear):
    page = Page(analyst.get(address(comment))).text

    assert "Code 1 of 1" in page
    assert "Nobody reports it" in page
    for name in ("Roads", "Bikes", "Fear"):
        assert name in page


def test_the_whole_comment_gets_a_code(analyst, comment, bikes):
    answer = press(analyst, comment, codes=[bikes], note="Two of them – “loud”.")

    assert answer.status_code == 302
    assert points(comment) == [(WORDS, ["Bikes"], "Two of them – “loud”.")]
    assert Act.objects.filter(what="A point of a comment is coded.").count() == 1
    assert not Act.objects.filter(what__contains="Quad").exists()


def test_typed_words_become_a_point(analyst, comment, fear):
    press(analyst, comment, codes=[fear], words_point="nobody  reports it")

    assert points(comment) == [("Nobody reports it", ["Fear"], "")]


def test_marked_words_become_a_point_with_whole_characters(analyst, comment, fear):
    shown = WORDS.replace("\r\n", "\n")
    words = "afraid 👩"

    press(analyst, comment, codes=[fear], words_point=words, start_point=shown.index(words))

    assert points(comment) == [("afraid 👩‍👧", ["Fear"], "")]


def test_a_point_may_lie_over_two_others(analyst, comment, bikes, fear):
    press(analyst, comment, codes=[bikes], words_point="Quad bikes")
    press(analyst, comment, codes=[fear], words_point="afraid", seen=1)
    press(analyst, comment, codes=[bikes, fear], seen=2)

    assert [words for words, _, _ in points(comment)] == ["Quad bikes", WORDS, "afraid"]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({}, "Choose at least one code."),
        ({"codes": "all", "words_point": "never said"}, "The comment does not have these words"),
        ({"codes": "all", "words_point": "Quad", "start_point": "3"}, "Mark them again"),
        ({"codes": "all", "words_point": "Quad", "start_point": "x"}, "Mark them again"),
        ({"codes": "all", "note": "n" * 2001}, "2,000 characters or fewer"),
        ({"codes": "all", "act": "remove 0"}, "belongs to an older page"),
        ({"codes": "all", "act": "\u202e x"}, "belongs to an older page"),
        ({"codes": "all", "act": ""}, "belongs to an older page"),
    ],
)
def test_what_cannot_be_saved_is_told_and_kept(analyst, comment, bikes, typed, why):
    act = typed.pop("act", "save")
    chosen = [bikes] if typed.pop("codes", None) else []

    answer = press(analyst, comment, act, codes=chosen, **{"note": "My – “note” 🙂"} | typed)

    assert answer.status_code == 422
    assert why in Page(answer).text
    html = answer.content.decode()
    assert typed.get("note", "My – “note” 🙂") in html
    assert typed.get("words_point", "") in html
    assert not chosen or f'value="{bikes.pk}" checked' in html
    assert not Point.objects.exists()


def test_a_sign_that_no_text_has_is_refused_in_the_note(analyst, comment, bikes):
    answer = press(analyst, comment, codes=[bikes], note="a\0b")

    assert answer.status_code == 422
    assert not Point.objects.exists()


def test_the_same_words_are_one_point(analyst, comment, bikes, fear):
    give(comment, bikes)

    answer = press(analyst, comment, codes=[fear], seen=1)

    assert "These words are a point already." in Page(answer).text


def test_a_point_is_changed_and_the_one_before_stays(analyst, comment, bikes, fear):
    point = give(comment, bikes, note="First.")
    page = analyst.get(f"{address(comment)}?point={point.pk}").content.decode()
    assert "First." in page
    assert f'value="{bikes.pk}" checked' in page

    press(analyst, comment, codes=[fear], note="Second.", seen=1, point=point)

    assert points(comment) == [(WORDS, ["Fear"], "Second.")]
    assert Point.objects.get(removed_at__isnull=False).note == "First."


def test_a_point_is_removed_and_stays_on_the_record(analyst, comment, bikes):
    point = give(comment, bikes)

    press(analyst, comment, f"remove {point.pk}", seen=1)

    assert points(comment) == []
    assert "removed the point" in Page(analyst.get(address(comment))).text


def test_the_database_keeps_points_and_their_codes(comment, bikes, consultation):
    give(comment, bikes)
    for change in (
        lambda: Point.objects.update(note="Other."),
        lambda: Point.objects.all()._raw_delete("default"),
        lambda: Coding.objects.update(added_at=BEGUN + dt.timedelta(1)),
        lambda: Coding.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


# Two officers


def test_a_stale_page_is_refused_with_both(analyst, comment, bikes, fear):
    give(comment, fear, note="Theirs.")

    answer = press(analyst, comment, codes=[bikes], note="Mine.", seen=0)

    assert answer.status_code == 409
    page = Page(answer).text
    assert "the-officer coded" in page
    assert "as “Fear”" in page
    assert "Theirs." in page
    assert "Mine." in answer.content.decode()
    assert f'value="{bikes.pk}" checked' in answer.content.decode()
    assert [names for _, names, _ in points(comment)] == [["Fear"]]


def test_changing_a_point_that_somebody_removed_is_refused_then_saved_anew(
    analyst, comment, bikes, fear
):
    point = give(comment, bikes)
    press(analyst, comment, f"remove {point.pk}", seen=1)

    refused = press(analyst, comment, codes=[fear], seen=1, point=point)
    press(analyst, comment, codes=[fear], seen=2)

    assert refused.status_code == 409
    assert "?point=" not in refused.content.decode().split("<form")[-1].split(">")[0]
    assert [names for _, names, _ in points(comment)] == [["Fear"]]


def test_a_code_that_was_merged_meanwhile_is_told(analyst, comment, bikes, fear, admin_user):
    merge(code=bikes, into=fear, by=admin_user, at=BEGUN)

    answer = press(analyst, comment, codes=[bikes], note="Mine.")

    assert "“Bikes” was merged into “Fear” meanwhile" in Page(answer).text
    assert "Mine." in answer.content.decode()


def test_what_was_withdrawn_meanwhile_is_told(analyst, comment, bikes):
    withdraw(response=comment.response, at=BEGUN)

    answer = press(analyst, comment, codes=[bikes], note="Mine.")

    assert "no longer counts" in Page(answer).text
    assert "Mine." in answer.content.decode()


# One after the other


def test_saving_opens_the_next(analyst, comment, bikes, public_window):
    following = factories.sent(public_window).comments.get()

    answer = press(analyst, comment, "save-next", codes=[bikes])

    assert answer.url == address(following)
    assert "Code 2 of 2" in Page(analyst.get(answer.url)).text


def test_after_the_last_the_first_that_was_left_comes_then_none(
    analyst, comment, bikes, public_window, consultation
):
    following = factories.sent(public_window).comments.get()
    start = f"{LIST}to-code/{consultation.pk}/"

    assert analyst.get(start).url == address(comment)
    assert press(analyst, comment, "later").url == address(following)
    assert press(analyst, following, "save-next", codes=[bikes]).url == address(comment)
    last = press(analyst, comment, "save-next", codes=[bikes])
    assert last.url == f"/admin/consideration/code/of/{consultation.pk}/"


def test_what_tells_of_somebody_at_risk_is_not_handed_out(
    analyst, comment, bikes, consultation, admin_user
):
    safeguard(
        response=comment.response,
        passed_to="The police",
        passed_at=BEGUN,
        how="By telephone",
        by=admin_user,
        at=BEGUN,
    )

    assert analyst.get(address(comment)).status_code == 404
    assert analyst.get(f"{LIST}to-code/{consultation.pk}/").url.endswith(f"of/{consultation.pk}/")


def test_redacted_words_are_shown_as_such(analyst, comment, bikes, admin_user):
    redact(
        comment=comment, passages=[(0, 4)], reason=WhyWithheld.IDENTIFIES, by=admin_user, at=BEGUN
    )

    page = Page(analyst.get(address(comment))).text

    assert "[redacted: Quad ]" in page or "[redacted:Quad]" in page.replace(" ", "")


@pytest.mark.parametrize(
    ("group", "status"),
    [("Analyst", 200), ("Consultation officer", 200), ("Safeguarding lead", 403)],
)
def test_who_codes(signed_in, comment, bikes, group, status):
    assert signed_in(group).get(address(comment)).status_code == status


def test_ten_points_and_codes_take_as_many_queries_as_one(analyst, comment, bikes, consultation):
    give(comment, bikes)
    analyst.get(address(comment))
    with CaptureQueriesContext(connection) as one:
        analyst.get(address(comment))
    for n in range(9):
        give(comment, code(consultation, f"Code {n}"), passage=Passage(n, n + 1))

    with CaptureQueriesContext(connection) as ten:
        analyst.get(address(comment))

    assert len(ten) == len(one)


# Suggestions


def test_what_is_coded_already_suggests_and_nothing_is_chosen(
    analyst, public_window, comment, bikes, fear
):
    coded(public_window, bikes, text="Quad bikes on the footpath at night")
    coded(public_window, fear, text="My mother is afraid of going out")

    answer = analyst.get(address(comment))

    assert answer.context["suggested"][0] == bikes
    assert "Nothing is chosen for you" in Page(answer).text
    assert "checked" not in answer.content.decode().split("sdp-coding__codes", 1)[1]


def test_at_most_five_codes_are_suggested_and_none_without_a_choice(
    public_window, consultation, comment, bikes
):
    coded(public_window, bikes)
    assert suggested(WORDS, consultation) == []

    for n in range(6):
        coded(public_window, code(consultation, f"Code {n}"), text=f"Quad {n}")

    assert len(suggested(WORDS, consultation)) == 5


def test_codes_are_suggested_from_the_consultation_they_were_copied_from(
    public_window, consultation, bikes, fear, edition
):
    copies = edition.consultations.create(slug="later", title="Later").codes
    copy = copies.create(name="Bikes", copied_from=bikes)
    copies.create(name="Fear", copied_from=fear)
    coded(public_window, bikes, text="Quad bikes on the footpath")
    coded(public_window, fear, text="Afraid to go out")

    assert suggested("Bikes on a footpath", copy.consultation)[0] == copy


def test_a_code_that_is_taken_off_is_unlearned_and_a_merged_one_moves(
    comment, bikes, fear, analyst, admin_user
):
    point = give(comment, bikes)
    assert WordCount.objects.filter(code=bikes, number__gt=0).exists()
    press(analyst, comment, f"remove {point.pk}", seen=1)
    assert not WordCount.objects.filter(number__gt=0).exists()

    give(comment, bikes)
    merge(code=bikes, into=fear, by=admin_user, at=BEGUN)
    assert set(WordCount.objects.filter(number__gt=0).values_list("code", flat=True)) == {fear.pk}


@pytest.mark.parametrize("text", ["👩‍👧", "…", "a" * 10_000, "w " * 5_000, "\u202e\u05e2"])
def test_any_comment_can_be_coded(public_window, consultation, bikes, fear, text):
    coded(public_window, bikes, text=text)
    coded(public_window, fear, text=text)

    assert len(suggested(text, consultation)) <= 2
