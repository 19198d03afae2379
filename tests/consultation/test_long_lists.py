"""Officers' lists: no row is lost or doubled between pages, numbers are honest, words are found."""

import datetime as dt
from itertools import chain

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultation.admin import long_lists, search
from consultation.models import Answer, Comment, Flag, Mail, Response, Withdrawal
from consultation.responding.submission import submit_response
from tests.consultation import factories
from tests.consultation.factories import BEGUN

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,  # the admin's own templates ask for what may be missing
]

RESPONSES, COMMENTS = "/admin/consultation/response/", "/admin/consultation/comment/"
MAIL = "/admin/consultation/mail/"
LISTS = [RESPONSES, COMMENTS, MAIL]
GOES_ON = {"next": "next_page", "previous": "previous_page"}


@pytest.fixture
def three_a_page(monkeypatch):
    monkeypatch.setattr(long_lists.LongList, "list_per_page", 3)


@pytest.fixture
def seven(public_window):
    """Of which four arrived at the same moment, and with two comments each."""
    return [
        factories.sent(
            public_window,
            at=BEGUN + dt.timedelta(minutes=max(number, 3)),
            comments=(f"First {number}.", f"Second {number}."),
            email=f"{number}@example.org",
        )
        for number in range(7)
    ]


def page(client, address, query="", **search):
    answer = client.get(f"{address}{query}", search or None)
    assert answer.status_code == 200, answer
    return answer.context["cl"]


def keys(changelist):
    return [row.pk for row in changelist.result_list]


def walk(client, address, query, direction):
    """The keys of each page from here on; `direction` is next or previous."""
    pages = []
    while query is not None:
        assert len(pages) < 20
        changelist = page(client, address, query)
        pages.append(keys(changelist))
        query = getattr(changelist, GOES_ON[direction])
    return pages, changelist


# Pages


@pytest.mark.usefixtures("three_a_page", "seven")
@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("ordering", ["", "?o=1", "?o=2", "?o=3", "?o=-3"])
def test_page_after_page_comes_each_row_once(admin_client, address, ordering):
    model, moment = {
        RESPONSES: (Response, "received_at"),
        COMMENTS: (Comment, "response__received_at"),
        MAIL: (Mail, "created_at"),
    }[address]
    expected = model.objects.order_by(f"-{moment}", "-pk").values_list("pk", flat=True)
    expected = [*expected][:: 1 if page(admin_client, address, ordering).is_newest_first else -1]

    pages, last = walk(admin_client, address, ordering, "next")

    assert [*chain(*pages)] == expected
    assert {len(each) for each in pages[:-1]} == {3}
    back, first = walk(admin_client, address, last.previous_page, "previous")
    assert back[-1] == expected[:3]
    assert first.previous_page is None
    assert {*chain(*back)} >= set(expected[:-1]) - set(pages[-1])


@pytest.mark.usefixtures("three_a_page", "seven")
def test_both_lists_of_what_was_said_can_begin_with_the_oldest(admin_client):
    for address, name in ((RESPONSES, "received"), (COMMENTS, "received_at")):
        column = page(admin_client, address).list_display.index(name)

        assert not page(admin_client, address, f"?o={column}").is_newest_first
        assert page(admin_client, address, f"?o=-{column}").is_newest_first


@pytest.mark.usefixtures("three_a_page", "seven")
def test_one_page_back_is_the_page_one_came_from(admin_client):
    first = page(admin_client, RESPONSES)
    second = page(admin_client, RESPONSES, first.next_page)
    third = page(admin_client, RESPONSES, second.next_page)

    assert keys(page(admin_client, RESPONSES, third.previous_page)) == keys(second)
    assert keys(page(admin_client, RESPONSES, second.previous_page)) == keys(first)


@pytest.mark.usefixtures("three_a_page")
def test_what_arrives_meanwhile_moves_nothing_on_the_next_page(admin_client, seven, public_window):
    first = page(admin_client, RESPONSES)
    factories.sent(public_window, at=BEGUN + dt.timedelta(hours=9))

    second = page(admin_client, RESPONSES, first.next_page)

    assert keys(second) == [response.pk for response in seven[::-1][3:6]]


