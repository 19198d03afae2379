"""What is too large, or a file from a stranger, is refused before it is read."""

import io
import os
import re
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connection
from django.http.multipartparser import MultiPartParser
from django.test import Client

from sdp_portal import bodies
from tests.consultation import factories
from tests.consultation.intake import files
from tests.consultation.responding.test_responding import COMMENT

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock", "kept_files"),
    pytest.mark.ignore_template_errors,  # the admin's own templates ask for what may be missing
]
ENTER = "/admin/consultation/response/enter/"
IMPORT = "/admin/consultation/responseimport/add/"
MEGABYTE = 1024 * 1024


class Unread(io.BytesIO):
    """A body of which nothing may be read."""

    def read(self, *_):
        raise AssertionError("It was read.")


def send_unread(client, address, *, size, **headers):
    form = "multipart/form-data; boundary=x"
    headers = {"CONTENT_LENGTH": str(size), "CONTENT_TYPE": form, "wsgi.input": Unread()} | headers
    return client.post(address, **headers)


def heading(answer):
    return re.search(r"<h1[^>]*>([^<]*)", answer.content.decode())[1]


@pytest.fixture
def written(monkeypatch):
    """The names of files that were handed on to be kept, in memory or on disk."""
    names = []
    handle = MultiPartParser.handle_file_complete

    def note(self, old_field_name, counters):
        names.append(old_field_name)
        return handle(self, old_field_name, counters)

    monkeypatch.setattr(MultiPartParser, "handle_file_complete", note)
    return names


@pytest.mark.parametrize("address", [COMMENT, "/officers/login/", "/admin/", ENTER, IMPORT])
@pytest.mark.parametrize("cookie", [None, "not-a-session"])
def test_nothing_of_a_large_upload_is_read_from_a_stranger(client, settings, address, cookie):
    if cookie:
        client.cookies[settings.SESSION_COOKIE_NAME] = cookie

    answer = send_unread(client, address, size=4 * MEGABYTE + 1)

    assert answer.status_code == (403 if address in {ENTER, IMPORT} else 413)
    assert "browser’s back button" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("address", [COMMENT, ENTER, IMPORT, "/admin/auth/group/add/"])
def test_no_file_of_a_stranger_is_kept_while_it_is_looked_at(client, written, address):
    client.post(address, {"text": "Good ’ “ –", "file": SimpleUploadedFile("a.txt", b"x" * 9000)})

    assert written == []


def test_the_words_beside_such_a_file_are_not_lost(client):
    answer = client.post(
        COMMENT, {"text": "Good ’ “ – 🙂", "file": SimpleUploadedFile("a.txt", b"x")}, follow=True
    )

    assert "Good ’ “ – 🙂" in answer.content.decode()


def test_an_officer_signed_out_keeps_the_words_beside_a_small_file(client):
    answer = client.post(ENTER, {"name": "Jo", "files": files.upload("one.pdf")})

    assert heading(answer) == "You have been signed out"
    assert "Jo" in answer.content.decode()


def test_an_officer_signed_out_reads_how_to_send_a_large_file_again(client):
    answer = client.post(ENTER, {"files": files.upload("one.pdf", b"x" * 5 * MEGABYTE)})

    assert heading(answer) == "You have been signed out"
    assert 'href="/officers/login/?next=' in answer.content.decode()


def test_an_officer_without_a_second_factor_sends_no_large_file(admin_client, settings):
    settings.OFFICERS_NEED_SECOND_FACTOR = True

    assert send_unread(admin_client, ENTER, size=5 * MEGABYTE).status_code == 403


def test_an_officer_sends_files_where_they_are_taken_and_nowhere_else(admin_client, written):
    def send_to(address):
        file = files.upload("one.pdf", b"x" * 5 * MEGABYTE)
        return admin_client.post(address, {"files": file}).status_code

    assert send_to("/admin/auth/group/add/") == 413
    assert written == []
    assert send_to(ENTER) == 422
    assert written == ["files"]


