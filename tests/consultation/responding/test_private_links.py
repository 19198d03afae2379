"""Private links: a copy of the database opens none, and each leads where it led without the key."""

import datetime as dt

import pytest
from django.core.exceptions import FieldError
from django.urls import reverse
from python_calamine import CalamineWorkbook

from consultation.export.json_file import json_blocks
from consultation.export.tables import csv_blocks, xlsx_file
from consultation.models import Follower, Invitation, Mail, Response
from consultation.models.secrets import PrivateLink
from consultation.notifications.outbox import post_receipt
from consultation.responding.amendment import begin_change
from consultation.responding.submission import submit_response
from sdp_portal import keys
from tests.consultation import factories
from tests.consultation.factories import BEGUN
from tests.copied import every_row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

PAGES = ["change", "history", "delete", "revoke", "withdraw"]
KINDS = ["csv", "xlsx", "json"]
COOKIE = "response-draft-strategy-2024-29"
RESPOND = "/consultations/draft-strategy-2024-29/respond/"
MODELS = PrivateLink.__subclasses__()


@pytest.fixture
def lose_the_key(settings, tmp_path):
    def lose():
        settings.PORTAL_KEYS = tmp_path / "another"
        settings.PORTAL_KEYS.write_text(keys.new_key())
        keys.forget_keys()

    yield lose
    keys.forget_keys()


def test_without_the_key_the_link_of_a_later_version_shows_its_response(
    client, public_window, lose_the_key
):
    change = begin_change(response=factories.sent(public_window), at=BEGUN)
    later = submit_response(response=change, at=BEGUN)
    token = later.token
    lose_the_key()

    page = client.get(f"/receipts/{token}/")

    assert page.status_code == 200
    assert later.reference in page.content.decode()
    assert f"/receipts/{token}/" in page.content.decode()
    assert client.get(f"/receipts/{token}/copy.txt").status_code == 200


@pytest.mark.ignore_template_errors
def test_without_the_key_invitations_can_still_be_revoked(
    client, admin_user, invited_window, lose_the_key
):
    invited = factories.invited(invited_window)
    lose_the_key()
    client.force_login(admin_user)  # sessions from before have ended

    for address in ("", f"{invited.pk}/change/"):
        page = client.get(f"/admin/consultation/invitation/{address}").content.decode()
        assert "It cannot be shown without its key." in page
        assert f"/admin/consultation/invitation/{invited.pk}/revoke/" in page


@pytest.fixture
def held(public_window, invited_window):
    """One of each."""
    return [
        factories.complete(public_window),
        factories.sent(public_window),
        factories.invited(invited_window),
        Follower.objects.create(email="jo@example.org", asked_at=BEGUN),
    ]


def test_three_models_have_private_links():
    assert set(MODELS) == {Response, Invitation, Follower}


def test_a_copy_of_the_database_holds_no_token(client, held):
    client.cookies[COOKIE] = held[0].token
    client.get(RESPOND)

    rows = list(every_row())

    assert any(held[0].token_hash in row for row in rows)
    assert [row for row in rows if any(one.token in row for one in held)] == []


def test_the_token_is_the_same_when_read_again(held):
    for one in held:
        again = type(one).objects.get(pk=one.pk)

        assert again.token == one.token
        assert type(one).objects.find(one.token) == one


def test_many_made_at_once_have_tokens_of_their_own(public_window):
    about = {"consultation": public_window.consultation, "window": public_window}
    made = Response.objects.bulk_create(Response(**about, begun_at=BEGUN) for _ in range(3))

    again = Response.objects.in_bulk([one.pk for one in made])

    assert len({one.token for one in made}) == 3
    assert [again[one.pk].token for one in made] == [one.token for one in made]


def test_saving_again_keeps_the_token(held):
    for one in held[:1] + held[2:]:
        again = type(one).objects.get(pk=one.pk)
        before = (again.token_hash, again.sealed_token)
        again.save()
        again.refresh_from_db()

        assert (again.token_hash, again.sealed_token) == before


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("lookup", ["token", "token__regex", "token__startswith"])
def test_nothing_can_be_looked_up_by_its_token(model, lookup):
    with pytest.raises(FieldError):
        model.objects.filter(**{lookup: "x"})


@pytest.mark.parametrize("model", MODELS)
def test_what_is_kept_of_a_token_is_in_no_form(model):
    fields = [model._meta.get_field(name) for name in ("token_hash", "sealed_token")]

    assert [field.editable for field in fields] == [False, False]


