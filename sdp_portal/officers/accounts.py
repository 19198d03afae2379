"""Officers' accounts: added, changed, closed and given back by officers who manage accounts.

These acts happen one at a time, and each first makes sure that whoever acts still manages accounts.
Nobody can take this right or the account from themselves. So there is always an officer left who
manages accounts, also when two of them remove each other at the same moment.

A link with which an officer chooses a password is returned as its token, which is kept nowhere.
"""

import datetime as dt
from collections.abc import Iterable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.text import slugify

from sdp_portal.officers.models import MANAGE, Officer, OfficerAccount

LOCK = 2024_04_18  # the portal's key for these acts among the database's advisory locks


def may_manage(officer: Officer, *, by) -> bool:
    """Only superusers change an account that may do everything."""
    return by.has_perm(MANAGE) and (by.is_superuser or not officer.is_superuser)


def take_turns(*, by):
    """Wait for other changes of accounts, until the transaction ends. Raises ValidationError."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if not User.objects.with_perm(MANAGE).filter(pk=by.pk, is_staff=True).exists():
        raise ValidationError("You no longer manage accounts, so nothing was changed.")


def check_address(email: str, *, but: Officer | None = None):
    """Raises ValidationError if somebody else signs in with this address."""
    others = Officer.objects.known_as(email).exclude(pk=but.pk if but else None)
    if known := others.first():
        raise ValidationError(
            f"{known} has this address already."
            if known.has_access
            else f"{known} had an account with this address. Give it back to them instead.",
            code="known",
            params={"officer": known},
        )


def check_roles(officer: Officer, roles: Iterable[Group], *, by):
    """Raises ValidationError if they would stop managing accounts themselves."""
    if officer.pk != by.pk or by.is_superuser:
        return
    app, _, codename = MANAGE.partition(".")
    right = {"permissions__content_type__app_label": app, "permissions__codename": codename}
    if not Group.objects.filter(pk__in=[role.pk for role in roles], **right).exists():
        raise ValidationError(
            "You cannot stop managing accounts yourself. Ask another officer who manages them."
        )


@transaction.atomic
def add_officer(
    *, name: str, email: str, roles: Iterable[Group], is_superuser=False, by, at: dt.datetime
):
    """The new officer and the token of their invitation. Raises ValidationError."""
    take_turns(by=by)
    check_address(email)
    _check_superuser(is_superuser, by)
    officer = Officer(username=_free_username(name), email=email.lower(), is_staff=True)
    officer.is_superuser = is_superuser
    officer.date_joined = at
    officer.set_name(name)
    officer.set_unusable_password()
    officer.save()
    officer.groups.set(roles)
    return officer, OfficerAccount(officer=officer, invited_at=at).new_link(at=at)


@transaction.atomic
def change_officer(
    *, officer: Officer, name: str, email: str, roles: Iterable[Group], is_superuser=False, by
):
    """Raises ValidationError. A new address ends the links that went to the earlier one."""
    take_turns(by=by)
    _refuse_others(officer, by)
    _check_superuser(is_superuser, by)
    if officer.is_superuser and not is_superuser:
        refuse_oneself(officer, by, "stop being an administrator")
    check_roles(officer, roles, by=by)
    officer.is_superuser = is_superuser
    if email.lower() != officer.email:
        check_address(email, but=officer)
        officer.email = email.lower()
        EmailAddress.objects.filter(user=officer).delete()  # allauth's own, of an earlier sign-in
        OfficerAccount.objects.filter(officer=officer).end_links()
    officer.set_name(name)
    officer.save()
    officer.groups.set(roles)


@transaction.atomic
def send_new_link(*, officer: Officer, by, at: dt.datetime) -> str:
    """A link with which the officer chooses a password. Raises ValidationError."""
    take_turns(by=by)
    _refuse_others(officer, by)
    if not officer.has_access:
        raise ValidationError(f"{officer} has no access. Give it back first.")
    return _account_of(officer).new_link(at=at)


@transaction.atomic
def reset_second_factor(*, officer: Officer, by, at: dt.datetime) -> str:
    """Removes all second factors and the password, which also ends all sessions.

    With the password alone, somebody else could set up a second factor of their own. So the
    officer needs the link that is sent to them. Raises ValidationError.
    """
    take_turns(by=by)
    _refuse_others(officer, by)
    refuse_oneself(officer, by, "reset your own second factor")
    token = send_new_link(officer=officer, by=by, at=at)
    _close_all_ways_in(officer)
    officer.save()
    return token


@transaction.atomic
def close_account(*, officer: Officer, by, at: dt.datetime):
    """Signs the officer out everywhere and takes all rights away. Raises ValidationError."""
    take_turns(by=by)
    _refuse_others(officer, by)
    refuse_oneself(officer, by, "remove yourself")
    if not officer.has_access:
        raise ValidationError(f"{officer} was removed already.")
    account = _account_of(officer)
    account.end_link()
    account.removed_at, account.removed_by = at, by
    account.save()
    _close_all_ways_in(officer)
    officer.is_active = officer.is_superuser = False
    officer.save()
    officer.groups.clear()
    officer.user_permissions.clear()


@transaction.atomic
def give_back(*, officer: Officer, roles: Iterable[Group], by, at: dt.datetime) -> str:
    """The token of a new invitation for an officer who was removed. Raises ValidationError."""
    take_turns(by=by)
    _refuse_others(officer, by)
    if officer.has_access:
        raise ValidationError(f"{officer} has an account already.")
    account = _account_of(officer)
    account.invited_at, account.accepted_at = at, None
    account.removed_at = account.removed_by = None
    _close_all_ways_in(officer)
    officer.is_active = officer.is_staff = True
    officer.is_superuser = False
    officer.save()
    officer.groups.set(roles)
    return account.new_link(at=at)


def accept(*, officer, at: dt.datetime) -> bool:
    """The officer has chosen a password, or has come by the council's identity provider.

    Whether this accepted an invitation.
    """
    accounts = OfficerAccount.objects.filter(officer=officer.pk)
    accounts.end_links()
    return accounts.filter(accepted_at=None).update(accepted_at=at) == 1


def refuse_oneself(officer, by, what: str):
    if officer.pk == by.pk:
        raise ValidationError(f"You cannot {what}. Ask another officer who manages accounts.")


def _refuse_others(officer, by):
    officer.refresh_from_db()  # another officer may have changed it while this one waited
    if not may_manage(officer, by=by):
        raise ValidationError(f"Only an administrator can change the account of {officer}.")


def _check_superuser(is_superuser, by):
    if is_superuser and not by.is_superuser:
        raise ValidationError("Only an administrator can make another officer one.")


def _account_of(officer) -> OfficerAccount:
    """Somebody without a row was made on the command line, with a password."""
    made = {"invited_at": officer.date_joined, "accepted_at": officer.date_joined}
    return OfficerAccount.objects.get_or_create(officer=officer, defaults=made)[0]


def _close_all_ways_in(officer):
    """A session ends when its officer's password changes."""
    officer.set_unusable_password()
    Authenticator.objects.filter(user=officer).delete()


def _free_username(name: str) -> str:
    """jo.bell, or jo.bell.2. Officers sign in with their address; the history shows this name."""
    wanted = slugify(name).replace("-", ".")[:140] or "officer"
    others = Officer.objects.filter(username__istartswith=wanted)
    taken = {name.lower() for name in others.values_list("username", flat=True)}
    names = (wanted, *(f"{wanted}.{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)
