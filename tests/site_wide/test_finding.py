"""What residents find: the right thing first, in their own words, however they spell it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from strategy.models import Milestone, Synonym
from tests.strategy.reading import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

FOCUS, ASSURANCE = "/areas-of-focus/", "/areas-of-assurance/"
CONSULTATION = "/consultations/draft-strategy-2024-29/"


@pytest.fixture
def found(client):
    def found(words, at="/search/"):
        return client.get(at, {"q": words}).context["found"]

    return found


def addresses(found):
    return [hit.entry.url for hit in found.hits]


# Query, the service that leads (if one does), the beginning of the address of the first page.
FIRST = [
    ("rape", "Rape Crisis England & Wales 24/7 Support Line", f"{FOCUS}sexual-violence/"),
    ("sexual assault", "Rape Crisis England & Wales 24/7 Support Line", f"{FOCUS}sexual-violence/"),
    ("stalking", "National Stalking Helpline", f"{FOCUS}sexual-violence/"),
    ("domestic violence", "National Domestic Abuse Helpline", f"{ASSURANCE}domestic-abuse/"),
    ("coercive control", "National Domestic Abuse Helpline", f"{ASSURANCE}domestic-abuse/"),
    ("help", "Emergency services", ""),
    ("police", "Durham Constabulary", ""),
    ("police number", "Durham Constabulary", ""),
    ("shoplifting", "Durham Constabulary", ""),
    ("drugs", "FRANK", f"{ASSURANCE}combatting-drugs-and-alcohol/"),
    ("cannabis", "FRANK", f"{ASSURANCE}combatting-drugs-and-alcohol/"),
    ("alcohol", "FRANK", f"{ASSURANCE}combatting-drugs-and-alcohol/"),
    ("extremism", "Anti-Terrorist Hotline", f"{ASSURANCE}counter-terrorism/"),
    ("counter-terrorism", "Anti-Terrorist Hotline", f"{ASSURANCE}counter-terrorism/"),
    ("hate-crime", "True Vision", f"{FOCUS}hate-crime/"),
    ("racist abuse", "Galop", f"{FOCUS}hate-crime/"),
    ("neighbours noise", "Durham Constabulary", f"{FOCUS}anti-social-behaviour/"),
    ("off road bikes", "Durham Constabulary", f"{FOCUS}anti-social-behaviour/"),
    ("ASB", "Durham Constabulary", f"{FOCUS}anti-social-behaviour/"),
    ("antisocial behaviour", "Durham Constabulary", f"{FOCUS}anti-social-behaviour/"),
    ("anti social", "Durham Constabulary", f"{FOCUS}anti-social-behaviour/"),
    ("graffiti", "Durham County Council", f"{FOCUS}anti-social-behaviour/"),
    ("how do I report", "True Vision", f"{FOCUS}anti-social-behaviour/#"),
    ("victims", "Victim Support", f"{FOCUS}"),
    ("speeding", "", f"{ASSURANCE}road-safety/"),
    ("road safety", "", f"{ASSURANCE}road-safety/"),
    ("knife crime", "Crimestoppers", f"{ASSURANCE}serious-violence/"),
    ("prison", "", f"{ASSURANCE}reducing-reoffending/"),
    ("county lines", "Modern Slavery and Exploitation Helpline", f"{ASSURANCE}organised-crime/"),
    ("cctv", "", "/themes/anti-social-behaviour-and-crime/"),
    ("night time economy", "", f"{FOCUS}sexual-violence/#sexual-violence-goals-nighttime-economy"),
    ("night-time", "", f"{FOCUS}sexual-violence/#sexual-violence-goals-nighttime-economy"),
    ("co-ordinated", "", f"{FOCUS}anti-social-behaviour/#"),
    ("have your say", "", "/consultations/"),
    ("when does it close", "", CONSULTATION),
    ("deadline", "", CONSULTATION),
    ("survey", "", CONSULTATION),
    ("consultation", "", CONSULTATION),
    ("Rainbow Group", "", CONSULTATION),
    ("committee", "", "/timeline/#committee"),
    ("cabinet", "", "/timeline/#cabinet"),
    ("council", "Durham County Council", "/timeline/#full-council"),
    ("what happens next", "", "/timeline/"),
    ("timeline", "", "/timeline/"),
    ("contact", "", "/contact/"),
    ("complaint", "", "/contact/"),
    ("Julie Bradbrook", "", "/contact/"),
    ("documents", "", "/documents/"),
    ("easy read", "", "/documents/"),
    ("committee report", "", "/documents/#committee-report"),
    ("equality", "", "/documents/#equality-impact"),
    ("who is in charge", "", "/subgroups/"),
    ("Hate Crime Action Group", "", "/subgroups/hate-crime-action-group/"),
    ("Durham Insight", "", "/how-we-work/#related-plans"),
    ("fire service", "", "/how-we-work/#how-developed"),
    ("poverty", "", "/how-we-work/#wider-factors"),
    ("umbrella", "", "/how-we-work/#how-the-strategy-is-built"),
    ("ambition", "", "/how-we-work/#ambition"),
    ("goals", "", "/summary/"),
    ("GDPR", "", "/privacy/"),
]


@pytest.mark.parametrize(("words", "service", "first"), FIRST, ids=[row[0] for row in FIRST])
def test_the_right_result_is_first(found, words, service, first):
    result = found(words)

    assert result.did_you_mean == ""
    assert not result.has_some_words
    assert [each.name for each in result.services[:1]] == [service][: bool(service)]
    assert (addresses(result) or [""])[0].startswith(first)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("counter-terrorism", "counter terrorism"),
        ("counter-terrorism", "counterterrorism"),
        ("hate-crime", "hate crime"),
        ("night-time", "night time"),
        ("night\u2011time", "nighttime"),
        ("co-ordinated", "coordinated"),
        ("anti-social", "antisocial"),
        ("anti-social", "anti social"),
        ("victims’", "victims'"),
        ("Men’s Advice", "Men's Advice"),
        ("2024–29", "2024-29"),
    ],
)
def test_both_spellings_find_the_same(found, one, other):
    one, other = found(one), found(other)

    assert addresses(one) == addresses(other)
    assert one.services == other.services
    assert one


@pytest.mark.parametrize("words", ["rape", "help", "domestic abuse"])
def test_who_needs_help_reads_first_where_to_get_it(client, words):
    page = Page(client.get("/search/", {"q": words}))

    help, results = page.text.find("Get help or report it"), page.text.find(" result")
    assert 0 < help < results
    assert "Exit this page" in page.text


def test_each_result_says_what_it_is(client):
    text = Page(client.get("/search/", {"q": "committee"})).text

    assert "Timeline Final comments from the committee" in text
    assert "Document Draft Safe Durham Partnership Strategy" in text


# Typing errors


@pytest.mark.parametrize(
    ("typed", "meant", "first"),
    [
        ("antisocail behavour", "antisocial behaviour", f"{FOCUS}anti-social-behaviour/"),
        ("comittee", "committee", "/timeline/#committee"),
        ("trafic", "traffic", f"{ASSURANCE}road-safety/"),
        ("reofending", "reoffending", f"{ASSURANCE}reducing-reoffending/"),
        ("cabinit", "cabinet", "/timeline/#cabinet"),
    ],
)
def test_a_typing_error_is_understood(client, typed, meant, first):
    response = client.get("/search/", {"q": typed})

    page = Page(response)
    assert f"Did you mean {meant} ?" in page.text
    assert f"/search/?q={meant.replace(' ', '%20')}" in page.links
    assert addresses(response.context["found"])[0].startswith(first)


def test_a_suggestion_is_made_of_what_officers_wrote_a_moment_ago(found, edition):
    Milestone.objects.filter(key="cabinet").update(title="The Wombat decides")

    assert found("wombta").did_you_mean == "wombat"


def test_if_no_page_has_all_words_those_that_have_some_are_shown(client):
    response = client.get("/search/", {"q": "reoffending zebras"})

    assert "No page has all of these words" in Page(response).text
    assert f"{ASSURANCE}reducing-reoffending/" in addresses(response.context["found"])


def test_a_phrase_in_quotes_is_found_exactly_or_not_at_all(found):
    assert not found('"safty road"')


def test_who_finds_nothing_is_told_what_to_do_and_where_help_is(client):
    page = Page(client.get("/search/", {"q": "zebra"}))

    assert "Check the spelling" in page.text
    assert "999" in page.text
    assert {"/contact/", "/document/", "tel:999"} <= set(page.links)


# Synonyms


def test_a_synonym_that_an_officer_adds_is_used_at_once(client, admin_client, found):
    assert not found("joyriding")

    admin_client.post(
        reverse("admin:strategy_synonym_add"), {"searched": "joy-riding", "also": "road safety"}
    )

    assert addresses(found("Joyriding"))[0] == f"{ASSURANCE}road-safety/"


def test_a_synonym_works_one_way(found):
    Synonym.objects.create(searched="wombat", also="road safety")

    assert f"{ASSURANCE}road-safety/" in addresses(found("wombats"))
    assert addresses(found("road safety")) == addresses(found("wombat"))


@pytest.mark.parametrize("words", ['"rape"', "“rape”", "rape -support"])
def test_who_wants_exactly_these_words_gets_no_synonyms(found, words):
    assert f"{FOCUS}sexual-violence/" not in addresses(found(words))


@pytest.mark.parametrize(("searched", "also"), [("", "x"), ("x", ""), ("–", "x"), ("ASB", "“")])
@pytest.mark.ignore_template_errors
def test_a_synonym_without_words_is_refused(admin_client, searched, also):
    before = Synonym.objects.count()

    answer = admin_client.post(
        reverse("admin:strategy_synonym_add"), {"searched": searched, "also": also}
    )

    assert answer.status_code == 200
    assert Synonym.objects.count() == before


@pytest.mark.parametrize(
    "words", ["a’b “c” –", "\0", "& | !", "👍", "'); DROP TABLE x; --", "a " * 40]
)
@pytest.mark.ignore_template_errors
def test_nothing_that_officers_type_as_a_synonym_breaks_the_search(admin_client, found, words):
    admin_client.post(reverse("admin:strategy_synonym_add"), {"searched": words, "also": words})

    assert found("a b c and more") is not None


# Several texts


def test_each_text_has_a_search_of_its_own(found):
    below = found("road safety", at="/editions/consultation-draft/search/")

    assert addresses(below)[0] == f"/editions/consultation-draft{ASSURANCE}road-safety/"


@pytest.mark.parametrize("words", ["x" * 1_000_000, "the " * 100_000, "anti-social " * 20_000])
def test_a_megabyte_of_words_is_answered(client, words):
    assert client.get("/search/", {"q": words}).status_code == 200


def test_more_rows_take_no_more_queries(client, edition):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get("/search/", {"q": "wombat"})
        return len(captured)

    def add(number):
        Milestone.objects.create(
            strategy=edition.strategy,
            key=f"wombat-{number}",
            title=f"Wombat {number}",
            planned_from="2024-05-01",
            planned_to="2024-05-01",
        )

    add(0)
    queries()
    with_one = queries()
    for number in range(1, 10):
        add(number)

    assert queries() == with_one


# Somebody in need

IN_NEED = [
    *("stabbing", "knife", "gang", "county lines", "modern slavery", "trafficking"),
    *("forced marriage", "stalking", "coercive control", "my husband hits me", "I was raped"),
    *("suicide", "being followed", "my ex won’t leave me alone", "revenge porn", "overdose"),
    *("scared of my dad", "I’ve been mugged"),
]
NOT_IN_NEED = [
    *("partners", "partner organisations", "officer", "contact", "road safety", "parking"),
    *("strategy", "committee", "goals", "prison", "housing", "night-time economy"),
]


@pytest.mark.parametrize("words", IN_NEED)
def test_who_is_in_need_sees_999_and_help_before_any_result(client, words):
    page = Page(client.get("/search/", {"q": words}))

    help_at = page.text.index("Get help or report it In danger now? Call 999 .")
    assert "press 55" in page.text[help_at : help_at + 200]
    assert help_at < page.text.find(" result") % 10**9
    assert "tel:999" in page.links
    assert "Emergency Exit this page" in page.text


@pytest.mark.parametrize("words", NOT_IN_NEED)
def test_words_that_nobody_in_need_would_mean_bring_no_help_box(client, words):
    assert "In danger now?" not in Page(client.get("/search/", {"q": words})).text


@pytest.mark.parametrize(
    ("words", "service"),
    [
        ("forced marriage", "Karma Nirvana"),
        ("trafficking", "Modern Slavery and Exploitation Helpline"),
        ("suicide", "Samaritans"),
        ("being followed", "National Stalking Helpline"),
        ("stabbing", "Victim Support"),
        ("child abuse", "Childline"),
    ],
)
def test_who_is_in_need_finds_who_helps_with_that(found, words, service):
    assert service in [each.name for each in found(words).services]


@pytest.mark.parametrize(
    "words",
    [
        *("my partner hits me", "she hits me", "hit by husband", "i am scared", "bullying"),
        *("leaving my husband", "grooming", "dog poo", "i want to die", "being followed"),
        "Crook",
    ],
)
def test_a_cry_for_help_gets_help_and_no_suggestion(client, words):
    answer = Page(client.get("/search/", {"q": words}))

    assert "Did you mean" not in answer.text
    assert "Emergency Exit this page" in answer.text
    assert "If you need help now" in answer.text or "Get help or report it" in answer.text
    help_at = min(
        answer.text.find(head) % 10**9 for head in ("If you need help now", "Get help or report it")
    )
    results_at = answer.text.find(" for “", answer.text.index("What are you looking for?"))
    assert results_at == -1 or "Nothing found for" in answer.text or help_at < results_at


def test_a_typing_error_still_gets_its_suggestion(client):
    answer = Page(client.get("/search/", {"q": "domestic voilence"}))

    assert "Did you mean domestic violence" in answer.text
