"""Officers who manage accounts add, change, remove and bring back other officers."""

import time

import psycopg
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sdp_portal.models import Act
from sdp_portal.officers import accounts
from sdp_portal.officers.models import Officer, OfficerAccount
from tests.conftest import PASSWORD, london
from tests.sdp_portal.officers.forms import opened
from themes.models import Subgroup

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,
]
LIST = "/admin/sdp_portal/officer/"
ADD = f"{LIST}add/"
AT = london("2024-04-10T10:00")
WHY = {"reason": "Lost the phone"}


@pytest.fixture
def manager(make_officer):
    """A browser of an officer who manages accounts and has signed in just now."""
    return browser_of(make_officer("mo", "Account manager", first_name="Mo", last_name="Lee"))


@pytest.fixture
def jo(make_officer):
    officer = make_officer("jo", "Publisher", first_name="Jo", last_name="Bell")
    return Officer.objects.get(pk=officer.pk)


def browser_of(officer):
    client = Client()
    client.force_login(officer)
    client.officer = officer
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(officer.pk)
    session.save()
    return client


def new(*roles, **typed):
    pks = [group.pk for group in Group.objects.filter(name__in=roles or ["Publisher"])]
    return {"name": "Ann Hall", "email": "ann@durham.example", "roles": pks} | typed


def add(client, *roles, **typed):
    return client.post(ADD, new(*roles, **typed) | {"invite": "1"}, follow=True)


def page_of(officer, act="change"):
    return f"{LIST}{officer.pk}/{act}/"


def words(answer):
    return " ".join(answer.content.decode().split())


def is_in(client):
    return client.get("/admin/", follow=False).status_code == 200


