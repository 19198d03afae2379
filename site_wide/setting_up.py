"""The steps by which the first officers set up a new portal, all in the browser."""

import datetime as dt
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.urls import reverse

from consultation.models import Consultation
from strategy.models import Edition, Partnership, Strategy


@dataclass(frozen=True)
class Step:
    title: str
    about: str
    is_done: bool
    links: list[tuple[str, str]] = field(default_factory=list)  # (words, address)


def steps_to_set_up(*, at: dt.datetime) -> list[Step]:
    """The steps; empty once the portal has a partnership, a text and a live consultation."""
    partnership = Partnership.objects.only("pk").first()
    draft = Edition.objects.filter(published_at=None).order_by("-pk").first()
    has_text = Edition.objects.published(at=at).exists()
    is_live = Consultation.objects.live().exists()
    if partnership and has_text and is_live:
        return []
    return [
        _partnership(partnership),
        _strategy(Strategy.objects.order_by("-pk").first(), draft, has_text),
        _second_officer(),
        _publication(draft, has_text),
        _consultation(Consultation.objects.order_by("-pk").first(), is_live),
    ]


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


def _strategy(strategy, draft, has_text):
    if draft:
        links = [("Write its text", reverse("admin:strategy_edition_change", args=[draft.pk]))]
    elif strategy:
        add = f"{reverse('admin:strategy_edition_add')}?strategy={strategy.pk}"
        links = [] if has_text else [("Begin the first draft", add)]
    else:
        links = [
            ("Begin an empty strategy", reverse("admin:strategy_strategy_add")),
            ("Load one from a content file", reverse("admin:strategy_strategy_load")),
        ]
    return Step(
        "The first strategy",
        "Its title, years and contact, then the draft of its text: themes, areas and goals.",
        has_text or draft is not None,
        links,
    )


def _second_officer():
    officers = get_user_model().objects.filter(is_staff=True, is_active=True).count()
    return Step(
        "A second officer",
        "Two officers are needed to publish a text: one proposes it, the other agrees.",
        officers > 1,
        [("Add an officer", reverse("admin:sdp_portal_officer_add"))],
    )


def _publication(draft, has_text):
    links = []
    if draft:
        page = reverse("admin:strategy_edition_publication", args=[draft.pk])
        links = [("Publication of the draft", page)]
    return Step(
        "The first text that everybody reads",
        "Propose the draft for publication; the second officer agrees.",
        has_text,
        links,
    )


def _consultation(consultation, is_live):
    links = [("Set up a consultation", reverse("admin:consultation_consultation_add"))]
    if consultation and not is_live:
        checklist = reverse("admin:consultation_consultation_go_live", args=[consultation.pk])
        links = [("Its checklist", checklist)]
    return Step(
        "The first consultation",
        "What you ask, whom and until when. Its checklist says what is missing before it goes "
        "live.",
        is_live,
        links,
    )