@pytest.mark.parametrize("address", [ENTER, IMPORT])
def test_an_officers_files_have_an_end_too(admin_client, address):
    answer = send_unread(admin_client, address, size=bodies.LARGEST_WITH_FILES + 1)

    assert answer.status_code == 413
    assert "larger than 52 MB" in answer.content.decode()


def test_the_largest_files_that_are_taken_fit():
    from consultation.intake import attachments, reading

    assert max(reading.MOST_BYTES, attachments.MOST_BYTES) < bodies.LARGEST_WITH_FILES


def test_whoever_attaches_to_a_response_may_send_files(admin_client, public_window):
    response = factories.sent(public_window)

    answer = admin_client.post(
        f"/admin/consultation/response/{response.pk}/attach/",
        {"files": files.upload("scan.pdf", files.PDF.ljust(10 * MEGABYTE, os.urandom(1)))},
    )

    assert answer.status_code == 302


def test_a_body_without_a_length_is_refused_in_words(client):
    answer = client.post(
        COMMENT,
        "text=Good",
        content_type="application/x-www-form-urlencoded",
        CONTENT_LENGTH="",
        HTTP_TRANSFER_ENCODING="chunked",
    )

    assert answer.status_code == 411
    assert heading(answer) == "We could not read what was sent"


@pytest.mark.parametrize("address", ["/", "/document/", "/themes/hate-crime-and-cohesion/"])
def test_a_page_without_a_form_reads_nothing(client, address):
    answer = send_unread(client, address, size=1000)

    assert answer.status_code == 405


@pytest.mark.parametrize(
    ("size", "said"), [(1000, "What you typed"), (5 * MEGABYTE, "back button")]
)
def test_without_the_database_an_officer_is_told_so(admin_user, size, said, settings):
    client = Client()
    client.force_login(admin_user)

    def no_answer(execute, *arguments):
        raise OperationalError("server closed the connection unexpectedly")

    form = {"name": "Jo", "files": files.upload("one.pdf", b"x" * size)}
    with connection.execute_wrapper(no_answer):
        bodies_only = [
            name for name in settings.MIDDLEWARE if "officers" not in name and "history" not in name
        ]
        settings.MIDDLEWARE = bodies_only
        answer = client.post(ENTER, form)

    assert answer.status_code == 503
    assert said in answer.content.decode()


# What a form says of itself


CLAIMS = [
    *("unicode_escape", "raw_unicode_escape", "utf-7", "rot13", "idna", "hex", "zlib", "base64"),
    *("undefined", "utf-16", "no-such-thing", "", '"', "’", "x" * 10_000),
]


def answer_to(kind, body):
    """What the portal answers as a server hands a request on to it."""
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/follow/",
        "HTTP_HOST": "testserver",
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    setup_testing_defaults(environ)
    said = []
    application = bodies.with_plain_content_type(get_wsgi_application())
    page = b"".join(application(environ, lambda status, headers: said.append(status)))
    return said[0], page.decode()


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("claim", CLAIMS)
def test_no_encoding_that_a_form_claims_loses_its_words(settings, claim, debug):
    settings.DEBUG = debug
    kind = f'multipart/form-data; charset={claim}; boundary="a b"'
    body = b'--a b\r\nContent-Disposition: form-data; name="email"\r\n\r\n'
    body += "Zoë’s \\ud800 +2AA- words\r\n--a b--\r\n".encode()

    status, page = answer_to(kind, body)

    assert status == "403 Forbidden"  # there is no token of ours
    assert "Zoë’s \\ud800 +2AA- words" in page


@pytest.mark.parametrize(
    "kind", ["a/b; x*=z''y", "a/b; x*=", ";", "; boundary=", "a;b;c*='", "\x00"]
)
def test_no_kind_of_body_is_answered_with_a_bare_error(kind):
    status, page = answer_to(kind, b"words")

    assert status[:3] in {"400", "403"}
    assert "<h1" in page