@pytest.mark.usefixtures("three_a_page", "seven")
@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize(
    "position",
    [
        *("2", "x", "next", "next.1", "next.a.b", "next.1.2.3", "later.1.1", "next.-.1"),
        *("next.\u0663.1", "next.99999999999999999.1", "next.1.9999999999999999999"),
        *("%00", "next.1.1%00x", "'\"<"),
    ],
)
def test_an_invalid_position_is_the_first_page(admin_client, address, position):
    first = keys(page(admin_client, address))

    assert keys(page(admin_client, address, f"?p={position}")) == first


@pytest.mark.usefixtures("three_a_page", "seven")
def test_a_position_behind_everything_is_an_empty_page_with_a_way_back(admin_client):
    changelist = page(admin_client, RESPONSES, "?p=next.0.1")

    assert keys(changelist) == []
    assert changelist.next_page is None
    assert 'rel="next"' not in admin_client.get(f"{RESPONSES}?p=next.0.1").content.decode()


@pytest.mark.usefixtures("three_a_page", "seven")
def test_filters_and_search_stay_from_page_to_page(admin_client):
    query = "?q=first&respondent_kind__exact=resident&from=2024-04-10"

    pages, last = walk(admin_client, RESPONSES, query, "next")

    assert [len(each) for each in pages] == [3, 3, 1]
    for kept in ("q=first", "respondent_kind__exact=resident", "from=2024-04-10"):
        assert kept in last.previous_page


# Numbers


@pytest.mark.usefixtures("seven")
@pytest.mark.parametrize(
    ("most", "words"), [(7, "7 responses"), (6, "6+ responses"), (2, "2+ responses")]
)
def test_the_number_is_exact_or_says_that_there_are_more(admin_client, monkeypatch, most, words):
    monkeypatch.setattr(long_lists, "MOST_COUNTED", most)

    assert f"<strong>{words}</strong>" in admin_client.get(RESPONSES).content.decode()


def test_one_is_one(admin_client, public_window):
    assert page(admin_client, RESPONSES).number_and_name == "0 responses"
    factories.sent(public_window)

    assert page(admin_client, RESPONSES).number_and_name == "1 response"


@pytest.mark.usefixtures("three_a_page", "seven")
def test_all_can_be_chosen_for_an_action_only_where_all_were_counted(admin_client, monkeypatch):
    assert page(admin_client, MAIL).result_count == 7
    monkeypatch.setattr(long_lists, "MOST_COUNTED", 6)

    assert page(admin_client, MAIL).result_count == 3


@pytest.mark.usefixtures("three_a_page", "seven")
def test_an_action_for_all_that_were_found_is_not_for_others(admin_client):
    Mail.objects.update(state=Mail.State.FAILED)
    data = {"action": "send_again", "select_across": "1", "_selected_action": "0"}

    answer = admin_client.post(f"{MAIL}?q=1@", data | {"confirmed": "1"}, follow=True)

    assert "1 email to be sent again" in answer.content.decode()


# Words


@pytest.fixture(params=["by index", "looking at the nearest", "by index after all"])
def each_way(request, monkeypatch):
    """As of rare words; of frequent ones; and of those that only what is far down has."""
    if request.param != "by index":
        monkeypatch.setattr(search, "MOST_CANDIDATES", 0)
    if request.param == "by index after all":
        monkeypatch.setattr(search, "NEAR", 1)


@pytest.fixture
def library(public_window, consultation):
    """Three responses that differ in all that can be searched."""
    bus = factories.complete(
        public_window,
        comments=("The night buses are late.", "More lights, please."),
        name="Ada Lovelace",
        email="ada@example.org",
    )
    factories.answered(bus, factories.asked(consultation), text="Because of the ferries.")
    park = factories.complete(
        public_window,
        comments=("Lights in the park at night; no bus goes there.",),
        respondent_kind="organisation",
        organisation="Friends of the Park",
        email="Park_100%@example.org",
    )
    quiet = factories.complete(public_window, comments=("O'Brien said: 50% \\ done <b>.",))
    for minute, response in enumerate([bus, park, quiet]):
        submit_response(response=response, at=BEGUN + dt.timedelta(minutes=30 + minute))
    Withdrawal.objects.create(
        response=factories.sent(public_window, comments=("Withdrawn night.",)), withdrawn_at=BEGUN
    )
    factories.unsent(public_window, comments=("Unsent night.",))
    return {"bus": bus.pk, "park": park.pk, "quiet": quiet.pk}


