"""A new key comes first in the file, everything is sealed anew, and the old key can go."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client

from consultation.equality.ballots import BALLOT
from consultation.models import EqualityBallot, Follower, Response
from sdp_portal import canary, keys
from sdp_portal.officers.adapters import SecondFactorAdapter
from tests.consultation import factories
from tests.consultation.factories import BEGUN
from tests.copied import every_row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def key_file(tmp_path, settings):
    settings.PORTAL_KEYS = tmp_path / "keys"
    write(settings.PORTAL_KEYS, keys.new_key())
    canary.keep(keys.seal(canary.PURPOSE, purpose=canary.PURPOSE))
    yield settings.PORTAL_KEYS
    keys.forget_keys()


def write(path, *lines):
    path.write_text("\n".join(lines))
    keys.forget_keys()


@pytest.fixture
def held(key_file, public_window, invited_window):
    return [
        factories.complete(public_window),
        factories.sent(public_window),
        factories.invited(invited_window),
        Follower.objects.create(email="jo@example.org", asked_at=BEGUN),
    ]


@pytest.fixture
def officer(key_file, admin_user):
    TOTP.activate(admin_user, SECRET)
    client = Client()
    client.force_login(admin_user)
    client.codes = RecoveryCodes.activate(admin_user).get_unused_codes()
    return client


def rotate(key_file):
    old, new = key_file.read_text(), keys.new_key()
    write(key_file, new, old)
    call_command("rotate_keys")
    write(key_file, new)


@pytest.mark.ignore_template_errors
def test_everything_opens_without_the_old_key(key_file, held, officer, capsys):
    tokens = [one.token for one in held]

    rotate(key_file)

    assert [type(one).objects.get(pk=one.pk).token for one in held] == tokens
    assert officer.get("/admin/").status_code == 200
    totp = Authenticator.objects.get(type="totp")
    assert SecondFactorAdapter().decrypt(totp.data["secret"]) == SECRET
    assert (
        Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes() == officer.codes
    )
    assert keys.problem() == ""
    said = capsys.readouterr().out
    assert "Private links: 4 sealed with the newest key." in said
    assert "Second factors: 2 sealed with the newest key." in said
    assert "Officers’ sessions: 1 sealed with the newest key." in said


def test_nothing_is_left_that_was_sealed_before(key_file, held, officer):
    before = {word for row in every_row() for word in row.split(",") if "gAAAA" in word}

    rotate(key_file)

    after = {word for row in every_row() for word in row.split(",") if "gAAAA" in word}
    assert len(after) == len(before) == 8
    assert not before & after


def test_equality_answers_that_wait_are_still_counted(key_file, consultation):
    sealed = [keys.seal(f"{n:<40}", purpose=BALLOT) for n in range(3)]
    EqualityBallot.objects.bulk_create(
        EqualityBallot(consultation=consultation, sealed=each) for each in sealed
    )

    rotate(key_file)

    again = EqualityBallot.objects.values_list("sealed", flat=True)
    opened = sorted(keys.unseal(each, purpose=BALLOT).strip() for each in again)
    assert opened == ["0", "1", "2"]
    assert not set(again) & set(sealed)


def test_more_than_a_batch(key_file, public_window, monkeypatch):
    about = {"consultation": public_window.consultation, "window": public_window}
    made = Response.objects.bulk_create(Response(**about, begun_at=BEGUN) for _ in range(7))
    monkeypatch.setattr("sdp_portal.resealing.ROWS", 3)

    rotate(key_file)

    again = Response.objects.in_bulk([one.pk for one in made])
    assert [again[one.pk].token for one in made] == [one.token for one in made]


def test_again_harms_nothing(key_file, held):
    tokens = [one.token for one in held]

    rotate(key_file)
    call_command("rotate_keys")

    assert [type(one).objects.get(pk=one.pk).token for one in held] == tokens


@pytest.mark.parametrize(
    "change",
    [
        {"token_hash": "0" * 64},
        {"sealed_token": "x", "name": "Jo"},
        {"sealed_token": "x", "received_at": BEGUN},
    ],
)
def test_nothing_else_of_what_was_sent_can_change(public_window, change):
    response = factories.sent(public_window)

    with pytest.raises(DatabaseError, match="can no longer be changed"), transaction.atomic():
        Response.objects.filter(pk=response.pk).update(**change)
