"""Publishing an edition: one officer proposes it, another agrees, and its text never changes again.

Agreeing compiles the outline into parts in one transaction. The publication date may be in the
future. No person or timer is needed at that date, because every page asks which editions are
published at the moment of its request.
"""

import datetime as dt

from django.db import IntegrityError, transaction

from sdp_portal.slots import USES_OF_EDITION
from strategy.models import Edition, Strategy
from themes.publishing.effect import becomes_public_at
from themes.publishing.outline import compile_outline
from themes.publishing.problems import problems
from themes.publishing.proposal import fingerprints, why_propose_again


class PublicationError(ValueError):
    """The reason why an edition cannot be proposed or published, as a sentence for the officer."""


@transaction.atomic
def change_facts(*, edition: Edition, facts: dict):
    """Change what the public is told about the draft, such as its title and who decided.

    Raises PublicationError if it is no draft any more, or is proposed.
    """
    edition = lock_draft(edition)
    if edition.proposed_at:
        raise PublicationError("It has been proposed. Withdraw the proposal, then change this.")
    for name, value in facts.items():
        setattr(edition, name, value)
    edition.save(update_fields=facts.keys())


@transaction.atomic
def propose(*, edition: Edition, by, at: dt.datetime):
    """Propose the draft for publication as it is now.

    Raises PublicationError if it is no draft any more, is already proposed, or has problems.
    """
    edition = lock_draft(edition)
    if edition.proposed_at:
        raise PublicationError("It has already been proposed. Withdraw that proposal first.")
    if problems(edition):
        raise PublicationError("Something must be mended before it can be proposed.")
    edition.proposed_by, edition.proposed_at = by, at
    edition.proposed_as = fingerprints(edition, at=at)
    edition.save(update_fields=["proposed_by", "proposed_at", "proposed_as"])


@transaction.atomic
def withdraw_proposal(*, edition: Edition):
    """Withdraw the proposal. The draft stays as it is."""
    edition = lock_draft(edition)
    if edition.proposed_at is None:
        raise PublicationError("It is not proposed. Somebody may have withdrawn the proposal.")
    edition.proposed_by, edition.proposed_at, edition.proposed_as = None, None, []
    edition.save(update_fields=["proposed_by", "proposed_at", "proposed_as"])


@transaction.atomic
def agree(
    *,
    edition: Edition,
    by,
    at: dt.datetime,
    alone_is_enough: bool,
    proposed_at: dt.datetime | None,
) -> Edition:
    """Publish the proposed draft, at once or from its `publish_from` on.

    `proposed_at` says which proposal the officer read. Another officer than the proposer must
    agree, unless `alone_is_enough`. The edition's milestone gets the day of the decision; if the
    text is public only later, the timeline says so from then on. Raises PublicationError if the
    draft is not proposed, has changed since, or has problems.
    """
    _let_no_other_edition_be_published()
    edition = lock_draft(edition)
    if why_not := why_not_agree(edition, by=by, at=at, alone_is_enough=alone_is_enough):
        raise PublicationError(why_not)
    if edition.proposed_at != proposed_at:
        raise PublicationError(
            "It has been proposed anew since you opened the page. Read it again, then agree."
        )
    edition.published_by = by
    published = publish_edition(edition=edition, at=becomes_public_at(edition, at=at))
    milestone = edition.milestone
    if milestone and milestone.reached_on is None and published.is_published(at=at):
        milestone.reached_on = edition.decided_on
        milestone.save(update_fields=["reached_on"])
    return published


def why_not_agree(edition: Edition, *, by, at: dt.datetime, alone_is_enough: bool) -> str:
    """Why the officer cannot agree to the draft, as a sentence; empty if they can."""
    if edition.proposed_at is None:
        return "It has not been proposed for publication, or the proposal was withdrawn."
    if edition.proposed_by == by and not alone_is_enough:
        return "You proposed it, so another officer must agree."
    if problems(edition):
        return "Something must be mended before it can be published."
    return why_propose_again(edition, at=at)


@transaction.atomic
def publish_edition(*, edition: Edition, at: dt.datetime) -> Edition:
    """Freeze `edition` as public from `at` on.

    Raises PublicationError if it is no draft any more. The database refuses later changes.
    """
    published_by = edition.published_by
    edition = lock_draft(edition)
    for part in compile_outline(edition):
        part.save()
    edition.published_by = published_by
    edition.published_at = at
    edition.save()
    return edition


@transaction.atomic
def call_off(*, edition: Edition, at: dt.datetime):
    """Cancel a publication in the future. The edition is a draft again, and not proposed.

    The database decides by its own clock whether it is in the future. Raises PublicationError if it
    is not, or if something depends on the publication.
    """
    _let_no_other_edition_be_published()
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if not edition.is_agreed:
        raise PublicationError(f"“{edition.title}” is not agreed, so there is nothing to call off.")
    if edition.strategy.editions.drafts().exists():
        raise PublicationError(
            "This strategy has another draft by now, and it can have only one. Throw that draft "
            "away first, or make the correction there."
        )
    for reason in why_not_called_off(edition, at=at):
        raise PublicationError(reason.sentence)
    edition.published_at = edition.published_by = None
    edition.proposed_by, edition.proposed_at, edition.proposed_as = None, None, []
    try:
        with transaction.atomic():
            edition.save()
    except IntegrityError:
        raise PublicationError(
            f"“{edition.title}” is public already by the clock of the database, so it cannot be "
            "called off. A correction is a new edition."
        ) from None
    for part in edition.parts.order_by("-position"):
        part.delete()


def why_not_called_off(edition: Edition, *, at: dt.datetime) -> list:
    """What depends on the publication. Each has a `sentence`, and the `address` of what it is."""
    return USES_OF_EDITION.shown(edition, at=at).get("why_not_called_off", [])


def lock_draft(edition: Edition) -> Edition:
    """The draft as it is now, locked. Raises PublicationError if it is no draft any more."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.is_frozen:
        raise PublicationError(edition.why_frozen)
    return edition


def _let_no_other_edition_be_published():
    """Until this transaction ends: an agreement names what the public reads until then."""
    list(Strategy.objects.select_for_update(no_key=True).order_by("pk"))