@pytest.mark.usefixtures("each_way")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("bus", "park"),
        ("ferry", "bus"),  # "ferries" has the same stem
        ("LIGHT", "park bus"),
        ("night late", "bus"),
        ("late lights", ""),  # in two comments, in neither both
        ('"night buses"', "bus"),
        ('"buses night"', ""),
        ("night -late", "park"),
        ("ferry or park", "park bus"),
        ("ferries", "bus"),
        ("lovelace", "bus"),
        ("Friends Park", "park"),
        ("ada@example.org", "bus"),
        ("ADA@", "bus"),
        ("park_100%", "park"),
        ("park_1", "park"),
        ("par%", ""),  # no pattern
        ("done", "quiet"),
        ("xylophone", ""),
        ("the", "park"),  # in a name every word counts
        ("-bus", ""),
        ("  night   late ", "bus"),
    ],
)
def test_words_are_found(admin_client, library, words, found):
    changelist = page(admin_client, RESPONSES, q=words, version="counted")

    assert keys(changelist) == [library[name] for name in found.split()]


@pytest.mark.usefixtures("each_way")
@pytest.mark.parametrize(
    ("words", "number"), [("night", 2), ("night -late", 1), ('"night buses"', 1), ("ferry", 0)]
)
def test_words_of_comments_are_found(admin_client, library, words, number):
    found = page(admin_client, COMMENTS, q=words).result_list

    assert len(found) == number
    assert {comment.response_id for comment in found} <= set(library.values())


@pytest.mark.usefixtures("each_way")
def test_a_reference_is_found_by_its_beginning(admin_client, library):
    sent = Response.objects.get(pk=library["bus"])

    for typed in (sent.reference, sent.reference[:8], sent.reference.lower()):
        assert sent.pk in keys(page(admin_client, RESPONSES, q=typed))
        comments = page(admin_client, COMMENTS, q=typed).result_list
        assert {comment.response_id for comment in comments} == {sent.pk}
    assert keys(page(admin_client, RESPONSES, q=sent.reference[1:])) == []


@pytest.mark.usefixtures("each_way", "library")
def test_addresses_of_mail_are_found_by_their_beginning(admin_client):
    assert page(admin_client, MAIL, q="ADA@").number_in_words.startswith("1")
    assert keys(page(admin_client, MAIL, q="example.org")) == []


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize(
    "words",
    [
        *("\0", "a\0b", "x" * 10_001, "bus " * 3_000, '"', '"night', "'", "\\", ":*", "&|!()"),
        *("<->", "-", "--", "or", "or or", "%", "_", "\ud7ff\U0010ffff", "\u202e", "\t\n"),
        "); DROP TABLE x;--",
    ],
)
def test_a_hostile_search_is_answered(admin_client, library, address, words):
    page(admin_client, address, q=words)


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize(
    "query",
    [
        *("part=%00", "part=-1", "part=99999999999999999999", "review=x", "version=%00"),
        *("o=9.x.-99.%00", "from=x&until=2024-02-30", "from=0001-01-01", "until=9999-12-31"),
        *("from=%00", "from=\u0662\u0660", "channel__exact=%00", "channel__exact=x"),
        *("state__exact=%00", "all=1", "_facets=True", "window__id__exact=x"),
        *("via__id__exact=9999999", "invitation__id__exact=99999999999999999999"),
    ],
)
def test_a_hostile_filter_is_answered(admin_client, library, address, query):
    answer = admin_client.get(f"{address}?{query}", follow=True)

    assert answer.status_code == 200


def test_what_was_searched_for_can_be_cleared_and_is_explained(admin_client, library):
    answer = admin_client.get(RESPONSES, {"q": "night", "version": "counted"}).content.decode()

    assert "found for “night”" in answer
    assert 'href="?version=counted">Clear the search' in answer
    assert "Finds words in comments and answers and in names" in answer


# Filters


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("2024-04-10", "2024-04-10", "late evening"),
        ("2024-04-11", "", "midnight"),
        ("", "2024-04-10", "late evening"),
        ("2024-04-11", "2024-04-10", ""),
        ("10/04/2024", "", ""),
        ("2024-02-30", "", ""),
    ],
)
def test_days_are_londons_and_the_last_is_whole(admin_client, public_window, first, last, found):
    late = dt.datetime(2024, 4, 10, 22, 59, 59, tzinfo=dt.UTC)  # a second before midnight there
    for name, at in (("late evening", late), ("midnight", late + dt.timedelta(seconds=1))):
        factories.sent(public_window, at=at, name=name)

    changelist = page(admin_client, RESPONSES, **{"from": first, "until": last})

    assert [response.name for response in changelist.result_list] == ([found] if found else [])


