"""The null character, which PostgreSQL cannot store, at every way in: passed over in what is asked
for, refused with a sentence in what is written. (Files: `test_importing.py` and `test_content.py`;
every public form: `test_bad_input.py`.)"""

import pytest
from django.http import QueryDict
from django.test import Client

from sdp_portal.forms import NO_NULL
from sdp_portal.middleware import no_null_in_query
from tests.consultation import factories
from tests.sdp_portal.officers.test_what_can_be_asked import ASKED

DRAFT = "/consultations/draft-strategy-2024-29"
ADMIN = "/admin/consultation"


@pytest.fixture
def asked(rf):
    """What a view gets of a query that arrives as it stands here."""

    def ask(query):
        request = rf.get("/", QUERY_STRING=query)
        seen = no_null_in_query(lambda request: (request.GET, request.get_full_path()))
        return seen(request)

    return ask


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("q=a%00b", {"q": ["ab"]}),
        ("q=a\0b", {"q": ["ab"]}),
        ("q=%00", {"q": [""]}),
        ("q%00=a&q=b", {"q": ["a", "b"]}),
        ("q=%0%000", {"q": ["%00"]}),  # as it was typed: a sign and two digits
        ("q=%2500&r=%00", {"q": ["%00"], "r": [""]}),
        ("q=’é🙂%00&q=+%26%3D", {"q": ["’é🙂", " &="]}),
    ],
)
def test_what_is_asked_for_comes_without_it(asked, query, wanted):
    parameters, address = asked(query.encode().decode("latin-1"))

    assert dict(parameters.lists()) == wanted
    assert dict(QueryDict(address.partition("?")[2]).lists()) == wanted


def test_any_other_question_is_left_as_it_came(asked):
    assert asked("q=%2500&q=a;b&&x")[1] == "/?q=%2500&q=a;b&&x"


@pytest.mark.django_db
@pytest.mark.usefixtures("set_clock", "public_window")
@pytest.mark.ignore_template_errors
@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("/search/", "q"),
        (f"{DRAFT}/", "via"),
        (f"{DRAFT}/responses/", "part kind page"),
        (f"{DRAFT}/respond/", "via"),
        (f"{DRAFT}/respond/comment/", "about via"),
        (f"{DRAFT}/equality/", "form"),
        ("/editions/consultation-draft/compare/consultation-draft/", "view"),
        ("/officers/login/", "next"),
        ("/admin/login/", "next"),
        ("/receipts/x%00/", ""),
        ("/invitations/x%00/", ""),
        ("/preview/x%00/", ""),
        (f"{ADMIN}/response/1%00/change/", ""),
        (f"{ADMIN}/response/enter/", "consultation channel received_on received_time"),
        (f"{ADMIN}/invitation/add/", "window"),
        (f"{ADMIN}/window/add/", "consultation"),
        *(
            (f"/admin/{model.replace('.', '/')}/", f"q o p {' '.join(sorted(ASKED[model]))}")
            for model in ASKED
        ),
    ],
)
def test_no_address_fails_at_it(admin_client, address, names):
    for name in names.split() or ["x"]:
        for value in ("\0", "1\0", "a\0b"):
            answer = admin_client.get(address, {name: value, f"{name}\0": value}, follow=True)
            assert answer.status_code in {200, 404, 410}, name


@pytest.mark.django_db
@pytest.mark.usefixtures("set_clock")
@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/admin/auth/group/add/", {"name": "A\0"}),
        ("/admin/sdp_portal/officer/add/", {"name": "a\0"}),
        ("/admin/consultation/consultation/add/", {"title": "A\0", "slug": "a"}),
        ("/admin/consultation/responseimport/add/", {"consultation": "1\0"}),
    ],
)
def test_every_form_of_officers_says_the_same_sentence(admin_client, address, form):
    assert NO_NULL in admin_client.post(address, form).content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("set_clock")
def test_a_withdrawal_says_it_too(admin_client, public_window):
    response = factories.sent(public_window)

    answer = admin_client.post(
        f"{ADMIN}/response/{response.pk}/withdraw/", {"reason": "x\0", "seen": response.pk}
    )

    assert NO_NULL in answer.content.decode()
    assert not response.__class__.objects.withdrawn().exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("set_clock")
def test_nobody_signs_in_with_it():
    answer = Client().post("/officers/login/", {"login": "jo\0", "password": "x\0"})

    assert answer.status_code == 200
    assert NO_NULL in answer.content.decode()