class TestAList:
    def test_says_roles_state_and_second_factor_in_words(self, manager, jo):
        totp.TOTP.activate(jo, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
        add(manager, "Analyst", "Strategy editor")

        page = words(manager.get(LIST))

        assert "Invited on 10 April 2024, not accepted yet" in page
        assert "Analyst, Strategy editor" in page
        assert 'class="field-second_factor">App</td>' in page
        assert "Agrees to what another officer proposes" in page

    def test_takes_as_many_queries_for_ten_officers_as_for_one(self, manager, make_officer):
        manager.get(LIST)
        with CaptureQueriesContext(connection) as for_one:
            manager.get(LIST)
        for number in range(9):
            officer = make_officer(f"officer{number}", "Publisher", "Analyst")
            account = OfficerAccount(officer_id=officer.pk, invited_at=AT)
            account.removed_at, account.removed_by = AT, manager.officer
            account.save()

        with CaptureQueriesContext(connection) as for_ten:
            manager.get(LIST)

        assert len(for_ten) == len(for_one)

    @pytest.mark.parametrize("group", ["Publisher", "Analyst", "Consultation officer"])
    def test_is_for_those_who_manage_accounts(self, make_officer, group):
        client = browser_of(make_officer("jo", group))

        assert client.get(LIST).status_code == 403
        assert client.get(ADD).status_code == 403
        assert "/admin/sdp_portal/officer/" not in words(client.get("/admin/"))

    def test_the_raw_rows_of_django_are_gone(self, manager, admin_client):
        assert "/admin/auth/" not in words(manager.get("/admin/"))
        assert manager.get("/admin/auth/group/").status_code == 403
        for model in ("auth/user", "mfa/authenticator", "account/emailaddress"):
            assert admin_client.get(f"/admin/{model}/").status_code == 404


class TestAdding:
    def test_shows_what_will_be_sent_before_anything_is_sent(self, manager, mailoutbox):
        page = words(manager.post(ADD, new("Publisher", "Analyst")))

        assert "Nothing is sent yet" in page
        assert "ann@durham.example" in page
        assert "Mo Lee has made an account for you" in page
        assert "There you can work as: Analyst, Publisher." in page
        assert "[private link]" in page
        assert mailoutbox == []
        assert not Officer.objects.filter(email="ann@durham.example").exists()

    def test_makes_an_account_and_mails_the_link(self, manager, mailoutbox):
        page = words(add(manager, "Publisher", "Analyst", email="Ann@Durham.Example"))

        ann = Officer.objects.get(email="ann@durham.example")
        assert (ann.get_full_name(), ann.username) == ("Ann Hall", "ann.hall")
        assert (ann.is_staff, ann.is_superuser, ann.has_usable_password()) == (True, False, False)
        assert {group.name for group in ann.groups.all()} == {"Publisher", "Analyst"}
        assert "Invited on 10 April 2024, not accepted yet" in page
        [mail] = mailoutbox
        assert mail.to == ["ann@durham.example"]
        assert "/officers/link/" in mail.body
        assert "until 10am on Wednesday 17 April 2024" in mail.body

    def test_what_was_typed_comes_back_from_the_check(self, manager):
        page = manager.post(ADD, new("Analyst", name="Ann O’Hall 🙂") | {"change": "1"})

        assert 'value="Ann O’Hall 🙂"' in words(page)
        assert words(page).count(" checked") == 1

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"name": ""}, "Enter the officer’s name."),
            ({"email": ""}, "Enter the officer’s email address."),
            ({"email": "ann@durham"}, "Enter an email address in the correct format"),
            ({"email": "ann@durham,example"}, "Enter an email address in the correct format"),
            ({"roles": []}, "Choose at least one role."),
            ({"roles": [999_999]}, "Select a valid choice"),
            ({"name": "A" * 151}, "at most 150 characters"),
            ({"name": "Ann\u2028Hall"}, "Remove the line break"),
        ],
    )
    def test_an_error_says_what_to_do_and_keeps_the_rest(self, manager, typed, said):
        page = words(manager.post(ADD, new() | typed))

        assert said in page
        assert "ann@durham" in page or "Ann Hall" in page
        assert Officer.objects.count() == 1

    @pytest.mark.parametrize("typed", ["JO@durham.example", "jo@durham.example"])
    def test_a_known_address_leads_to_the_officer_who_has_it(self, manager, jo, typed):
        page = words(add(manager, email=typed))

        assert "Jo Bell has this address already." in page
        assert page_of(jo) in page

    def test_the_address_of_somebody_who_left_leads_to_giving_it_back(self, manager, jo):
        manager.post(page_of(jo, "remove"), WHY)

        page = words(add(manager, email="jo@durham.example"))

        assert "Jo Bell had an account with this address" in page
        assert page_of(jo, "give-back") in page

    def test_two_officers_can_have_the_same_name(self, manager):
        add(manager)
        add(manager, email="other.ann@durham.example")

        names = Officer.objects.filter(first_name="Ann").values_list("username", flat=True)
        assert sorted(names) == ["ann.hall", "ann.hall.2"]

    def test_a_name_in_another_script_has_a_username_too(self, manager):
        add(manager, name="Владимир")

        assert Officer.objects.get(email="ann@durham.example").username == "officer"

    def test_mail_that_cannot_be_sent_is_said_with_what_to_do(self, manager, settings):
        settings.EMAIL_BACKEND = "sdp_portal.mail_server.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

        page = words(add(manager))

        assert "The mail to ann@durham.example could not be sent." in page
        assert "hand it over yourself" in page
        assert Officer.objects.filter(email="ann@durham.example").exists()

    def test_only_an_administrator_makes_another(self, manager, admin_user):
        add(manager, administrator="on")
        assert not Officer.objects.get(email="ann@durham.example").is_superuser

        add(browser_of(admin_user), email="boss@durham.example", administrator="on")
        assert Officer.objects.get(email="boss@durham.example").is_superuser


