"""What search engines and previews of links are told of a page."""

import io
import json
import re

import pytest
from PIL import Image

from site_wide.views import cards
from tests.strategy.addresses import OTHER_PAGES, PAGES
from tests.strategy.reading import Page
from tests.test_palette import NIGHT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]
AREA = "/areas-of-focus/hate-crime/"


def meta(client, address) -> dict[str, str]:
    tags = Page(client.get(address)).tags
    told = [attributes for name, attributes in tags if name == "meta"]
    return {each.get("property") or each.get("name"): each.get("content") for each in told}


def canonical(client, address) -> str | None:
    tags = Page(client.get(address)).tags
    links = [each["href"] for name, each in tags if name == "link" and each["rel"] == "canonical"]
    assert len(links) <= 1
    return links[0] if links else None


def test_every_page_has_a_description_of_its_own(client):
    told = {address: meta(client, address)["description"] for address in PAGES}

    assert len(set(told.values())) == len(told)
    assert {address: words for address, words in told.items() if not 30 < len(words) < 320} == {}


def test_titles_and_descriptions_tell_editions_apart(client):
    now, then = meta(client, AREA), meta(client, f"/editions/consultation-draft{AREA}")

    assert "Consultation draft" in then["og:title"]
    assert then["description"] == f"Consultation draft: {now['description']}"


def test_a_preview_has_all_that_it_shows(client):
    told = meta(client, AREA)

    assert told["og:title"] == "Hate crime – Safe Durham Partnership Strategy 2024–29"
    assert told["og:description"] == told["description"]
    assert told["og:url"] == f"http://testserver{AREA}"
    assert told["og:image"] == f"http://testserver{AREA}card.png"
    assert told["og:type"] == "website"
    assert told["twitter:card"] == "summary_large_image"


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_known_by_the_address_where_it_is_read(client, address):
    assert canonical(client, f"{address}?fbclid=1") == f"http://testserver{address}"


@pytest.mark.parametrize(
    "base",
    ["/strategies/safe-durham-partnership-strategy-2024-29/", "/editions/consultation-draft/"],
)
def test_the_same_text_at_another_address_names_the_shortest(client, base):
    assert canonical(client, f"{base}document/") == "http://testserver/document/"


@pytest.mark.parametrize(
    "address", ["/consultations/draft-strategy-2024-29/respond/", "/search/", "/no-such-page/"]
)
def test_what_is_not_for_everyone_has_neither_card_nor_address(client, address):
    assert canonical(client, address) is None
    assert "og:image" not in meta(client, address)


@pytest.mark.parametrize("address", ["/", AREA, "/timeline/", "/consultations/"])
def test_each_page_has_a_picture_of_its_own(client, address):
    answer = client.get(f"{address}card.png")

    picture = Image.open(io.BytesIO(answer.content))
    assert answer["Content-Type"] == "image/png"
    assert picture.size == (1200, 630)
    assert len(answer.content) < 60_000
    assert answer.content != client.get("/how-we-work/card.png").content
    assert answer["Cache-Control"].startswith("public")


@pytest.mark.parametrize(
    "address",
    [
        "/no-such-page/card.png",
        "/search/card.png",
        "/consultations/draft-strategy-2024-29/respond/card.png",
        "/receipts/token/card.png",
        "/card.pngcard.png",
        "/a/card.png/card.png",
        "/feed.xmlcard.png",
        "/admin/card.png",
        "/themes/card.png",
    ],
)
def test_what_is_no_public_page_has_no_picture(client, address):
    assert client.get(address).status_code in {302, 404}


@pytest.mark.parametrize("title", ["", "x" * 400, "Words " * 200, "🙂 ’“– ﷽", "A – B – C"])
def test_a_picture_is_drawn_of_any_title(title):
    assert cards.draw(title, name="A partnership", tone="#e9b95c").startswith(b"\x89PNG")


def test_the_tones_are_those_of_the_palette():
    assert {name: night for name, (night, _) in NIGHT.items()} == cards.TONES


def linked_data(client, address) -> list[dict]:
    page = client.get(address).content.decode()
    return [
        json.loads(script)
        for script in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    ]


def test_the_home_page_says_whose_it_is(client):
    (told,) = linked_data(client, "/")

    assert told["@type"] == "GovernmentOrganization"
    assert told["name"] == "Safe Durham Partnership"
    assert told["url"] == "http://testserver/"


def test_other_pages_say_the_way_to_them(client):
    (told,) = linked_data(client, AREA)

    assert told["@type"] == "BreadcrumbList"
    assert [step["position"] for step in told["itemListElement"]] == [1, 2]
    assert told["itemListElement"][0]["name"] == "Strategy"


def test_the_sitemap_has_the_moments_that_are_true(client, edition):
    words = client.get("/sitemap.xml").content.decode()
    moments = dict(re.findall(r"<loc>http://testserver([^<]+)</loc>(?:<lastmod>([^<]+))?", words))

    assert moments[AREA] == moments["/document/"] == f"{edition.published_at:%Y-%m-%d}"
    assert not moments["/timeline/"]


@pytest.mark.parametrize("address", OTHER_PAGES)
def test_every_other_page_has_a_title_and_a_description(client, address):
    told = meta(client, address)

    assert told["og:title"]
    assert told["og:description"]
