"""An address with the end of a sentence behind it, or in capitals, leads to the page meant."""

from urllib.parse import quote, unquote, urlsplit

import pytest
from django.test import Client
from django.urls import resolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultation.models import Invitation, Response
from sdp_portal.addresses.spellings import spellings
from tests.consultation import factories

CONSULTATION = "/consultations/draft-strategy-2024-29/"
THEME = "/themes/hate-crime-and-cohesion/"

with_pages = pytest.mark.usefixtures("set_clock")


@pytest.mark.django_db
@with_pages
@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        *((f"{CONSULTATION}{sign}", CONSULTATION) for sign in ".,;:!?)]}>\"'*|’”»…"),
        *((f"{CONSULTATION[:-1]}{sign}", CONSULTATION) for sign in (").", ".)", "”.")),
        (f"{CONSULTATION}%94", CONSULTATION),  # ” in Windows-1252
        (f"{CONSULTATION}%25E2%2580%259D", CONSULTATION),  # ” encoded twice
        (f"{CONSULTATION}%20", CONSULTATION),
        (f"{CONSULTATION}%E2%80%8B", CONSULTATION),  # a space of no width
        (f"{CONSULTATION}👍", CONSULTATION),
        (CONSULTATION.upper(), CONSULTATION),
        (CONSULTATION.title(), CONSULTATION),
        (f"{CONSULTATION.upper()[:-1]}).", CONSULTATION),
        ("/Document/", "/document/"),
        ("/DOCUMENT.JSON", "/document.json"),
        ("/document.json.", "/document.json"),
        ("/document.json/", "/document.json"),
        ("/documents//", "/documents/"),
        (f"/{CONSULTATION}", CONSULTATION),
        (THEME.replace("/hate", "//hate"), THEME),
        ("/).", "/"),
        ("/Robots.TXT", "/robots.txt"),
        (f"/editions/consultation-draft{THEME}.", f"/editions/consultation-draft{THEME}"),
    ],
)
def test_it_leads_to_the_page_meant(client, asked, meant):
    answer = client.get(quote(asked, safe="/%")) if "//" not in asked else got(client, asked)

    assert (answer.status_code, answer["Location"]) == (301, meant)
    assert client.get(meant).status_code == 200


def got(client, path):
    """The client would take what stands behind “//” for a host."""
    return client.get("/", PATH_INFO=path.encode().decode("latin-1"))


@pytest.mark.django_db
@with_pages
def test_the_query_stays(client):
    answer = client.get("/Search/?q=safe%20%26%20well&q=%C3%A9")

    assert answer["Location"] == "/search/?q=safe%20%26%20well&q=%C3%A9"


@pytest.mark.django_db
@with_pages
@pytest.mark.parametrize(
    "path",
    [
        "/themes/no-such-theme).",
        "/THEMES/NO-SUCH-THEME/",
        "/consultations/no-such).",
        "/nothing).",
        "/WP-LOGIN.PHP",
        "/ADMIN/",
        "/Admin/Consultation/",
        "/admin/consultation/consultation/).",
        "/OFFICERS/LOGIN/",
        "/officers/login/).",
    ],
)
def test_what_has_no_page_and_what_is_officers_leads_nowhere(client, path):
    assert client.get(path).status_code in (302, 404)  # 302: to sign in
    assert "/admin/login" in client.get(path).get("Location", "/admin/login")


@pytest.mark.django_db
@with_pages
class TestSecrets:
    @pytest.fixture
    def token(self, public_window):
        """One with capitals, which small letters would spoil."""
        return factories.sent(public_window).token

    def test_their_capitals_count(self, client, token):
        answer = client.get(f"/RECEIPTS/{token}/")

        assert answer["Location"] == f"/receipts/{token}/"
        assert client.get(answer["Location"]).status_code == 200

    def test_the_end_of_a_sentence_goes(self, client, token):
        assert client.get(f"/receipts/{token}).")["Location"] == f"/receipts/{token}/"

    def test_a_redirect_to_a_private_page_is_private(self, client, token):
        answer = client.get(f"/receipts/{token}).")

        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Robots-Tag"] == "noindex"

    def test_with_other_capitals_it_opens_nothing(self, client, token):
        assert client.get(f"/receipts/{token.swapcase()}/").status_code == 404
        assert client.get(f"/RECEIPTS/{token.swapcase()}/").status_code == 404

    def test_an_invitation_keeps_its_capitals_too(self, client, invited_window):
        token = factories.invited(invited_window).token

        answer = client.get(f"/Invitations/{token}.")

        # Django adds a slash before it looks who is invited.
        while answer.status_code == 301:
            where = answer["Location"]
            answer = client.get(where)
        assert (answer.status_code, where) == (200, f"/invitations/{token}/")

    def test_a_begun_response_is_continued_from_a_spoilt_link(self, client, public_window):
        begun = factories.unsent(public_window)

        answer = client.get(f"{CONSULTATION.upper()}RESPOND/CONTINUE/{begun.token}/”", follow=True)

        assert answer.status_code == 200
        assert begun.comments.get().text in answer.content.decode()

    def test_nothing_is_written_while_looking_for_the_page(self, client, public_window):
        before = Response.objects.count(), Invitation.objects.count()

        answer = client.get(f"{CONSULTATION.upper()}RESPOND/COMMENT/")

        assert answer.status_code == 301
        assert not answer.cookies
        assert (Response.objects.count(), Invitation.objects.count()) == before


@pytest.mark.django_db
@with_pages
def test_a_redirect_to_a_public_page_must_be_asked_for_again(client):
    answer = client.get("/Document/")

    assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"


@pytest.mark.django_db
@with_pages
def test_a_form_sent_to_a_misspelt_address_is_not_led_on(client):
    assert client.post("/SEARCH/", {"q": "x"}).status_code == 404


WORDS = st.sampled_from(
    ["themes", "Consultations", "receipts", "invitations", "admin", "ADMIN", "officers", "search"]
)
PIECES = st.one_of(
    WORDS,
    st.text(max_size=8),
    st.sampled_from(["/", "//", "\\", "evil.example", ".", ")", "%0d%0a", "\r\nSet-Cookie: a=b"]),
    st.sampled_from(["%2f", "@", ":", "https:", "”", "\u202e", "İ", "\0", "?", "#"]),
)
tries = settings(
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
PATHS = st.lists(PIECES, max_size=8).map(lambda pieces: "/" + "".join(pieces))


@settings(tries, max_examples=500)
@given(PATHS)
def test_a_spelling_is_an_address_of_ours_on_this_site_and_has_no_other_spelling(path):
    for spelt in spellings(path):
        assert spelt != path
        assert resolve(spelt)
        assert spelt.startswith("/")
        assert not spelt.startswith(("//", "/\\", "/admin", "/officers"))
        assert not urlsplit(quote(spelt)).netloc
        again = list(spellings(spelt))
        assert path not in again
        assert len(spelt) <= len(path) + 1 or not path.isascii()


@pytest.mark.django_db
@with_pages
@tries
@given(PATHS)
def test_whatever_is_asked_for_nobody_is_led_off_the_site_or_in_a_circle(path):
    client, seen = Client(), []
    while len(seen) < 6:
        answer = got(client, path)
        if answer.status_code not in (301, 302, 308):
            break
        where = urlsplit(answer["Location"])
        assert not where.netloc
        assert "\n" not in answer["Location"]
        assert where.path.startswith("/")
        assert not where.path.startswith(("//", "/\\"))
        assert where.path not in seen
        seen.append(where.path)
        path = unquote(where.path)
    assert len(seen) < 4