class TestChanging:
    def test_name_and_roles(self, manager, jo):
        sent = new("Analyst", name="Jo Hall", email="jo@durham.example")
        manager.post(page_of(jo), sent | opened(manager, page_of(jo)))

        jo.refresh_from_db()
        changes = Act.objects.get(kind="changed").changes.values_list("before", "after")
        assert set(changes) == {("Jo Bell", "Jo Hall"), ("Publisher", "Analyst")}
        assert str(jo) == "Jo Hall"
        assert [group.name for group in jo.groups.all()] == ["Analyst"]

    def test_a_new_address_is_told_to_both_and_ends_what_went_to_the_old_one(
        self, manager, jo, mailoutbox, django_capture_on_commit_callbacks
    ):
        EmailAddress.objects.create(user=jo, email="jo@durham.example", verified=True)
        manager.post(page_of(jo, "link"))
        assert OfficerAccount.objects.get(officer=jo).link_hash
        mailoutbox.clear()

        sent = new("Publisher", name="Jo Bell", email="Jo2@durham.example")
        sent |= opened(manager, page_of(jo))
        with django_capture_on_commit_callbacks(execute=True):
            manager.post(page_of(jo), sent)

        jo.refresh_from_db()
        assert jo.email == "jo2@durham.example"
        assert [mail.to[0] for mail in mailoutbox] == ["jo@durham.example", "jo2@durham.example"]
        assert "from jo@durham.example to jo2@durham.example" in mailoutbox[0].body
        assert OfficerAccount.objects.get(officer=jo).link_hash is None
        Client().post("/officers/password/reset/", {"email": "jo@durham.example"})
        assert len(mailoutbox) == 2

    def test_an_address_of_somebody_else_is_refused(self, manager, jo):
        page = manager.post(page_of(jo), new("Publisher", email="mo@durham.example"))

        assert "Mo Lee has this address already." in words(page)
        jo.refresh_from_db()
        assert jo.email == "jo@durham.example"

    def test_nobody_stops_managing_accounts_themselves(self, manager):
        me = manager.officer
        page = manager.post(page_of(me), new("Publisher", name="Mo", email=me.email))

        assert "You cannot stop managing accounts yourself." in words(page)
        assert [group.name for group in me.groups.all()] == ["Account manager"]

    def test_no_administrator_stops_being_one_themselves(self, admin_user):
        officer = Officer.objects.get(pk=admin_user.pk)
        with pytest.raises(ValidationError, match="cannot stop being an administrator"):
            accounts.change_officer(
                officer=officer, name="Al", email="al@durham.example", roles=[], by=admin_user
            )


