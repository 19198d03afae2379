"""Whatever cookies a browser brings and whatever becomes of the database: every address answers
with a page of ours, and what was typed is on it."""

import gc

import pytest
from django.contrib.auth import get_user_model
from django.views.debug import ExceptionReporter

from consultation.models import Consultation
from sdp_portal.officers.sessions import note_request
from tests.conftest import london
from tests.consultation import factories
from tests.faults.conftest import VisitorClient

pytestmark = [
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,  # the admin's own templates ask for what may be missing
]

WORDS = "More lights – on “our” street’s corner. 🚔"
CONSULTATION = "/consultations/draft-strategy-2024-29/"
RESPOND = f"{CONSULTATION}respond/"
TOKEN = "t" * 32
ADDRESSES = {
    "home": "/",
    "part": "/themes/hate-crime-and-cohesion/",
    "document": "/document/",
    "json": "/document.json",
    "edition": "/editions/consultation-draft/",
    "search": "/search/?q=hate",
    "consultations": "/consultations/",
    "consultation": CONSULTATION,
    "responses": f"{CONSULTATION}responses/",
    "responses as a file": f"{CONSULTATION}responses.csv",
    "paper form": f"{CONSULTATION}response-form.pdf",
    "equality": f"{CONSULTATION}equality/",
    "feed": "/feed.xml",
    "calendar": "/timeline.ics",
    "sitemap": "/sitemap.xml",
    "privacy": "/privacy/",
    "overview": RESPOND,
    "comment": f"{RESPOND}comment/",
    "comment on a part": f"{RESPOND}comment/?about=hate-crime",
    "change a comment": f"{RESPOND}comment/1/",
    "remove a comment": f"{RESPOND}comment/1/remove/",
    "questions": f"{RESPOND}questions/",
    "about you": f"{RESPOND}about-you/",
    "check": f"{RESPOND}check/",
    "resume": f"{RESPOND}continue/{TOKEN}/",
    "leave": f"{RESPOND}leave/",
    "link": f"{RESPOND}link/",
    "follow": "/follow/",
    "follower": f"/follow/{TOKEN}/",
    "stop": f"/follow/{TOKEN}/stop/",
    "invitation": f"/invitations/{TOKEN}/",
    "receipt": f"/receipts/{TOKEN}/",
    "receipt to keep": f"/receipts/{TOKEN}/copy.txt",
    "change": f"/receipts/{TOKEN}/change/",
    "withdraw": f"/receipts/{TOKEN}/withdraw/",
    "preview": "/preview/ticket/",
    "sign in": "/officers/login/",
    "forgotten password": "/officers/password/reset/",
    "second factor": "/officers/second-factor/",
    "admin": "/admin/",
    "sign in to the admin": "/admin/login/",
    "responses in the admin": "/admin/consultation/response/",
    "enter a response": "/admin/consultation/response/enter/",
    "unknown in the admin": "/admin/nowhere/",
    "unknown": "/nowhere/",
    "alive": "/healthz",
    "ready": "/readyz",
    "robots": "/robots.txt",
}
COOKIES = {
    "none": {},
    "a session of any value": {"sessionid": "x"},
    "a session as long as ours": {"sessionid": "k" * 32},
    "a session with NUL in it": {"sessionid": '"aaaaaaaaaaaaaa\\000"'},
    "a token": {"csrftoken": "c" * 32},
    "a response": {"response-draft-strategy-2024-29": TOKEN},
    "all": {
        "sessionid": "k" * 32,
        "csrftoken": "c" * 32,
        "response-draft-strategy-2024-29": TOKEN,
        "messages": "any",
    },
}
FORM = {"text": WORDS, "name": WORDS, "csrfmiddlewaretoken": "c" * 32}


def faults(visitor):
    """What is wrong with the answers of every address to every cookie and method."""
    for cookie, values in COOKIES.items():
        for name, address in ADDRESSES.items():
            for method in ("get", "post", *(["head"] if cookie == "all" else [])):
                answer = _ask(visitor, method, address, values)
                if fault := _fault(answer, method):
                    yield f"{method} {name} with {cookie}: {fault}"


def _ask(visitor, method, address, cookies):
    header = "; ".join(f"{name}={value}" for name, value in cookies.items())
    form = (FORM,) if method == "post" else ()
    visitor.cookies.clear()
    return getattr(visitor, method)(address, *form, headers={"cookie": header})


def _fault(answer, method):
    page = b"".join(answer.streaming_content) if answer.streaming else answer.content
    page = page.decode(errors="replace")
    if answer.status_code == 500 or "Traceback" in page:
        return f"{answer.status_code}"
    if answer.status_code == 503 and method == "post" and WORDS not in page:
        return "the words are lost"
    if "below" in page and answer.status_code in {403, 409, 503} and "<textarea" not in page:
        return "nothing is below"
    return None


class BriefReporter(ExceptionReporter):
    """In place of Django's page about an error, which takes long to make and nobody may see."""

    def get_traceback_html(self):
        return "Traceback"


@pytest.fixture(params=[True, False], ids=["debug", "no debug"])
def debug(request, settings):
    settings.DEBUG = request.param
    settings.DEFAULT_EXCEPTION_REPORTER = f"{__name__}.BriefReporter"


@pytest.mark.usefixtures("debug")
def test_a_database_that_is_away(use_database, tmp_path):
    """Nobody listens where it should be."""
    with use_database(name="nothing", host=str(tmp_path), pool=False):
        assert list(faults(VisitorClient())) == []


@pytest.mark.usefixtures("debug")
def test_a_database_that_is_there(line_without_pool, visitor):
    assert list(faults(visitor)) == []


def _officer():
    """Signed in, with a session that the database has to be asked for."""
    client = VisitorClient()
    client.force_login(get_user_model().objects.create_superuser("officer"))
    session = client.session
    note_request(session, at=london("2024-04-10T09:50"))
    session.save()
    return {"sessionid": client.cookies["sessionid"].value}, TOKEN


def _respondent():
    """With a response begun here and another one sent."""
    window = Consultation.objects.get().windows.get(audience="everyone")
    begun, sent = factories.complete(window), factories.sent(window)
    return {"response-draft-strategy-2024-29": begun.token}, sent.token


OFFICERS = ("/admin/", "/officers/", "/preview/", "/receipts/")


# psycopg warns of a cursor that could not be closed, as its connection was gone.
@pytest.mark.filterwarnings("ignore:.*ServerSideCursor:ResourceWarning")
@pytest.mark.parametrize(("who", "is_theirs"), [(_officer, True), (_respondent, False)])
def test_a_database_that_goes_away_in_the_middle(line_without_pool, visitor, who, is_theirs):
    """At every statement in turn, and nobody answers afterwards."""
    line = line_without_pool
    cookies, token = who()
    cookies["csrftoken"] = "c" * 32
    problems = []
    addresses = [
        (name, address)
        for name, address in ADDRESSES.items()
        if address.startswith("/receipts/") or address.startswith(OFFICERS) is is_theirs
    ]
    for name, address in addresses:
        for method in ("get", "post"):
            for number in range(100):
                line.break_at(number)
                answer = _ask(visitor, method, address.replace(TOKEN, token), cookies)
                if not line.mend():  # it was answered with fewer statements
                    break
                line.execute("DELETE FROM shared_cache")  # a lock, for which the next would wait
                if fault := _fault(answer, method):
                    problems.append(f"{method} {name} at {number}: {fault}")
    gc.collect()  # what is left open is warned of here
    assert problems == []
