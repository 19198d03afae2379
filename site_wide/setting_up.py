"""The steps by which the first officers set up a new portal, all in the browser."""

import datetime as dt
from dataclasses import dataclass, field

from django.urls import reverse

from consultation.models import Consultation
from sdp_portal.officers.models import Officer
from sdp_portal.templatetags.dates import moment_in_words
from strategy.models import Edition, Partnership, Strategy
from themes.models import UmbrellaTheme


@dataclass(frozen=True)
class Step:
    title: str
    about: str
    is_done: bool
    links: list[tuple[str, str]] = field(default_factory=list)  # (words, address)


def steps_to_set_up(*, at: dt.datetime) -> list[Step]:
    """The steps; empty once the portal has a partnership, a text and a live consultation."""
    is_live = Consultation.objects.live().exists()
    has_text = Edition.objects.published(at=at).exists()
    partnership = Partnership.objects.only("pk").first()
    if partnership and has_text and is_live:
        return []
    edition = Edition.objects.not_thrown_away().order_by("-pk").first()
    return [
        _partnership(partnership),
        _strategy(Strategy.objects.order_by("-pk").first(), edition, has_text),
        _second_officer(),
        _publication(edition, has_text),
        _consultation(Consultation.objects.order_by("-pk").first(), edition, is_live),
    ]


def next_step(*, at: dt.datetime) -> Step | None:
    return next((step for step in steps_to_set_up(at=at) if not step.is_done), None)


def _partnership(partnership):
    address = (
        reverse("admin:strategy_partnership_change", args=[partnership.pk])
        if partnership
        else reverse("admin:strategy_partnership_add")
    )
    return Step(
        "The partnership",
        "Its name, what residents are called, who answers for personal data, and its colours.",
        partnership is not None,
        [("Change it" if partnership else "Set up the partnership", address)],
    )


def _strategy(strategy, edition, has_text):
    if edition:
        page = reverse("admin:strategy_edition_change", args=[edition.pk])
        links = [("Read its text" if edition.is_frozen else "Write its text", page)]
    elif strategy:
        add = f"{reverse('admin:strategy_edition_add')}?strategy={strategy.pk}"
        links = [("Begin the first draft", add)]
    else:
        links = [
            ("Begin an empty strategy", reverse("admin:strategy_strategy_add")),
            ("Load one from a content file", reverse("admin:strategy_strategy_load")),
        ]
    return Step(
        "The first strategy",
        "Its title, years and contact, then the draft of its text: themes, areas and goals.",
        has_text or UmbrellaTheme.objects.filter(edition=edition).exists(),
        links,
    )


def _second_officer():
    officers = Officer.objects.with_access()
    invited = officers.invited().first()
    about = "Two officers are needed to publish a text: one proposes it, the other agrees."
    links = [("Add an officer", reverse("admin:sdp_portal_officer_add"))]
    if invited:
        about = f"{invited} is invited, and has not chosen a password yet."
        page = reverse("admin:sdp_portal_officer_change", args=[invited.pk])
        links.insert(0, ("See the invitation", page))
    has_two = officers.exclude(pk__in=officers.invited()).count() > 1
    return Step("A second officer", about, has_two, links)


def _publication(edition, has_text):
    links, about = [], "You propose the draft for publication, and the second officer agrees."
    if edition:
        page = reverse("admin:strategy_edition_publication", args=[edition.pk])
        links = [("Publish the draft", page)]
    if edition and (edition.proposed_at or edition.is_agreed):
        links = [("See the proposal", page)]
        about = "The draft is proposed. Another officer reads what will happen, and agrees."
        if edition.is_agreed:
            about = f"It is agreed, and public from {moment_in_words(edition.published_at)}."
    return Step("The first text that everybody reads", about, has_text, [] if has_text else links)


def _consultation(consultation, edition, is_live):
    add = reverse("admin:consultation_consultation_add")
    links = [("Set up a consultation", f"{add}?edition={edition.pk}" if edition else add)]
    if consultation and not is_live:
        checklist = reverse("admin:consultation_consultation_go_live", args=[consultation.pk])
        links = [("Go through its checklist", checklist)]
    return Step(
        "The first consultation",
        "What you ask, whom and until when. Its checklist says what is missing before it goes "
        "live.",
        is_live,
        links,
    )
