"""Previews: an edition that is not public yet, as the public would see it at some moment.

The address of a preview is a signed ticket. For officers it names the draft and the moment; they
must also sign in and have the right to see drafts. Partners without an account need only the
ticket. It names a row (`PreviewLink`), which says until when it works, and which officers can end.
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
from themes.models import PreviewLink
from themes.publishing.outline import compile_outline

# Not “themes.preview”: links made with that salt are in no list, so nobody could end them.
SIGNER = signing.Signer(salt="themes.preview.2")


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


def ticket_for(edition: Edition, *, at: dt.datetime | None) -> str:
    """Shows signed-in officers the draft as at `at` (None: the moment of reading)."""
    return SIGNER.sign_object({"edition": edition.pk, "at": at and at.isoformat()})


def ticket_of(link: PreviewLink) -> str:
    return SIGNER.sign_object({"link": link.pk})


def make_link(
    edition: Edition, *, shows_at: dt.datetime | None, until: dt.datetime, by, at: dt.datetime
) -> PreviewLink:
    return PreviewLink.objects.create(
        edition=edition, shows_at=shows_at, works_until=until, made_at=at, made_by=by
    )


def end_link(link: PreviewLink, *, by, at: dt.datetime) -> bool:
    """False if it has ended already."""
    return bool(
        PreviewLink.objects.working(at=at).filter(pk=link.pk).update(ended_at=at, ended_by=by)
    )


def read_ticket(ticket: str, *, now: dt.datetime) -> Preview:
    """The preview of a ticket. Raises PreviewRefusedError if the ticket is not valid at `now`."""
    try:
        data = SIGNER.unsign_object(ticket)
    except signing.BadSignature:
        raise PreviewRefusedError(
            "This preview link does not work",
            "It has ended, or it was cut off or changed on its way to you. Ask for a new one.",
        ) from None
    at = until = None
    if "link" in data:
        link = PreviewLink.objects.working(at=now).filter(pk=data["link"]).first()
        if link is None:
            raise PreviewRefusedError(
                "This preview link has ended",
                "Links to a draft work only for a while, or until we end them. Ask whoever sent "
                "you the link for a new one.",
            )
        key, at, until = link.edition_id, link.shows_at, link.works_until
    else:
        key, at = data["edition"], data["at"] and dt.datetime.fromisoformat(data["at"])
    edition = Edition.objects.select_related("strategy").filter(pk=key).first()
    if edition is None or edition.thrown_away_at or edition.is_published(at=now):
        raise PreviewRefusedError(
            "This draft is no longer a draft",
            "It was published or thrown away since this link was made.",
        )
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
