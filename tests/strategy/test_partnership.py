"""The partnership's row: what pages say of it, who edits it, its logo and its colours."""

import re
import struct
import zlib
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError

from consultation.responding.forms import AboutYouForm
from strategy.models import Colour, Partnership, Strategy
from tests.sdp_portal.officers.forms import opened

pytestmark = pytest.mark.django_db

CHANGE = "/admin/strategy/partnership/1/change/"
LOGO = "/admin/strategy/partnership/1/logo/"


def png(width=52, height=52, *, stated=None):
    """A red picture; `stated` is the size that it claims to have."""

    def chunk(name, data):
        checked = name + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    pixels = zlib.compress((b"\0" + b"\xff\0\0" * width) * height)
    size = struct.pack(">IIBBBBB", *(stated or (width, height)), 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


PNG = png()
NORTHSHIRE = {
    "name": "Safer Northshire’s Partnership",
    "short_name": "Safer Northshire",
    "area": "Northshire",
    "resident": "A resident of Northshire 🙂",
    "purpose": "How we want Northshire to be safe – and “how” to have your say.",
    "email": "safer@northshire.example",
    "telephone": "",
    "post": "",
    "controller": "Northshire Council",
    "controller_contact": "Town Hall, Northshire",
    "protection_officer": "",
    "protection_officer_contact": "",
    "reference_prefix": "NSP",
    **{f"palette_{index}": "blue" for index in range(8)},
}


@pytest.fixture
def northshire(set_clock):
    Partnership.objects.update(
        **{name: value for name, value in NORTHSHIRE.items() if "palette_" not in name}
    )


@pytest.mark.parametrize("address", ["/", "/contact/", "/search/?q=crime", "/consultations/"])
def test_every_page_has_its_name(client, northshire, address):
    page = client.get(address).content.decode()

    assert "Safer Northshire’s Partnership" in page
    assert 'sdp-footer__name">Safer Northshire’s Partnership</p>' in page


def test_an_unknown_address_has_its_name(client, northshire):
    client.get("/")

    page = client.get("/nothing-here/").content.decode()

    assert "– Safer Northshire’s Partnership</title>" in page


def test_residents_are_called_as_it_says(northshire, consultation):
    form = AboutYouForm(consultation=consultation)

    assert "A resident of Northshire 🙂" in form.as_p()


def test_without_a_row_a_neutral_name_stands_in(client, set_clock):
    Partnership.objects.all().delete()

    page = client.get("/contact/").content.decode()

    assert "Community Safety Partnership" in page


def test_there_is_only_one():
    with pytest.raises(IntegrityError, match="partnership_is_one"):
        Partnership.objects.create(pk=2, name="Another", email="a@b.example")


def test_an_editor_changes_it(signed_in, client, set_clock):
    editor = signed_in("Strategy editor")

    response = editor.post(CHANGE, NORTHSHIRE | opened(editor, CHANGE))

    assert response.status_code == 302
    row = Partnership.objects.get()
    assert (row.name, row.reference_prefix) == ("Safer Northshire’s Partnership", "NSP")
    assert row.palette == ["blue"] * 8
    assert "theme-blue" in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "This field is required."),
        ({"reference_prefix": "nsp"}, "Two to six capital letters."),
        ({"email": ""}, "Give a telephone number, an email or a postal address."),
        ({"palette_3": "yellow"}, "Select a valid choice. yellow is not one of the available"),
    ],
)
def test_what_is_wrong_is_said_and_kept(signed_in, wrong, sentence, set_clock):
    editor = signed_in("Strategy editor")

    response = editor.post(CHANGE, NORTHSHIRE | wrong | opened(editor, CHANGE))

    assert response.status_code == 200
    page = response.content.decode()
    assert sentence in page
    assert "A resident of Northshire 🙂" in page
    assert Partnership.objects.get().name == "Safe Durham Partnership"


ONE_LINE = [
    *("name", "short_name", "area", "resident", "purpose", "telephone", "controller"),
    *("protection_officer", "reference_prefix"),
]


