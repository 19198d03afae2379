"""Officers see campaigns, and split and join them, through the browser’s requests."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consideration.campaigns.reading import numbers_of
from consideration.models import Campaign
from sdp_portal.officers.acts import Act
from tests.consideration.campaigning import TEMPLATE, campaign_of
from tests.consultation import factories
from tests.strategy.reading import Page

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,
]

LIST = "/admin/consultation/response/"
OTHER = "Buses must run until midnight, because nurses walk home alone through the park – {}."


@pytest.fixture
def officer(signed_in):
    return signed_in("Consultation officer")


@pytest.fixture
def campaign(public_window):
    return campaign_of(4, public_window)


@pytest.fixture
def other(campaign, public_window):
    return campaign_of(3, public_window, words=lambda n: [OTHER.format(x) for x in range(n)])


def address(campaign):
    return f"{LIST}campaign/{campaign.pk}/"


def members(campaign):
    return list(campaign.memberships.in_force().order_by("comment"))


def press(client, campaign, act, *, follow=True, **typed):
    return client.post(address(campaign), {"act": act, "seen": "0"} | typed, follow=follow)


def size(campaign):
    return numbers_of(campaign)["responses"]


def test_without_any_the_page_says_so(officer, consultation):
    page = Page(officer.get(f"{LIST}campaigns/{consultation.pk}/"))

    assert "No two responses have nearly the same words." in page.text


def test_campaigns_are_listed_the_largest_first(officer, other, campaign, consultation):
    page = Page(officer.get(f"{LIST}campaigns/{consultation.pk}/"))

    assert "4 responses , the first on 10 April 2024 and the last on 10 April 2024" in page.text
    assert page.text.index(campaign.title) < page.text.index("3 responses")
    assert "Each of them counts as one response" in page.text


def test_pages_lead_to_the_campaigns(officer, campaign, consultation):
    for page in ("/admin/", f"{LIST}to-review/{consultation.pk}/"):
        html = officer.get(page).content.decode()
        assert f'href="{LIST}campaigns/{consultation.pk}/"' in html


def test_a_response_says_that_it_is_part_of_one(officer, campaign):
    response = members(campaign)[0].comment.response

    for page in ("change", "review"):
        answer = officer.get(f"{LIST}{response.pk}/{page}/")
        assert f"Part of a campaign of 4 : {campaign.title}" in Page(answer).text
        assert f'href="{address(campaign)}"' in answer.content.decode()


def test_a_response_in_none_says_nothing_of_it(officer, campaign, public_window):
    alone = factories.sent(public_window, comments=["Mine alone – nobody else says it like that."])

    assert "campaign" not in Page(officer.get(f"{LIST}{alone.pk}/review/")).text


def test_what_is_particular_is_marked(officer, campaign):
    answer = officer.get(address(campaign))
    html = answer.content.decode()

    assert html.count(TEMPLATE.removesuffix(".")) == 5  # once for all, and in each of the four
    assert '<mark class="sdp-particular">My mother fell on the steps in January. </mark>' in html
    assert "Hello, </mark>" in html


def test_common_words_that_are_left_out_are_counted(officer, campaign, public_window):
    words = TEMPLATE.replace(", and publish each quarter how many were not", "")
    campaign_of(1, public_window, words=lambda n: [words])

    assert "It leaves out 8 of the common words." in Page(officer.get(address(campaign))).text


def test_chosen_responses_are_split_off(officer, campaign):
    chosen = [each.pk for each in members(campaign)[:2]]

    answer = press(officer, campaign, "split", member=chosen)

    new = Campaign.objects.exclude(pk=campaign.pk).get()
    assert answer.redirect_chain == [(address(new), 302)]
    assert "Responses were split off as a campaign of their own." in Page(answer).text
    assert "put here by jo" in Page(answer).text
    assert (size(campaign), size(new)) == (2, 2)
    assert Act.objects.about(campaign).count() == Act.objects.about(new).count() == 1


def test_the_last_response_is_no_campaign_and_the_page_says_so(officer, campaign):
    chosen = [each.pk for each in members(campaign)[:3]]

    page = Page(press(officer, campaign, "out", member=chosen))

    assert "Taken out of the campaign: 3 of its responses." in page.text
    assert "This is no campaign any more: only one response is left in it." in page.text
    assert "Taken out by officers" in page.text


def test_a_campaign_without_responses_says_so(officer, campaign):
    page = Page(press(officer, campaign, "out", member=[m.pk for m in members(campaign)]))

    assert "no response is left in it" in page.text


def test_what_was_taken_out_is_put_back(officer, campaign):
    member = members(campaign)[0]
    press(officer, campaign, "out", member=[member.pk])

    page = Page(press(officer, campaign, f"back {member.pk}", seen="1"))

    assert "A response was put back into the campaign." in page.text
    assert size(campaign) == 4


def test_two_campaigns_are_joined(officer, campaign, other):
    answer = press(officer, other, "join", into=campaign.pk)

    assert answer.redirect_chain == [(address(campaign), 302)]
    assert size(campaign) == 7
    joined = Page(officer.get(address(other)))
    assert f"It was joined with “ {campaign.title} ”." in joined.text
    assert "Change the title" not in joined.text
    assert Act.objects.about(campaign).get().what.startswith("Joined: 3 responses")


def test_officers_give_it_another_title(officer, campaign):
    page = Page(press(officer, campaign, "title", title="Lamps – “Mend them” 🙂"))

    assert "The campaign has another title." in page.text
    assert Campaign.objects.get().title == "Lamps – “Mend them” 🙂"
    assert not Act.objects.filter(what__contains="Lamps").exists()


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("", "Enter a title."),
        (" ", "Enter a title."),
        ("x\0", "null character"),
        ("x" * 101, "100"),
    ],
)
def test_a_bad_title_is_given_back(officer, campaign, title, said):
    chosen = members(campaign)[0].pk

    answer = press(officer, campaign, "title", title=title, member=[chosen])

    assert answer.status_code == 422
    assert said in Page(answer).text
    assert f'value="{chosen}" id="member-{chosen}" checked' in answer.content.decode()
    assert Campaign.objects.get().title == campaign.title


@pytest.mark.parametrize(
    ("act", "typed"),
    [
        ("split", {}),
        ("split", {"member": ["x", "-1", "9" * 500, "0"]}),
        ("out", {}),
        ("back 0", {}),
        ("back", {}),
        ("back x", {}),
        ("join", {}),
        ("join", {"into": "0"}),
        ("join", {"into": "\0"}),
        ("", {}),
        ("<script>", {}),
        ("split", {"seen": "x"}),
        ("split", {"seen": "7"}),
    ],
)
def test_what_the_page_does_not_have_changes_nothing(officer, campaign, act, typed):
    answer = press(officer, campaign, act, **typed)

    assert answer.status_code == 422
    assert size(campaign) == 4
    assert not Act.objects.about(campaign).exists()


def test_one_response_is_not_split_off(officer, campaign):
    page = Page(press(officer, campaign, "split", member=[members(campaign)[0].pk]))

    assert "One response alone is no campaign." in page.text


def test_a_second_officer_with_an_old_page_is_told_and_loses_nothing(
    officer, campaign, make_officer, client
):
    sam = make_officer("sam", "Consultation officer", first_name="Sam", last_name="Sample")
    client.force_login(sam)
    first, second, *_ = members(campaign)
    press(client, campaign, "out", member=[first.pk])

    answer = press(officer, campaign, "title", title="Mine – “still here”", member=[second.pk])
    html = answer.content.decode()

    assert answer.status_code == 409
    assert "Another officer has changed this campaign meanwhile." in html
    assert "Sam Sample: Taken out of the campaign: 1 of its responses." in Page(answer).text
    assert "Mine – “still here”" in html
    assert f'value="{second.pk}" id="member-{second.pk}" checked' in html
    assert Campaign.objects.get().title == campaign.title
    assert 'name="seen" value="1"' in html
    again = press(officer, campaign, "title", title="Mine – “still here”", seen="1")
    assert "The campaign has another title." in Page(again).text


def test_analysts_read_and_change_nothing(signed_in, campaign):
    analyst = signed_in("Analyst")

    html = analyst.get(address(campaign)).content.decode()

    assert "Split them off" not in html
    assert press(analyst, campaign, "title", title="Mine").status_code == 403


@pytest.mark.parametrize("group", ["Strategy editor", "Publisher", "Subgroup lead"])
def test_only_those_whose_work_it_is(signed_in, campaign, consultation, group):
    client = signed_in(group)

    assert client.get(address(campaign)).status_code == 403
    assert client.get(f"{LIST}campaigns/{consultation.pk}/").status_code == 403


def test_it_costs_the_same_queries_for_two_responses_and_for_ten(officer, public_window):
    few = campaign_of(2, public_window)
    many = campaign_of(10, public_window, words=lambda n: [OTHER.format(x) for x in range(n)])

    def cost(page):
        with CaptureQueriesContext(connection) as queries:
            assert officer.get(page).status_code == 200
        return len(queries)

    cost(address(few))
    assert cost(address(many)) == cost(address(few))


def test_the_list_costs_the_same_queries_for_one_campaign_and_for_ten(
    officer, public_window, consultation
):
    page = f"{LIST}campaigns/{consultation.pk}/"

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert officer.get(page).status_code == 200
        return len(queries)

    campaign_of(2, public_window)
    cost()
    one = cost()
    for n in range(9):
        words = f"Number {n} needs words {n} that are its own {n}, with {n} more of them {n} after."
        campaign_of(2, public_window, words=lambda number, words=words: [words] * number)

    assert Campaign.objects.count() == 10
    assert cost() == one
