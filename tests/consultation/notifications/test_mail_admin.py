"""Officers see what became of mail, never its links, and have what failed sent again."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultation.models import Follower, Mail
from sdp_portal.officers.sessions import note_request
from tests.conftest import london
from tests.consultation import factories
from tests.strategy.reading import Page

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,  # the admin's own templates ask for what may be missing
]

LIST = "/admin/consultation/mail/"
AT = london("2024-04-10T09:00")
State = Mail.State


def posted(n=1, state=State.FAILED, **details):
    problem = "550 No <b>such</b> person"
    return factories.posted(n, at=AT, state=state, problem=problem, **details)


def send_again(client, *mails, **more):
    data = {"action": "send_again", "_selected_action": [mail.pk for mail in mails]}
    return client.post(LIST, data | more, follow=True)


def test_the_list_shows_what_became_of_mail(admin_client):
    posted()

    page = Page(admin_client.get(LIST))

    assert "1@example.org Receipt Refused" in page.text
    assert "550 No <b>such</b> person" in page.text


def test_what_it_says_can_be_read_without_its_private_link(admin_client):
    mail = posted()

    for address in (LIST, f"{LIST}{mail.pk}/change/", f"{LIST}{mail.pk}/history/"):
        page = admin_client.get(address)
        assert page.status_code == 200
        assert mail.response.token not in page.content.decode()
    page = Page(admin_client.get(f"{LIST}{mail.pk}/change/"))
    assert f"We have received your response {mail.response.reference}" in page.text
    assert "Whoever has the link can open it. [private link]" in page.text


def test_words_with_markup_in_them_are_shown_as_they_are(admin_client, consultation):
    consultation.title = "<script>alert(1)</script>"
    consultation.save()
    mail = posted()

    page = admin_client.get(f"{LIST}{mail.pk}/change/").content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in page


def test_of_what_is_gone_the_page_says_so(admin_client):
    follower = Follower.objects.create(email="jo@example.org", asked_at=AT)
    mail = posted(kind=Mail.Kind.CONFIRMATION, follower=follower)
    follower.delete()

    page = Page(admin_client.get(f"{LIST}{mail.pk}/change/"))

    assert "It can no longer be shown." in page.text


def test_it_can_be_filtered_by_state(admin_client):
    posted(1, State.FAILED)
    posted(2, State.SENT)

    text = Page(admin_client.get(f"{LIST}?state__exact=failed")).text

    assert "1@example.org" in text
    assert "2@example.org" not in text


def test_it_cannot_be_added_changed_or_deleted(admin_client):
    mail = posted()

    assert admin_client.get(f"{LIST}add/").status_code == 403
    assert admin_client.post(f"{LIST}{mail.pk}/change/", {"to": "x@example.org"}).status_code == 403
    assert admin_client.post(f"{LIST}{mail.pk}/delete/", {"post": "yes"}).status_code == 403


def test_the_list_costs_the_same_for_ten(admin_client):
    posted(0)
    admin_client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        admin_client.get(LIST)
    for n in range(1, 10):
        posted(n)

    with CaptureQueriesContext(connection) as many:
        admin_client.get(LIST)

    assert len(many) == len(few)


# Sending again


def test_the_first_press_asks(admin_client):
    mail = posted()

    page = Page(send_again(admin_client, mail))

    mail.refresh_from_db()
    assert "1 email will be sent again: 1@example.org: Receipt. Refused." in page.text
    assert "second time" not in page.text
    assert mail.state == State.FAILED


def test_it_says_when_something_may_arrive_twice(admin_client):
    page = Page(send_again(admin_client, posted(1), posted(2, State.UNCERTAIN)))

    assert "An email that did arrive can then arrive a second time." in page.text


def test_the_second_press_sends(admin_client, mailoutbox, django_capture_on_commit_callbacks):
    failed, sent = posted(1), posted(2, State.SENT)

    with django_capture_on_commit_callbacks(execute=True):
        page = Page(send_again(admin_client, failed, sent, confirmed="Send again"))

    failed.refresh_from_db()
    assert "1 email to be sent again." in page.text
    assert [message.to for message in mailoutbox] == [["1@example.org"]]
    assert failed.state == State.SENT
    history = Page(admin_client.get(f"{LIST}{failed.pk}/history/")).text
    assert "Asked the portal to send it again." in history


@pytest.mark.parametrize("state", [State.WAITING, State.SENDING, State.SENT])
def test_what_is_in_no_trouble_is_left_alone(admin_client, state):
    mail = posted(state=state)

    page = Page(send_again(admin_client, mail, confirmed="Send again"))

    mail.refresh_from_db()
    assert mail.state == state
    assert "Only emails that did not arrive, or may not have, can be sent again." in page.text


@pytest.mark.parametrize(("group", "allowed"), [("Consultation officer", True), ("Analyst", False)])
def test_consultation_officers_may_and_analysts_may_only_look(client, set_clock, group, allowed):
    officer = get_user_model().objects.create_user("somebody", is_staff=True)
    officer.groups.add(Group.objects.get(name=group))
    client.force_login(officer)
    session = client.session
    note_request(session, at=london("2024-04-10T10:00"))
    session.save()
    mail = posted()

    assert "1@example.org" in Page(client.get(LIST)).text
    send_again(client, mail, confirmed="Send again")

    mail.refresh_from_db()
    assert (mail.state == State.WAITING) is allowed


# The first screen


def test_the_first_screen_says_what_did_not_arrive(admin_client):
    for n, state in enumerate([State.FAILED, State.FAILED, State.UNCERTAIN, State.SENT]):
        posted(n, state)

    page = Page(admin_client.get("/admin/"))

    assert "Emails that did not arrive Refused 2 Not known whether it arrived 1" in page.text
    assert f"{LIST}?state__exact=failed&trouble=open" in page.links


def test_the_first_screen_is_silent_when_all_is_well(admin_client):
    posted(state=State.SENT)

    assert "Emails that did not arrive" not in Page(admin_client.get("/admin/")).text