@pytest.mark.parametrize("field", ONE_LINE)
@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\u2028"])
def test_a_line_break_is_refused_where_there_is_one_line(
    signed_in, set_clock, client, mailoutbox, make_officer, field, line_break
):
    editor = signed_in("Strategy editor")
    make_officer("alex")
    words = NORTHSHIRE | {field: f"Safer{line_break}Bcc: a@b.example"}

    response = editor.post(CHANGE, words | opened(editor, CHANGE))

    errors = response.context["adminform"].form.errors
    assert set(errors) == {field}
    assert Partnership.objects.get().name == "Safe Durham Partnership"
    client.post("/officers/password/reset/", {"email": "alex@durham.example"})
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("line_break", ["\r", "\n", "\u0085", "\u2029"])
def test_the_database_keeps_the_name_on_one_line(line_break):
    with pytest.raises(IntegrityError, match="partnership_name_is_one_line"):
        Partnership.objects.update(name=f"Safer{line_break}Northshire")


@pytest.mark.parametrize("group", ["Publisher", "Consultation officer", "Analyst"])
def test_others_only_read_it(signed_in, group, set_clock):
    officer = signed_in(group)

    assert officer.get(CHANGE).status_code == 200
    assert officer.post(CHANGE, NORTHSHIRE).status_code == 403
    assert officer.post(LOGO, {"file": SimpleUploadedFile("a.png", PNG)}).status_code == 403


def send_logo(officer, content, seen=b""):
    """`seen` is the logo that the officer's page showed."""
    file = SimpleUploadedFile("a.png", content)
    return officer.post(LOGO, {"file": file, "seen": sha256(seen).hexdigest()})


@pytest.mark.parametrize("more", [{}, {"remove": "1"}])
def test_the_second_officer_does_not_replace_a_logo_unseen(signed_in, client, set_clock, more):
    officer = signed_in("Strategy editor")
    opened = re.search(r'name="seen" value="(\w+)"', officer.get(LOGO).content.decode())[1]
    send_logo(officer, PNG)

    file = SimpleUploadedFile("b.png", png(60, 60))
    told = officer.post(LOGO, {"file": file, "seen": opened} | more)

    assert told.status_code == 400
    assert "Another officer changed the logo after you opened" in told.content.decode()
    assert client.get("/logo/").content == PNG


def test_a_logo_is_shown_and_served(signed_in, client, set_clock):
    response = send_logo(signed_in("Strategy editor"), PNG)

    assert response.status_code == 302
    assert 'class="sdp-wordmark__logo" src="/logo/"' in client.get("/").content.decode()
    served = client.get("/logo/")
    assert (served.content, served["Content-Type"]) == (PNG, "image/png")
    assert served["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "not a PNG, JPEG or WebP"),
        (b"GIF89a" + bytes(40), "not a PNG, JPEG or WebP"),
        (b"<html>", "not a PNG, JPEG or WebP"),
        (b"", "empty"),
        (PNG[:8], "not a PNG, JPEG or WebP"),
        (PNG[:60], "is broken"),
        (PNG[:41] + b"hostile" + PNG[48:], "is broken"),
        (png(15, 52), "15 by 52 pixels"),
        (png(stated=(4001, 52)), "4001 by 52 pixels"),
        (png(stated=(50_000, 50_000)), "50000 by 50000 pixels"),
        (PNG + bytes(200_001), "larger than 200 KB"),
    ],
)
def test_another_file_is_no_logo(signed_in, client, set_clock, content, sentence):
    officer = signed_in("Strategy editor")

    response = send_logo(officer, content)

    assert response.status_code == 400
    assert sentence in response.content.decode()
    assert client.get("/logo/").status_code == 404


def test_a_logo_is_removed(signed_in, client, set_clock):
    officer = signed_in("Strategy editor")
    send_logo(officer, PNG)

    officer.post(LOGO, {"remove": "1", "seen": sha256(PNG).hexdigest()})

    assert client.get("/logo/").status_code == 404
    assert "sdp-wordmark__logo" not in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("number", "colour"),
    [("1", "ochre"), ("2.1", "teal"), ("3.1.2", "plum"), ("4", "ochre"), ("10", "ochre"), ("", "")],
)
def test_themes_have_its_colours_in_turn(number, colour):
    partnership = Partnership(palette=[Colour.OCHRE, Colour.TEAL, Colour.PLUM])

    assert partnership.colour_of(number) == colour


def test_a_new_consultation_has_its_prefix(edition, northshire):
    assert edition.consultations.model().reference_prefix == "NSP"
    assert Strategy.objects.exists()
