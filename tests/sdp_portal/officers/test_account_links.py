"""A link with which an officer chooses a password works once, for seven days, for that officer."""

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from sdp_portal.logs import masked
from sdp_portal.models import Act
from sdp_portal.officers import accounts
from sdp_portal.officers.models import Officer, OfficerAccount, hash_of
from tests.conftest import PASSWORD, london

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,
]
AT = london("2024-04-10T10:00")
CHOSEN = {"password1": "a password of her own", "password2": "a password of her own"}


@pytest.fixture
def manager(make_officer):
    return make_officer("mo", "Account manager", first_name="Mo", last_name="Lee")


@pytest.fixture
def invited(manager):
    """The officer and the address of the link."""
    officer, token = accounts.add_officer(
        name="Ann Hall", email="ann@durham.example", roles=[], by=manager, at=AT
    )
    return officer, address_of(token)


@pytest.fixture
def ann(invited):
    return invited[0]


@pytest.fixture
def link(invited):
    return invited[1]


def address_of(token):
    return f"/officers/link/{token}/"


def signed_in(client):
    return client.session.get("_auth_user_id")


def works(link):
    return Client().get(link).status_code == 200


def test_leads_over_password_and_second_factor_into_the_admin(client, link, ann, settings):
    settings.OFFICERS_NEED_SECOND_FACTOR = True
    assert "Ann Hall" in client.get(link).content.decode()

    answer = client.post(link, CHOSEN, follow=True)

    assert answer.redirect_chain[-1][0] == "/officers/second-factor/"
    assert client.get("/officers/second-factor/totp/activate/").status_code == 200
    ann.refresh_from_db()
    assert ann.check_password(CHOSEN["password1"])
    assert OfficerAccount.objects.get(officer=ann).accepted_at >= AT


