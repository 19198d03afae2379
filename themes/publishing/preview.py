"""Previews: an edition that is not public yet, as the public would see it at some moment.

The address of a preview is a signed ticket. It names the draft, the moment, the readers and the
expiry. Officers must also sign in and have the right to see drafts. Partners without an account
need only the ticket, which expires.
"""

import datetime as dt
from dataclasses import dataclass
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.shortcuts import render
from django.urls import path
from django.utils.functional import cached_property

from sdp_portal.pages.private import private_page
from strategy.models import Edition
from strategy.reading.outline import Outline
from themes.publishing.outline import compile_outline

SALT = "themes.preview"


class PreviewRefusedError(Exception):
    """The ticket is invalid, it has expired, its draft is gone, or the officer lacks the right."""

    def __init__(self, heading, explanation, *, status=410):
        self.heading, self.explanation, self.status = heading, explanation, status
        super().__init__(explanation)


@dataclass
class Preview:
    edition: Edition
    ticket: str
    at: dt.datetime | None
    until: dt.datetime | None
    public_from: dt.datetime | None  # None for a draft

    @property
    def base(self):
        return f"/preview/{self.ticket}/"

    @property
    def is_for_officers(self):
        return self.until is None

    @cached_property
    def outline(self):
        return Outline(self.edition, compile_outline(self.edition), base=self.base)


def ticket_for(edition: Edition, *, at: dt.datetime | None, until: dt.datetime | None) -> str:
    """A ticket for the draft as at `at` (None: the moment of reading).

    With `until` the ticket works for anyone before that moment; without it only for signed-in
    officers.
    """
    return signing.dumps(
        {
            "edition": edition.pk,
            "at": at and at.isoformat(),
            "until": until and until.isoformat(),
        },
        salt=SALT,
    )


def read_ticket(ticket: str, *, now: dt.datetime) -> Preview:
    """The preview of a ticket. Raises PreviewRefusedError if the ticket is not valid at `now`."""
    try:
        data = signing.loads(ticket, salt=SALT)
    except signing.BadSignature:
        raise PreviewRefusedError(
            "This preview link is not right",
            "It may have been cut off or changed on its way to you. Ask for a new one.",
        ) from None
    until = data["until"] and dt.datetime.fromisoformat(data["until"])
    if until and now >= until:
        raise PreviewRefusedError(
            "This preview link has ended",
            "Links to a draft are only for a while. Ask for a new one.",
        )
    edition = Edition.objects.select_related("strategy").filter(pk=data["edition"]).first()
    if edition is None or edition.thrown_away_at or edition.is_published(at=now):
        raise PreviewRefusedError(
            "This draft is no longer a draft",
            "It was published or thrown away since this link was made.",
        )
    at = data["at"] and dt.datetime.fromisoformat(data["at"])
    return Preview(edition, ticket, at=at, until=until, public_from=edition.published_at)


def previewed(view):
    """The same view for the draft of a ticket: marked as a preview, never cached or indexed."""

    @private_page
    @wraps(view)
    def wrapper(request, ticket, **kwargs):
        try:
            preview = read_ticket(ticket, now=request.at)
            _refuse_without_right(request, preview)
        except PreviewRefusedError as refusal:
            return render(
                request, "themes/preview_refused.html", {"refusal": refusal}, status=refusal.status
            )
        if preview.is_for_officers and not request.user.is_staff:
            return redirect_to_login(request.get_full_path(), "admin:login")
        request.at = preview.at or request.at
        # The page shows the draft as published now. This is never saved.
        preview.edition.published_at = request.at
        request.previewed = preview
        return view(request, **kwargs)

    return wrapper


def _refuse_without_right(request, preview):
    """Refuse officers who may not see drafts. People who are not signed in are asked to sign in."""
    officer = request.user
    if (
        preview.is_for_officers
        and officer.is_staff
        and not officer.has_perm("strategy.view_edition")
    ):
        raise PreviewRefusedError(
            "This preview is for officers who work on the draft",
            "Ask whoever sent you its address for a link that works without an account.",
            status=403,
        )


def preview_pages(edition_pages):
    """The same pages below a ticket."""
    return [
        path(
            f"<str:ticket>/{pattern.pattern._route}", previewed(pattern.callback), name=pattern.name
        )
        for pattern in edition_pages
    ]
