"""Help, and a way out, beside the forms on which people write about what happened to them."""

import re

import pytest

from consultation.models import Comment
from strategy.models import Part
from tests.consultation import factories
from tests.strategy.reading import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

RESPOND = "/consultations/draft-strategy-2024-29/respond/"
COMMENT = f"{RESPOND}comment/"
EXIT = "https://www.bbc.co.uk/weather"
CONTACT = "/contact/"


def form_about(client, key="", **headers):
    return Page(client.get(f"{COMMENT}?about={key}" if key else COMMENT, headers=headers))


def opening_in_this_tab(page):
    """The links from the page's text to other pages, without telephone numbers."""
    main = page.tags[next(i for i, tag in enumerate(page.tags) if tag[0] == "main") :]
    main = main[: next(i for i, tag in enumerate(main) if tag[0] == "footer")]
    links = [attributes for tag, attributes in main if tag == "a"]
    return {
        link["href"]
        for link in links
        if not link["href"].startswith(("tel:", "#")) and link.get("target") != "_blank"
    }


@pytest.mark.parametrize("kind", list(Part.Kind))
def test_the_form_about_a_part_has_the_way_out_that_the_part_has(client, edition, kind):
    parts = edition.parts.filter(kind=kind)

    assert {p.key: EXIT in form_about(client, p.key).links for p in parts} == {
        p.key: p.sensitive for p in parts
    }


def test_the_form_about_the_whole_strategy_has_one_as_some_of_it_is_sensitive(client):
    assert EXIT in form_about(client).links


@pytest.mark.parametrize("key", ["sexual-violence", "hate-crime", "domestic-abuse"])
def test_the_form_about_a_sensitive_part_has_the_help_that_its_page_has(client, edition, key):
    page = Page(client.get(f"/{edition.parts.get(key=key).address}"))
    form = form_about(client, key)
    links = {link for link in page.links if link.startswith("https://") and link != EXIT}

    assert links
    assert links <= set(form.links)
    assert "help" in form.ids
    assert "#help" in form.links


def test_a_goal_of_a_sensitive_area_has_the_help_of_the_area(client):
    form = form_about(client, "sexual-violence/goals/confidence-to-report")

    assert EXIT in form.links
    assert "https://247sexualabusesupport.org.uk/" in form.links


@pytest.mark.parametrize("key", ["", "road-safety", "sexual-violence", "anti-social-behaviour"])
def test_no_link_to_help_leaves_the_page_in_which_somebody_types(client, edition, key):
    form = form_about(client, key)
    part = edition.parts.filter(key=key).first()
    back = {f"/{part.address}" if part else RESPOND}  # Cancel

    assert opening_in_this_tab(form) == back
    new_tabs = [attributes for _, attributes in form.tags if attributes.get("target") == "_blank"]
    assert new_tabs
    assert all("noopener" in attributes["rel"] for attributes in new_tabs)
    assert form.text.count("(opens in new tab)") == len(new_tabs)


def test_in_place_the_form_has_the_help_too(client):
    answer = client.get(f"{COMMENT}?about=hate-crime", headers={"HX-Request": "true"})
    html = answer.content.decode()

    assert "https://www.report-it.org.uk/" in html
    assert html.count('target="_blank"') == html.count("(opens in new tab)") > 0
    assert "<details" in html
    assert 'href="#help"' not in html  # the page that it opens in may have no such place


@pytest.mark.parametrize(
    ("about", "key", "has_exit"),
    [
        ("?about=hate-crime", "hate-crime", True),
        ("?about=road-safety", "road-safety", False),
        ("?about=whole", None, True),
        ("", "hate-crime", True),
        ("", "road-safety", False),
    ],
)
def test_questions_about_sensitive_parts_have_both(
    client, consultation, edition, about, key, has_exit
):
    factories.asked(consultation, part=key and edition.parts.get(key=key))

    page = Page(client.get(f"{RESPOND}questions/{about}"))

    assert (EXIT in page.links) == has_exit
    assert ("https://www.report-it.org.uk/" in page.links) == has_exit


@pytest.mark.parametrize(("key", "has_exit"), [("sexual-violence", True), ("road-safety", False)])
def test_pages_that_show_what_somebody_wrote_have_a_way_out(client, key, has_exit):
    client.post(f"{COMMENT}?about={key}", {"text": "What happened to me."})
    client.post(
        f"{RESPOND}about-you/", {"respondent_kind": "resident", "publication": "without-name"}
    )
    pk = Comment.objects.get().pk
    unsent = [
        Page(client.get(address))
        for address in (
            *(RESPOND, f"{RESPOND}check/", f"{RESPOND}comment/{pk}/"),
            f"{RESPOND}comment/{pk}/remove/",
        )
    ]
    html = client.get(f"{RESPOND}check/").content.decode()
    form = dict(re.findall(r'type="hidden" name="(response|seen)" value="([^"]+)"', html))
    receipt = Page(client.post(f"{RESPOND}check/", form, follow=True))

    assert [EXIT in page.links for page in [*unsent, receipt]] == [has_exit] * 5
