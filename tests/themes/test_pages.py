"""Pages of themes, areas and subgroups."""

import pytest
from django.urls import reverse

from strategy.models import Part, Strategy, SupportService
from tests.strategy.addresses import PAGES
from tests.strategy.factories import published
from tests.strategy.reading import Page

SENSITIVE = {
    "/themes/hate-crime-and-cohesion/",
    "/themes/sexual-violence-and-violent-crime/",
    "/areas-of-focus/hate-crime/",
    "/areas-of-focus/sexual-violence/",
    "/areas-of-assurance/domestic-abuse/",
    "/areas-of-assurance/serious-violence/",
    "/areas-of-assurance/combatting-drugs-and-alcohol/",
    "/areas-of-assurance/organised-crime/",
    "/subgroups/hate-crime-action-group/",
    "/subgroups/domestic-abuse-and-sexual-violence-executive-group/",
    "/subgroups/combatting-drugs-and-alcohol-strategic-partnership/",
    "/document/",
    "/contact/",
}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]


@pytest.fixture
def read(client):
    return lambda address: Page(client.get(address))


# Themes and areas


def test_a_theme_tells_its_areas_of_focus_and_of_assurance_and_what_they_mean(read):
    page = read("/themes/anti-social-behaviour-and-crime/")

    assert "Partnership will champion the areas that need further focus" in page.text
    assert "regular assurance for the existing partnership arrangements" in page.text
    assert {
        "/areas-of-focus/anti-social-behaviour/",
        "/areas-of-assurance/reducing-reoffending/",
        "/areas-of-assurance/road-safety/",
    } <= set(page.links)
    assert "/areas-of-focus/hate-crime/" not in page.links


def test_an_area_of_focus_tells_its_goals_with_numbers_and_places_to_link_to(read):
    page = read("/areas-of-focus/sexual-violence/")

    for number, key, title in [
        ("3.1.1", "confidence-to-report", "Increased trust and confidence to report"),
        ("3.1.2", "nighttime-economy", "Improved feelings of safety around the nighttime economy"),
        ("3.1.3", "pathways-and-support", "Pathways and support that meet the needs"),
    ]:
        goal = page.text_of(f"sexual-violence-goals-{key}")
        assert number in goal
        assert title in goal


def test_an_area_of_assurance_has_no_goals(read):
    page = read("/areas-of-assurance/road-safety/")

    assert not [words for _, words in page.headings if "Goals" in words]


def test_an_area_of_focus_names_the_group_that_leads_it(read):
    page = read("/areas-of-focus/sexual-violence/")

    assert "Domestic Abuse and Sexual Violence Executive Group" in page.text
    assert "/subgroups/domestic-abuse-and-sexual-violence-executive-group/" in page.links


def test_an_area_of_assurance_names_the_arrangement_if_one_is_recorded(read):
    group = "/subgroups/combatting-drugs-and-alcohol-strategic-partnership/"

    assert group in read("/areas-of-assurance/combatting-drugs-and-alcohol/").links
    assert not [
        link for link in read("/areas-of-assurance/road-safety/").links if "/subgroups/" in link
    ]


def test_a_page_leads_to_the_one_before_and_the_one_after(read):
    links = read("/areas-of-assurance/road-safety/").links

    assert links.index("/areas-of-assurance/reducing-reoffending/") < links.index(
        "/themes/hate-crime-and-cohesion/"
    )


def test_an_edition_tells_its_own_themes_at_its_own_address(read):
    published(Strategy.objects.get(), slug="final")

    page = read("/editions/final/themes/theme/")

    assert {
        "/editions/final/areas-of-focus/focus/",
        "/editions/final/areas-of-assurance/assured-0/",
    } <= set(page.links)


# Exit this page


@pytest.mark.parametrize("address", PAGES)
def test_exit_this_page_is_on_sensitive_pages_and_on_no_other(read, address):
    offers_exit = "Emergency Exit this page" in read(address).text

    assert offers_exit == (address in SENSITIVE)


# Where to report or get help


def services(page, known):
    return {name for name in known if name in page.text}


