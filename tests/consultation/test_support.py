"""Help, and a way out, beside the forms on which people write about what happened to them."""

import re

import pytest

from consultation.models import Comment, Response
from consultation.responding.answers_form import choice_name
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
            *(f"{RESPOND}comment/{pk}/remove/", f"{RESPOND}about-you/"),
            *(f"{RESPOND}link/", f"{RESPOND}link/sent/"),
        )
    ]
    html = client.get(f"{RESPOND}check/").content.decode()
    form = dict(re.findall(r'type="hidden" name="(response|seen)" value="([^"]+)"', html))
    receipt = Page(client.post(f"{RESPOND}check/", form, follow=True))

    private = Response.objects.sent().get().receipt_url()
    withdraw = Page(client.get(f"{private}withdraw/"))
    client.post(f"{private}change/")
    leave = Page(client.get(f"{RESPOND}leave/"))
    pages = [*unsent, receipt, withdraw, leave]
    assert [EXIT in page.links for page in pages] == [has_exit] * 10


def test_a_choice_about_a_sensitive_part_is_enough_for_a_way_out(client, consultation, edition):
    question = factories.asked(consultation, part=edition.parts.get(key="domestic-abuse"))

    client.post(f"{RESPOND}questions/", {choice_name(question): "agree"})

    assert EXIT in Page(client.get(f"{RESPOND}about-you/")).links


def test_refused_words_come_back_with_a_way_out(client):
    answer = client.post(f"{COMMENT}?about=no-such-part", {"text": "What happened to me."})

    page = Page(answer)
    assert "What happened to me." in page.text
    assert EXIT in page.links


@pytest.mark.parametrize("ending", ["", "thanks/"])
def test_equality_questions_have_a_way_out(client, consultation, ending):
    page = Page(client.get(f"/consultations/{consultation.slug}/equality/{ending}"))

    assert EXIT in page.links


def test_without_javascript_the_way_out_is_a_link_that_leaves_in_this_tab(client):
    page = form_about(client, "domestic-abuse")

    [link] = [attributes for _, attributes in page.tags if attributes.get("href") == EXIT]
    assert "target" not in link
    assert "noreferrer" in link["rel"]


@pytest.mark.parametrize(("key", "in_tab"), [("domestic-abuse", True), ("road-safety", False)])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_only_words_about_a_sensitive_part_are_kept_in_the_tab(client, key, in_tab, headers):
    html = client.get(f"{COMMENT}?about={key}", headers=headers).content.decode()

    assert ('data-keep-in="tab"' in html) == in_tab


def test_a_form_says_what_to_do_in_danger(client):
    text = form_about(client, "domestic-abuse").text

    assert text.index("In danger now? Call 999") < text.index("Get help now")
    assert text.index("Get help now") < text.index("Your comment")


# A device that others use too


def write(client, key="domestic-abuse"):
    client.post(f"{COMMENT}?about={key}", {"text": "What happened to me."})
    return Response.objects.get()


def test_a_device_forgets_a_response_on_request_and_the_private_link_still_leads_there(client):
    response = write(client)
    page = Page(client.get(f"{RESPOND}forget/"))
    [link] = {link for link in page.links if response.token in link}

    client.post(f"{RESPOND}forget/", {"response": response.token})

    assert "1 comment" not in Page(client.get("/timeline/")).text
    assert "What happened to me." in Page(client.get(link, follow=True)).text


def test_to_look_at_the_page_that_forgets_forgets_nothing(client):
    write(client)

    client.get(f"{RESPOND}forget/")

    assert f"{RESPOND}forget/" in Page(client.get(RESPOND)).links


def test_a_device_without_a_response_has_nothing_to_forget(client):
    answer = client.get(f"{RESPOND}forget/")

    assert answer.url == RESPOND


def test_the_response_that_the_page_shows_is_forgotten_and_no_other(client, public_window):
    write(client)
    other = factories.unsent(public_window)

    client.post(f"{RESPOND}forget/", {"response": other.token})

    assert "What happened to me." in Page(client.get(RESPOND)).text


@pytest.mark.parametrize(("key", "warned"), [("domestic-abuse", True), ("road-safety", False)])
def test_who_wrote_about_something_sensitive_is_told_what_others_could_read(client, key, warned):
    in_place = client.post(
        f"{COMMENT}?about={key}", {"text": "What happened."}, headers={"HX-Request": "true"}
    )

    assert ("Do other people use this device?" in in_place.content.decode()) == warned
    about_you = Page(client.get(f"{RESPOND}about-you/")).text
    assert ("Does somebody else read your email?" in about_you) == warned
    assert Page(client.get(RESPOND)).text.count("Do other people use this device?") == 1