def test_a_second_factor_that_is_there_is_asked_for(client, manager, make_officer, settings):
    jo = Officer.objects.get(pk=make_officer("jo").pk)
    totp.TOTP.activate(jo, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    token = accounts.send_new_link(officer=jo, by=manager, at=AT)

    answer = client.post(address_of(token), CHOSEN, follow=True)

    assert answer.redirect_chain[-1][0] == "/officers/second-factor/authenticate/"
    assert signed_in(client) is None


def told_about(officer):
    """What the page of officers' acts says of the account, without the signing in."""
    about = Act.objects.about(Officer.objects.get(pk=officer.pk)).order_by("pk")
    return [(act.officer_name, act.what) for act in about]


def test_accepting_the_invitation_leaves_an_act(client, link, ann):
    client.post(link, {"password1": "a", "password2": "b"})
    assert told_about(ann) == []

    client.post(link, CHOSEN)

    assert told_about(ann) == [("Ann Hall", "Accepted the invitation: chose a password.")]


def test_a_new_password_by_a_link_leaves_an_act(client, link, ann, manager):
    client.post(link, CHOSEN)
    token = accounts.send_new_link(officer=ann, by=manager, at=AT)

    Client().post(address_of(token), CHOSEN)

    assert [what for _, what in told_about(ann)] == [
        "Accepted the invitation: chose a password.",
        "Chose a new password by the link that they were sent.",
    ]


def test_works_once(client, link):
    client.post(link, CHOSEN)

    again = Client().post(link, {"password1": "somebody else’s", "password2": "somebody else’s"})

    assert again.status_code == 404
    assert "That link does not work any more" in again.content.decode()


def test_reading_the_page_does_not_use_it_up(link):
    for method in ("get", "head", "get"):
        assert getattr(Client(), method)(link).status_code == 200


@pytest.mark.parametrize(
    ("moment", "status"), [("2024-04-17T09:59:59", 200), ("2024-04-17T10:00", 404)]
)
def test_works_for_seven_days(link, set_clock, moment, status):
    set_clock(moment)

    assert Client().get(link).status_code == status


@pytest.mark.parametrize(
    "change", [str.upper, str.lower, lambda link: f"{link[:-2]}/", lambda _: "/officers/link/x/"]
)
def test_a_guess_opens_nothing(link, change):
    assert change(link) != link
    assert Client().post(change(link), CHOSEN).status_code == 404


def test_only_its_hash_is_kept(link):
    token = link.split("/")[-2]
    [kept] = OfficerAccount.objects.values_list("link_hash", flat=True)

    assert kept == hash_of(token)
    assert token not in kept


def test_the_hash_opens_nothing(link):
    [kept] = OfficerAccount.objects.values_list("link_hash", flat=True)

    assert not works(address_of(kept))


def test_a_newer_link_ends_it(ann, link, manager):
    newer = address_of(accounts.send_new_link(officer=ann, by=manager, at=AT))

    assert not works(link)
    assert works(newer)


def test_taking_the_invitation_back_ends_it(ann, link, manager):
    accounts.close_account(officer=ann, by=manager, at=AT)

    assert not works(link)


def test_a_password_chosen_another_way_ends_it(client, link, ann, mailoutbox):
    client.post("/officers/password/reset/", {"email": ann.email})
    path = mailoutbox[0].body.split("http://testserver")[1].split()[0]
    client.post(client.get(path).headers["Location"], CHOSEN)

    assert not works(link)
    assert OfficerAccount.objects.get(officer=ann).accepted_at >= AT


def test_passwords_that_differ_or_are_weak_use_nothing_up(client, link):
    page = client.post(link, CHOSEN | {"password2": "another"}).content.decode()
    assert "Error: Choose a password" in page
    client.post(link, {"password1": "password", "password2": "password"})
    client.post(link, {})

    assert signed_in(client) is None
    assert works(link)


def test_another_officer_who_is_signed_in_is_not_mistaken_for_the_new_one(
    client, link, ann, make_officer
):
    jo = make_officer("jo", first_name="Jo", last_name="Bell")
    client.force_login(jo)

    page = client.post(link, CHOSEN).content.decode()

    assert "In this browser Jo Bell is signed in" in page
    assert signed_in(client) == str(jo.pk)
    ann.refresh_from_db()
    assert not ann.has_usable_password()


def test_a_form_of_another_site_is_refused(link):
    assert Client(enforce_csrf_checks=True).post(link, CHOSEN).status_code == 403
    assert works(link)


def test_no_cache_and_no_search_engine_keeps_the_page(client, link):
    answer = client.get(link)

    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_the_session_from_before_does_not_become_the_officers(client, link):
    client.get("/officers/login/")
    session = client.session
    session["planted"] = True
    session.save()
    before = client.session.session_key

    client.post(link, CHOSEN)

    assert signed_in(client)
    assert client.session.session_key != before


def test_the_log_does_not_have_it(link):
    assert masked(link) == "/officers/link/…/"


@pytest.mark.parametrize("email", ["ann@durham.example", "nobody@durham.example"])
def test_the_public_page_for_passwords_does_not_tell_who_is_invited(client, ann, email):
    page = client.post("/officers/password/reset/", {"email": email}, follow=True)

    assert "If an officer has that address" in page.content.decode()


def test_a_link_is_handed_over_on_the_page_once(manager, ann, link, mailoutbox):
    from tests.sdp_portal.officers.test_accounts import browser_of

    browser = browser_of(manager)
    page = browser.post(f"/admin/sdp_portal/officer/{ann.pk}/hand-over/").content.decode()
    shown = page.split("/officers/link/")[1].split("/")[0]

    assert works(address_of(shown))
    assert not works(link)
    assert mailoutbox == []
    assert shown not in browser.get(f"/admin/sdp_portal/officer/{ann.pk}/change/").content.decode()
    log = browser.get(f"/admin/sdp_portal/officer/{ann.pk}/history/").content.decode()
    assert "Made a link to hand over." in log
    assert shown not in log


def test_the_old_password_opens_nothing_after_coming_back(manager, make_officer):
    jo = Officer.objects.get(pk=make_officer("jo").pk)
    accounts.close_account(officer=jo, by=manager, at=AT)
    jo.refresh_from_db()
    accounts.give_back(officer=jo, roles=[], by=manager, at=AT)

    jo.refresh_from_db()
    assert not jo.check_password(PASSWORD)
