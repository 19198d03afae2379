"""Officers split and join campaigns. What was before stays on the record."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef

from consideration.campaigns.finding import lock, title_from, write_common_text
from consideration.campaigns.grouping import common_text
from consideration.models import FEWEST_RESPONSES, Campaign, Membership
from consultation.models import Response


class RegroupingError(ValueError):
    """The message tells the officer why nothing was done."""


@transaction.atomic
def split_off(*, campaign: Campaign, members: Iterable[int], by, at: dt.datetime) -> Campaign:
    """The members become a campaign of their own. `members` are keys of memberships."""
    lock(campaign.consultation)
    chosen = _chosen(campaign, members)
    if _responses(chosen) < FEWEST_RESPONSES:
        raise RegroupingError(
            "One response alone is no campaign. Choose two or more, or take it out of this one."
        )
    if len(chosen) == campaign.memberships.in_force().count():
        raise RegroupingError("That is the whole campaign. Leave at least one response in it.")
    text = common_text(each.comment.text for each in chosen) or campaign.text
    new = Campaign.objects.create(
        consultation=campaign.consultation,
        title=title_from(text),
        text=text,
        found_at=at,
    )
    _move(chosen, new, by, at)
    write_common_text(campaign)
    return new


@transaction.atomic
def take_out(*, campaign: Campaign, members: Iterable[int], by, at: dt.datetime) -> int:
    """The members are in no campaign from now on. Returns how many responses that concerns."""
    lock(campaign.consultation)
    chosen = _chosen(campaign, members)
    _end(chosen, by, at)
    write_common_text(campaign)
    return _responses(chosen)


@transaction.atomic
def put_back(*, campaign: Campaign, member: int, by, at: dt.datetime):
    """A comment that was taken out of the campaign, and is in none, belongs to it again."""
    lock(campaign.consultation)
    if not (found := taken_out(campaign).filter(pk=member).first()):
        raise RegroupingError("It is in a campaign already. Nothing was changed.")
    Membership.objects.create(campaign=campaign, comment=found.comment, put_at=at, put_by=by)
    write_common_text(campaign)


@transaction.atomic
def join(*, campaign: Campaign, into: Campaign, by, at: dt.datetime) -> int:
    """All members go into the other campaign, and new ones follow. Returns how many responses."""
    lock(campaign.consultation)
    into.refresh_from_db()
    if into == campaign or into.joined_into or into.consultation_id != campaign.consultation_id:
        raise RegroupingError("Choose another campaign of this consultation.")
    members = list(
        campaign.memberships.in_force().select_related("comment").only("comment__response")
    )
    _move(members, into, by, at)
    campaign.joined.update(joined_into=into)
    campaign.joined_into = into
    campaign.save(update_fields=["joined_into"])
    write_common_text(into)
    return _responses(members)


def taken_out(campaign: Campaign):
    """The memberships of comments that an officer took out and that have been in none since."""
    later = Membership.objects.filter(comment=OuterRef("comment"), pk__gt=OuterRef("pk"))
    ended = campaign.memberships.filter(ended_at__isnull=False).exclude(Exists(later.order_by()))
    return ended.counted().with_comments()


def _chosen(campaign, members) -> list[Membership]:
    found = campaign.memberships.in_force().filter(pk__in=members)
    if not (chosen := list(found.select_related("comment").defer("comment__search"))):
        raise RegroupingError("Choose the responses first.")
    return chosen


def _responses(members) -> int:
    counted = Response.objects.counted().filter(
        pk__in={each.comment.response_id for each in members}
    )
    return counted.count()


def _move(members, campaign, by, at):
    _end(members, by, at)
    Membership.objects.bulk_create(
        Membership(campaign=campaign, comment=each.comment, put_at=at, put_by=by)
        for each in members
    )


def _end(members, by, at):
    Membership.objects.filter(pk__in=[each.pk for each in members]).update(ended_at=at, ended_by=by)