@pytest.mark.parametrize(
    "part",
    [
        *("anti-social-behaviour-and-crime", "hate-crime-and-cohesion"),
        *("sexual-violence-and-violent-crime", "anti-social-behaviour", "hate-crime"),
        *("sexual-violence", "reducing-reoffending", "road-safety", "counter-terrorism"),
        *("serious-violence", "domestic-abuse", "combatting-drugs-and-alcohol"),
        "organised-crime",
    ],
)
def test_a_page_names_the_services_that_are_for_it_or_for_the_theme_above_it(read, part):
    part = Part.objects.get(edition__slug="consultation-draft", key=part)
    above = [part.key, part.parent.key] if part.parent else [part.key]
    known = SupportService.objects.filter(everywhere=False)
    expected = {service.name for service in known if set(service.shown_on) & set(above)}

    page = read(f"/{part.address}")

    assert services(page, {service.name for service in known}) == expected


def test_a_service_has_its_telephone_number_and_link(read):
    page = read("/areas-of-focus/sexual-violence/")

    assert "Rape Crisis England & Wales 24/7 Support Line" in page.text
    assert "0808 500 2222" in page.text
    assert {"tel:08085002222", "https://247sexualabusesupport.org.uk/"} <= set(page.links)


def test_every_sensitive_page_names_a_service(read):
    known = set(SupportService.objects.filter(everywhere=False).values_list("name", flat=True))

    addresses = SENSITIVE - {"/document/"}  # it has the forms about all parts, which name them
    assert [address for address in addresses if not services(read(address), known)] == []


def test_a_corrected_number_is_shown_at_once(read):
    SupportService.objects.filter(name="Galop").update(telephone="0800 000 000")

    assert "0800 000 000" in read("/areas-of-focus/hate-crime/").text


def test_a_page_says_first_how_to_report_and_then_where_to_get_support(read):
    page = read("/areas-of-focus/anti-social-behaviour/")

    help_begins = page.text.index("Report it or get help", page.text.index("Goals"))
    order = [
        page.text.index(words, help_begins)
        for words in ("Report it ", "Durham Constabulary", "Durham County Council", "Get support")
    ]
    assert order == sorted(order)
    assert page.text.index("Victim Support") > order[-1]
    assert "#help" in page.links  # on a phone the help comes after the goals


def test_a_sensitive_page_says_first_what_to_do_in_danger_then_who_supports_then_who_takes_reports(
    read,
):
    page = read("/areas-of-assurance/domestic-abuse/")

    text = page.text_of("help")
    order = [
        *("In danger now? Call 999 .", "press 55", "Get support", "Harbour Support Services"),
        *("Report it", "Durham Constabulary", "More places that help", "Karma Nirvana"),
        "All help, by what happened",
    ]
    assert sorted(order, key=text.index) == order
    assert page.text.index("Get help now") < page.text.index("Well-established groups")
    assert {"#help", "/contact/"} <= set(page.links)


def test_what_is_for_the_theme_above_folds_away(read):
    text = read("/areas-of-assurance/serious-violence/").text_of("help")

    first, more = text.split("More places that help")
    assert "Victim Support" in first
    assert "Rape Crisis" in more


@pytest.mark.parametrize("address", sorted(SENSITIVE - {"/contact/", "/document/"}))
def test_a_help_box_shows_at_most_six_services_before_it_folds(read, address):
    text = read(address).text_of("help")

    first = text.split("More places that help")[0]
    known = SupportService.objects.filter(in_danger=False)
    assert 1 <= sum(service.name in first for service in known) <= 6
    assert "Call 999" in first


def test_the_page_of_a_group_that_leads_nothing_sensitive_has_no_way_out(read):
    page = read("/subgroups/anti-social-behaviour-strategic-group/")

    assert "Exit this page" not in page.text
    assert "Get help now" not in page.text


# Contact and help


def test_the_home_page_leads_to_help_before_it_tells_of_the_strategy(read):
    page = read("/")

    assert page.text.index("Get help or report a crime") < page.text.index(
        "What we want to achieve"
    )
    assert "/contact/" in page.links


def test_contact_begins_with_999_then_asks_what_happened(read):
    page = read("/contact/")

    order = [
        *("Contact and help", "In danger now", "Call 999 (Emergency services)", "press 55"),
        *("What happened?", "Nothing: I want to ask", "Get support", "Contact us"),
    ]
    text = page.text_of("main-content")
    assert sorted(order, key=text.index) == order