def test_days_that_are_none_are_said_to_be(admin_client):
    assert "These are no days" in admin_client.get(f"{RESPONSES}?from=soon").content.decode()


def test_filters_offer_what_there_is(admin_client, public_window, consultation):
    group, other = consultation.circulation.all()[:2]
    goal, other_goal = consultation.edition.parts.filter(kind="goal")[:2]
    factories.sent(public_window, via=group, part=goal)
    factories.unsent(public_window, via=other, part=other_goal)

    answer = admin_client.get(RESPONSES)
    choices = {
        spec.title: [choice["display"] for choice in spec.choices(answer.context["cl"])]
        for spec in answer.context["cl"].filter_specs
        if "display" in next(iter(spec.choices(answer.context["cl"])))
    }

    assert str(group) in choices["through the link of"]
    assert str(other) not in choices["through the link of"]
    assert choices["channel"] == ["All", "This website"]
    assert choices["part"] == ["All", "The whole strategy", goal.label]
    assert "invitation" not in choices


def test_responses_by_an_invitation_are_named_so(admin_client, invited_window, public_window):
    invitation = factories.invited(invited_window)
    mine = factories.sent(invited_window, at=invited_window.opens_at, invitation=invitation)
    factories.sent(public_window)

    answer = admin_client.get(f"{RESPONSES}?invitation__id__exact={invitation.pk}")

    assert keys(answer.context["cl"]) == [mine.pk]
    assert "By invitation" in " ".join(answer.content.decode().split())


def test_a_group_that_brought_nothing_lists_nothing(admin_client, public_window, consultation):
    factories.sent(public_window)
    group = consultation.circulation.first()

    assert keys(page(admin_client, f"{RESPONSES}?via__id__exact={group.pk}")) == []


def test_flagged_responses_wait_until_every_flag_is_reviewed(
    admin_client, public_window, admin_user
):
    waiting, half, done = (factories.sent(public_window) for _ in range(3))
    review = {"reviewed_at": BEGUN, "reviewed_by": admin_user}
    for response, kind, reviewed in [
        (waiting, "links", {}),
        (half, "links", review),
        (half, "repetition", {}),
        (done, "links", review),
    ]:
        Flag.objects.create(response=response, kind=kind, raised_at=BEGUN, **reviewed)

    assert set(keys(page(admin_client, f"{RESPONSES}?review=flagged"))) == {waiting.pk, half.pk}


# What it costs


@pytest.mark.usefixtures("each_way", "three_a_page")
@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("query", ["", "?q=night", "?q=more", "?p=next.9999999999999999.1"])
def test_many_rows_cost_no_more_queries_than_few(
    admin_client, library, public_window, address, query
):
    few = queries(admin_client, address, query)
    for number in range(9):
        factories.sent(public_window, comments=("More at night.",), email=f"{number}@example.org")

    assert queries(admin_client, address, query) <= few


def queries(client, address, query):
    with CaptureQueriesContext(connection) as asked:
        client.get(f"{address}{query}")
    return len(asked)


def test_what_is_only_for_searching_is_not_read(public_window):
    response = factories.sent(public_window)
    for model in (Comment, Answer):
        assert "search" not in str(model.objects.all().query).partition("FROM")[0]
    assert response.comments.get().get_deferred_fields() == {"search"}


# Who may


@pytest.mark.parametrize("address", LISTS)
def test_lists_are_for_those_who_may_see_them(client, address):
    client.force_login(factories.officer())

    assert client.get(address).status_code == 403


@pytest.mark.parametrize("word", ["children", "unsafe", "dark", "lights", "“unsafe”", "children's"])
def test_words_beside_the_signs_that_phones_type_are_found(admin_client, public_window, word):
    said = "The children’s park feels “unsafe” after dark… more lights—please."
    response = factories.sent(public_window, comments=(said,))

    assert keys(page(admin_client, COMMENTS, q=word)) == [response.comments.get().pk]
    assert keys(page(admin_client, RESPONSES, q=word)) == [response.pk]


@pytest.mark.parametrize("words", ["o'neil", "O’Neil", "ann-marie", "Annmarie"])
def test_a_name_is_found_however_its_signs_are_typed(admin_client, public_window, words):
    response = factories.sent(public_window, comments=("More lights.",), name="Ann-Marie O’Neil")

    assert keys(page(admin_client, RESPONSES, q=words)) == [response.pk]
