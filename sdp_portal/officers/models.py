"""An officer: Django's user, and what the portal knows about the account.

A row of Django's users is never deleted, because the history names who did what.
"""

import datetime as dt
import hashlib
import secrets

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import User, UserManager
from django.db import models
from django.db.models import Q

MANAGE = "sdp_portal.change_officer"
LINK_WORKS_FOR = dt.timedelta(days=7)
FACTORS = {Authenticator.Type.TOTP: "app", Authenticator.Type.WEBAUTHN: "passkey"}


def hash_of(token: str) -> str:
    """Needs no salt: nobody can guess 192 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


class OfficerQuerySet(models.QuerySet):
    def with_access(self):
        return self.filter(is_active=True, is_staff=True)

    def invited(self):
        """Those who have not chosen a password yet."""
        return self.with_access().filter(account__isnull=False, account__accepted_at=None)

    def known_as(self, email: str):
        """Those who sign in with this address."""
        return self.filter(Q(email__iexact=email) | Q(username__iexact=email))

    def for_listing(self):
        return self.select_related("account__removed_by").prefetch_related(
            "groups", "authenticator_set"
        )


class Officer(User):
    objects = UserManager.from_queryset(OfficerQuerySet)()

    class Meta:
        proxy = True
        ordering = ["first_name", "last_name", "username"]

    def __str__(self):
        return self.get_full_name() or self.username

    @property
    def has_access(self) -> bool:
        return self.is_active and self.is_staff

    @property
    def is_invited(self) -> bool:
        account = getattr(self, "account", None)
        return self.has_access and account is not None and account.accepted_at is None

    def link_works_until(self, *, at: dt.datetime) -> dt.datetime | None:
        """When the link for choosing a password stops working; None if none works at `at`."""
        account = getattr(self, "account", None)
        until = account and account.link_works_until
        return until if until and until > at else None

    @property
    def second_factor(self) -> str:
        """In words; empty if there is none."""
        has = {authenticator.type for authenticator in self.authenticator_set.all()}
        return " and ".join(words for kind, words in FACTORS.items() if kind in has)

    def set_name(self, name: str):
        self.first_name, _, self.last_name = name.rpartition(" ")


class OfficerAccountQuerySet(models.QuerySet):
    def with_link(self, token: str, *, at: dt.datetime):
        """The account that the link opens at this moment."""
        return self.filter(
            link_hash=hash_of(token),
            link_works_until__gt=at,
            officer__is_active=True,
            officer__is_staff=True,
        )

    def end_links(self):
        self.update(link_hash=None, link_works_until=None)


class OfficerAccount(models.Model):
    """How an officer came to have an account, and whether it was taken away.

    Accounts made on the command line have no row, until something of this happens to them.
    """

    officer = models.OneToOneField(
        Officer, on_delete=models.PROTECT, primary_key=True, related_name="account"
    )
    invited_at = models.DateTimeField()
    accepted_at = models.DateTimeField(
        blank=True, null=True, help_text="When the officer chose a password."
    )
    # The one link with which a password can be chosen. Only its hash is kept.
    link_hash = models.CharField(max_length=64, unique=True, blank=True, null=True)
    link_works_until = models.DateTimeField(blank=True, null=True)
    removed_at = models.DateTimeField(blank=True, null=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, blank=True, null=True, related_name="+"
    )

    objects = OfficerAccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="officer_account_link_ends",
                condition=Q(link_hash=None, link_works_until=None)
                | Q(link_hash__isnull=False, link_works_until__isnull=False),
            ),
            models.CheckConstraint(
                name="officer_account_removed_by_somebody",
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False, link_hash=None),
            ),
        ]

    def __str__(self):
        return str(self.officer)

    def new_link(self, *, at: dt.datetime) -> str:
        """The token of a new link. The earlier link does not work any more."""
        token = secrets.token_urlsafe(24)
        self.link_hash, self.link_works_until = hash_of(token), at + LINK_WORKS_FOR
        self.save()
        return token

    def end_link(self):
        self.link_hash = self.link_works_until = None
