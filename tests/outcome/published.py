"""Reads the list of published responses, as tests need it."""

import re

from tests.conftest import london
from tests.strategy.reading import Page

CONSULTATION = "/consultations/draft-strategy-2024-29/"
RESPONSES = f"{CONSULTATION}responses/"
PUBLISHED_AT = london("2024-05-01T10:00")


def page_of(answer):
    page = Page(answer)
    page.html = answer.content.decode()
    page.text = page.text.replace(" ,", ",").replace(" .", ".").replace(" :", ":")
    return page


def numbers(page):
    """Of the comments that the page lists."""
    return [int(number) for number in re.findall(r'<article[^>]* id="comment-(\d+)"', page.html)]


def walk(client, address, *, rel):
    seen = []
    while address:
        page = page_of(client.get(address))
        seen += numbers(page)
        links = [part for part in page.html.split("<a ")[1:] if f'rel="{rel}"' in part[:400]]
        [*addresses] = [part.split('href="')[1].split('"')[0] for part in links]
        query = addresses[0].replace("&amp;", "&").partition("#")[0] if addresses else ""
        address = f"{RESPONSES}{query}" if query else ""
    return seen