class TestASecondFactor:
    @pytest.fixture
    def lost(self, jo):
        totp.TOTP.activate(jo, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
        return jo

    def test_is_reset_after_a_page_that_says_what_happens(self, manager, lost, mailoutbox):
        elsewhere = browser_of(lost)
        page = words(manager.get(page_of(lost, "reset")))
        assert "signed out everywhere" in page
        assert "jo@durham.example" in page

        manager.post(page_of(lost, "reset"), WHY)

        assert not Authenticator.objects.filter(user=lost).exists()
        assert not is_in(elsewhere)
        assert "/officers/link/" in mailoutbox[0].body
        assert "Mo Lee has reset how you sign in" in mailoutbox[0].body

    def test_the_password_alone_opens_nothing_afterwards(self, manager, lost):
        manager.post(page_of(lost, "reset"), WHY)

        client = Client()
        client.post("/officers/login/", {"login": "jo", "password": PASSWORD})

        assert not is_in(client)

    def test_is_not_reset_without_a_reason(self, manager, lost):
        page = words(manager.post(page_of(lost, "reset"), {"reason": " "}))

        assert "Say why, for instance: lost the phone." in page
        assert Authenticator.objects.filter(user=lost).exists()

    def test_is_never_ones_own(self, manager):
        me = Officer.objects.get(pk=manager.officer.pk)
        totp.TOTP.activate(me, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")

        assert "You cannot reset your own" in words(manager.get(page_of(me, "reset")))
        page = words(manager.post(page_of(me, "reset"), WHY, follow=True))

        assert "You cannot reset your own second factor." in page
        assert Authenticator.objects.filter(user=me).exists()


class TestLeaving:
    def test_signs_out_at_once_and_keeps_the_name(self, manager, jo, edition):
        elsewhere = browser_of(jo)
        assert is_in(elsewhere)

        page = words(manager.post(page_of(jo, "remove"), {"reason": "Left"}, follow=True))

        jo.refresh_from_db()
        assert "Removed on 10 April 2024 by Mo Lee" in page
        assert not is_in(elsewhere)
        assert (jo.is_active, jo.groups.count(), str(jo)) == (False, 0, "Jo Bell")
        client = Client()
        client.post("/officers/login/", {"login": "jo", "password": PASSWORD})
        assert not is_in(client)

    def test_says_what_the_officer_still_holds(self, manager, jo):
        alone, together = Subgroup.objects.order_by("pk")[:2]
        alone.leads.add(jo)
        together.leads.add(jo, manager.officer)

        page = words(manager.get(page_of(jo, "remove")))

        assert f'alone lead “<a href="/admin/themes/subgroup/{alone.pk}/change/">' in page
        assert "one of 2 who lead" in page
        assert page.count("Nobody will lead it") == 1

    def test_names_open_proposals(self, manager, jo, proposed):
        assert "They have proposed “<a" in words(manager.get(page_of(jo, "remove")))

    @pytest.fixture
    def proposed(self, edition, jo):
        from strategy.models import Edition

        return Edition.objects.create(
            strategy=edition.strategy,
            slug="next",
            title="Next",
            proposed_by=jo,
            proposed_at=AT,
            proposed_as=["title x"],
        )

    def test_ends_the_lead_of_subgroups(self, manager, jo):
        subgroup = Subgroup.objects.first()
        subgroup.leads.add(jo)

        manager.post(page_of(jo, "remove"), WHY)

        assert subgroup.leads.count() == 0

    def test_can_be_taken_back_with_a_new_invitation_and_new_roles(self, manager, jo, mailoutbox):
        manager.post(page_of(jo, "remove"), WHY)
        mailoutbox.clear()
        page = words(manager.post(page_of(jo, "give-back"), {"roles": new("Analyst")["roles"]}))

        jo.refresh_from_db()
        assert jo.is_active
        assert [group.name for group in jo.groups.all()] == ["Analyst"]
        assert "/officers/link/" in mailoutbox[0].body
        assert "Invited on" in words(manager.get(page_of(jo)))
        client = Client()
        client.post("/officers/login/", {"login": "jo", "password": PASSWORD})
        assert not is_in(client), page

    def test_is_not_for_oneself(self, manager):
        me = manager.officer
        assert "You cannot remove yourself." in words(manager.get(page_of(me, "remove")))

        page = words(manager.post(page_of(me, "remove"), WHY, follow=True))

        assert "You cannot remove yourself." in page
        assert is_in(manager)

    def test_twice_is_said(self, manager, jo):
        manager.post(page_of(jo, "remove"), WHY)

        page = words(manager.post(page_of(jo, "remove"), WHY, follow=True))

        assert "Jo Bell was removed already." in page

    def test_an_invitation_is_taken_back(self, manager, mailoutbox):
        add(manager)
        ann = Officer.objects.get(email="ann@durham.example")
        link = mailoutbox[0].body.split("/officers/link/")[1].split()[0]

        assert "Take the invitation back" in words(manager.get(page_of(ann, "remove")))
        manager.post(page_of(ann, "remove"), WHY)

        assert Client().get(f"/officers/link/{link}").status_code == 404
        assert "has taken back the invitation" in mailoutbox[-1].body


class TestAnAdministrator:
    ACTS = ["link", "hand-over", "reset", "remove", "give-back"]

    def test_has_an_account_that_managers_can_see_and_not_change(self, manager, admin_user):
        page = words(manager.get(page_of(admin_user)))

        assert "Only an administrator can change this account." in page
        typed = new("Analyst", name="X", email="mine@durham.example")
        assert manager.post(page_of(admin_user), typed).status_code == 403
        for act in self.ACTS:
            assert manager.post(page_of(admin_user, act), WHY).status_code == 403

    def test_is_held_in_the_domain_too(self, manager, admin_user):
        officer = Officer.objects.get(pk=admin_user.pk)
        with pytest.raises(ValidationError, match="Only an administrator"):
            accounts.reset_second_factor(officer=officer, by=manager.officer, at=AT)
        with pytest.raises(ValidationError, match="Only an administrator"):
            accounts.add_officer(
                name="X",
                email="x@y.example",
                roles=[],
                is_superuser=True,
                by=manager.officer,
                at=AT,
            )

    def test_can_be_removed_by_another(self, admin_client, make_officer):
        other = make_officer("boss", is_superuser=True)
        client = browser_of(Officer.objects.get(username="officer"))

        client.post(page_of(other, "remove"), WHY)

        other.refresh_from_db()
        assert (other.is_active, other.is_superuser) == (False, False)


class TestWhoActs:
    def test_is_asked_who_they_are_when_signing_in_was_long_ago(self, manager, jo):
        session = manager.session
        session["account_authentication_methods"][0]["at"] -= 6 * 60
        session.save()

        answer = manager.post(page_of(jo, "remove"), WHY)

        jo.refresh_from_db()
        assert answer.headers["Location"].startswith("/officers/reauthenticate/")
        assert jo.is_active

        manager.post(answer.headers["Location"], {"password": PASSWORD}, follow=True)

        jo.refresh_from_db()
        assert not jo.is_active

    @pytest.mark.parametrize("act", ["", "link", "hand-over", "reset", "give-back"])
    def test_is_asked_before_every_act(self, manager, jo, act):
        manager.post(page_of(jo, "remove"), WHY) if act == "give-back" else None
        session = manager.session
        session["account_authentication_methods"] = []
        session.save()
        typed = new("Analyst", name="Jo", email="jo@durham.example") | WHY

        answer = manager.post(page_of(jo, act or "change"), typed)

        assert answer.headers["Location"].startswith("/officers/reauthenticate/")

    def test_two_who_remove_each_other_do_not_both_leave(self, manager, make_officer):
        """The second waits for the first, and then finds that they manage nothing any more."""
        one, other = manager.officer, make_officer("al", "Account manager")
        accounts.close_account(officer=Officer.objects.get(pk=other.pk), by=one, at=AT)

        with pytest.raises(ValidationError, match="You no longer manage accounts"):
            accounts.close_account(officer=Officer.objects.get(pk=one.pk), by=other, at=AT)

    def test_waits_for_another_who_acts_at_the_same_moment(self, manager, jo):
        elsewhere = connection.copy()
        try:
            elsewhere.set_autocommit(False)
            with elsewhere.cursor() as other, connection.cursor() as ours:
                other.execute("SELECT pg_advisory_xact_lock(%s)", [accounts.LOCK])
                ours.execute("SET LOCAL lock_timeout = '50ms'")
                with pytest.raises(OperationalError) as refused:
                    accounts.close_account(officer=jo, by=manager.officer, at=AT)
        finally:
            elsewhere.rollback()
            elsewhere.close()
        assert isinstance(refused.value.__cause__, psycopg.errors.LockNotAvailable)

    def test_nothing_happens_on_looking(self, manager, jo, mailoutbox):
        for act in ("link", "reset", "remove", "give-back"):
            manager.get(page_of(jo, act))

        jo.refresh_from_db()
        assert (jo.is_active, jo.has_usable_password()) == (True, True)
        assert mailoutbox == []

    def test_a_form_of_another_site_is_refused(self, manager, jo):
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = manager.cookies

        assert strict.post(page_of(jo, "remove"), WHY).status_code == 403
        jo.refresh_from_db()
        assert jo.is_active