def test_contact_names_every_service_once_with_a_number_that_can_be_tapped(read):
    page = read("/contact/")

    names = [each.name for each in SupportService.objects.all()]
    words = page.text_of("main-content").split("Contact us")[0]
    assert {name: words.count(name) for name in names} == dict.fromkeys(names, 1)
    numbers = {f"tel:{each.telephone}".replace(" ", "") for each in SupportService.objects.all()}
    assert numbers - {"tel:"} <= set(page.links)


def test_contact_groups_services_by_what_happened(read):
    page = read("/contact/")

    groups = [heading for level, heading in page.headings if level == 2]
    assert groups.count("Domestic abuse, stalking or forced marriage") == 1
    assert groups.index("Rape or sexual assault") < groups.index("Contact us")


def test_a_service_of_which_nobody_said_what_happened_comes_last(read):
    SupportService.objects.filter(name="Galop").update(happened="")

    page = read("/contact/")

    groups = [heading for level, heading in page.headings if level == 2]
    assert groups[-2:] == ["Something else", "Contact us"]


def test_what_an_officer_says_happened_may_hold_any_sign(read):
    hostile = "‘<b>Forced’ – “marriage” & 👍"
    SupportService.objects.filter(name="Galop").update(happened=hostile)

    assert hostile in [heading for _, heading in read("/contact/").headings]


def test_without_services_contact_still_says_how_to_reach_us(read):
    SupportService.objects.all().delete()

    text = read("/contact/").text_of("main-content")

    assert "Contact us" in text
    assert "What happened?" not in text


def test_who_is_in_danger_needs_a_number(admin_client, edition):
    form = {"strategy": edition.strategy_id, "name": "A line", "link": "https://example.org"}

    answer = admin_client.post(
        reverse("admin:strategy_supportservice_add"), form | {"in_danger": "on", "position": 0}
    )

    assert "Somebody in danger needs a telephone number." in answer.content.decode()
    assert not SupportService.objects.filter(name="A line").exists()


def test_officers_see_of_which_strategy_a_service_is(admin_client, edition):
    page = Page(admin_client.get(reverse("admin:strategy_supportservice_changelist")))

    assert page.text.count(edition.strategy.full_title) >= SupportService.objects.count()


# Subgroups


def test_groups_that_lead_stand_apart_from_arrangements(read):
    page = read("/subgroups/")

    words = [words for _, words in page.headings]
    assert words.index("Hate Crime Action Group") < words.index(
        "Combatting Drugs and Alcohol Strategic Partnership"
    )
    assert "Leads: Hate crime" in page.text


@pytest.mark.parametrize(
    ("group", "name", "text", "area"),
    [
        (
            "anti-social-behaviour-strategic-group",
            "Anti-social Behaviour Strategic Group",
            "The ASB Delivery Group has recently agreed a new strategy",
            "/areas-of-focus/anti-social-behaviour/",
        ),
        (
            "hate-crime-action-group",
            "Hate Crime Action Group",
            "Following a change in chair, the group is reviewing its structures",
            "/areas-of-focus/hate-crime/",
        ),
        (
            "domestic-abuse-and-sexual-violence-executive-group",
            "Domestic Abuse and Sexual Violence Executive Group",
            "It is a well-established partnership.",
            "/areas-of-focus/sexual-violence/",
        ),
        (
            "combatting-drugs-and-alcohol-strategic-partnership",
            "Combatting Drugs and Alcohol Strategic Partnership",
            "it now has statutory responsibilities to deliver",
            "/areas-of-assurance/combatting-drugs-and-alcohol/",
        ),
    ],
)
def test_a_group_has_a_page_with_what_it_leads_or_assures(read, group, name, text, area):
    page = read(f"/subgroups/{group}/")

    assert page.headings[0] == (1, name)
    assert text in page.text
    assert area in page.links


def test_a_group_leads_what_the_current_edition_says(read):
    published(Strategy.objects.get(), slug="final")

    page = read("/subgroups/anti-social-behaviour-strategic-group/")

    assert "/areas-of-focus/focus/" in page.links
    assert "/areas-of-focus/anti-social-behaviour/" not in page.links