@pytest.mark.parametrize("token", ["", "x", "\0", "’“–🙂", "%", "_" * 32, "x" * 100_000])
@pytest.mark.parametrize("model", MODELS)
def test_a_made_up_token_finds_nothing(held, model, token):
    assert model.objects.find(token) is None


def test_the_hash_is_no_token(client, held):
    for one in held:
        assert type(one).objects.find(one.token_hash) is None
        assert type(one).objects.find(one.sealed_token) is None


def test_lists_and_finding_need_no_key(client, held, lose_the_key):
    """Nor do they spend time on opening what nobody asked for."""
    tokens = [one.token for one in held]
    lose_the_key()

    client.cookies[COOKIE] = tokens[0]
    pages = [
        RESPOND,
        f"{RESPOND}check/",
        reverse("consultation:receipt", args=[tokens[1]]),
        reverse("consultation:receipt_copy", args=[tokens[1]]),
        reverse("consultation:withdraw", args=[tokens[1]]),
        reverse("consultation:invitation", args=[tokens[2]]),
        reverse("consultation:follower", args=[tokens[3]]),
        reverse("consultation:stop_following", args=[tokens[3]]),
    ]

    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    resumed = client.get(
        reverse("consultation:resume", args=[held[0].consultation.slug, tokens[0]])
    )
    assert resumed.status_code == 302


def test_what_was_begun_before_the_key_was_lost_can_be_sent(client, public_window, lose_the_key):
    response = factories.complete(public_window)
    client.cookies[COOKIE] = response.token
    token = response.token
    lose_the_key()
    page = client.get(f"{RESPOND}check/").context

    answer = client.post(
        f"{RESPOND}check/", {"response": token, "seen": page["fingerprint"], "opened": ""}
    )

    assert answer["Location"] == f"/receipts/{token}/"
    assert client.get(answer["Location"]).status_code == 200


def test_a_link_that_cannot_be_told_without_the_key_says_so_and_is_logged(
    client, public_window, lose_the_key, caplog
):
    """Of a change that was begun elsewhere."""
    first = factories.sent(public_window)
    begin_change(response=first, at=BEGUN + dt.timedelta(hours=2))
    token = first.token
    lose_the_key()

    answer = client.post(f"/receipts/{token}/change/")

    assert answer.status_code == 503
    assert "not answering" in answer.content.decode()
    assert "put back the file of keys" in caplog.text


def test_no_export_holds_what_is_kept_of_a_token(consultation, held):
    counted = consultation.responses.counted()
    exports = b"".join(
        [
            *csv_blocks(consultation.responses.counted()),
            *json_blocks(consultation, consultation.responses.counted()),
        ]
    ).decode()
    with xlsx_file(counted) as file:
        rows = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()

    assert "I would report more" in exports
    for one in held:
        for secret in (one.token, one.token_hash, one.sealed_token):
            assert secret not in exports
            assert secret not in str(rows)


@pytest.mark.ignore_template_errors
def test_no_page_of_officers_holds_what_is_kept_of_a_token(admin_client, held):
    for one in (held[1], held[2]):
        listed = reverse(f"admin:{one._meta.label_lower.replace('.', '_')}_changelist")
        for address in (listed, f"{listed}{one.pk}/change/", f"{listed}{one.pk}/history/"):
            page = admin_client.get(address).content.decode()
            assert one.token_hash not in page
            assert one.sealed_token not in page


@pytest.mark.ignore_template_errors
@pytest.mark.parametrize("group", ["Analyst", "Publisher", "Strategy editor", "Subgroup lead", ""])
def test_who_invites_nobody_sees_no_private_link(client, held, consultation, group):
    """Nor does an export hold one, nor the history of anything."""
    post_receipt(response=factories.sent(held[0].window, email="jo@example.org"), at=BEGUN)
    mail = Mail.objects.get()
    client.force_login(factories.officer(group))
    its = f"/admin/consultation/consultation/{consultation.pk}"
    pages = ["/admin/", f"{its}/counts/", *(f"{its}/export/{kind}/" for kind in KINDS)]
    for one in (*held, mail):
        listed = f"/admin/consultation/{one._meta.model_name}/"
        pages += [listed, f"{listed}?q=jo", *(f"{listed}{one.pk}/{p}/" for p in PAGES)]

    answers = [client.get(page) for page in pages]

    assert {answer.status_code for answer in answers} <= {200, 302, 403, 404}
    text = b"".join(answer.getvalue() for answer in answers).decode(errors="replace")
    links = ("/receipts/", "/invitations/", "/continue/", "/follow/")
    assert not [link for link in links if link in text]
    assert not [one for one in held if one.token in text]
