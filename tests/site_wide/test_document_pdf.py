"""/document.pdf: the whole text, tagged for screen readers."""

import pytest

from site_wide.views.document_pdf import tree_of
from tests.pdf_checker import faults

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]


@pytest.mark.parametrize("base", ["/", "/editions/consultation-draft/"])
def test_it_is_an_accessible_pdf_for_everyone(client, base):
    answer = client.get(f"{base}document.pdf")

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"].startswith("public")
    assert answer.content.startswith(b"%PDF")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in answer.content
    assert faults(answer.content) == []


def test_every_text_becomes_a_tree(edition):
    for part in edition.parts.all():
        assert tree_of(part.text) or not part.text


def test_a_tree_keeps_words_links_and_lists():
    tree = tree_of('<p>A &amp; <a href="https://example.org">b</a><br>c</p><ul><li>d</li></ul>')

    paragraph, bullets = tree
    assert [each if isinstance(each, str) else each["tag"] for each in paragraph["inside"]] == [
        "A & ",
        "a",
        "br",
        "c",
    ]
    assert paragraph["inside"][1]["href"] == "https://example.org"
    assert bullets["inside"][0] == {"tag": "li", "href": "", "inside": ["d"]}


def test_before_anything_is_published_there_is_none(client, set_clock):
    set_clock("2024-03-01T09:00")

    assert client.get("/document.pdf").status_code == 404
