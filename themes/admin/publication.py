"""The officers' pages for proposing a draft and agreeing to publish it."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from sdp_portal.officers.opened import Opened
from sdp_portal.officers.pages import FORM, officers_page
from sdp_portal.officers.rows import lock
from sdp_portal.templatetags.dates import moment_in_words
from strategy.models import Edition, Strategy
from themes.admin.previewing import TO_CHANGE, TO_PUBLISH, PreviewingPages
from themes.admin.publication_forms import PublicationForm
from themes.publishing import publication
from themes.publishing.effect import Effect
from themes.publishing.proposal import why_propose_again


class PublicationAdmin(PreviewingPages):
    """Adds these pages to the admin of editions."""

    def get_page_queryset(self, request):
        return Edition.objects.select_related(
            "strategy", "milestone", "proposed_by", "published_by", "thrown_away_by", "based_on"
        )

    @officers_page(
        "<int:pk>/publication/",
        "Publication",
        permissions=["view"],
        to_post=[TO_CHANGE],
        methods=FORM,
    )
    @transaction.atomic
    def publication_page(self, request, edition):
        """What the public is told, what will happen, and what must be mended first."""
        if request.method == "POST":
            lock(edition)
        with_moment = {"initial": {"publish_from": edition.publish_from}, "at": request.at}
        stored = Edition.objects.get(pk=edition.pk)  # the form below writes into its own
        opened = Opened(request, edition, PublicationForm(instance=stored, **with_moment))
        form = PublicationForm(opened.data, instance=edition, **with_moment)
        if request.method == "POST" and self._is_saved(request, opened, form):
            return redirect(request.path)
        may_change = self.may(request, [TO_CHANGE])
        is_editable = may_change and not edition.is_frozen and not edition.proposed_at
        context = opened.context | {
            "form": form if is_editable or form.is_bound else None,
            "media": self.media + form.media,
            "is_editable": is_editable,
            "may_change": may_change,
            "may_publish": self.may(request, [TO_PUBLISH]),
            "is_public": edition.is_published(at=request.at),
        }
        if edition.thrown_away_at or context["is_public"]:
            return context
        return context | self._what_will_happen(request, edition)

    def _is_saved(self, request, opened, form):
        edition = form.instance
        is_valid = form.is_valid()
        if edition.is_frozen:  # the page was open while somebody agreed, or threw it away
            form.add_error(None, edition.why_frozen)
        elif opened.may_save and is_valid and self._save(request, form):
            return True
        edition.refresh_from_db()  # the form has written into it
        return False

    def _what_will_happen(self, request, edition):
        at = request.at
        effect = Effect(edition, at=at)
        context = {
            "effect": effect,
            "several_strategies": Strategy.objects.count() > 1,
            "touched": effect.consultations.get("touched", []),
        }
        if edition.is_agreed:
            return context | {"why_not_called_off": publication.why_not_called_off(edition, at=at)}
        found = publication.problems(edition)
        return context | {
            "problems": [(problem.sentence, _change_url(problem.item)) for problem in found],
            "why_propose_again": why_propose_again(edition, at=at),
            "needs_another": edition.proposed_by == request.user and not settings.PUBLISH_ALONE,
        }

    def _save(self, request, form):
        """Save what was typed. “Propose” proposes only what the page had shown before."""
        edition, is_new = form.instance, form.has_changed()
        try:
            if is_new:
                publication.change_facts(edition=edition, facts=form.cleaned_data)
                self.log_change(request, edition, self.construct_change_message(request, form, []))
            if "propose" in request.POST and not is_new:
                publication.propose(edition=edition, by=request.user, at=request.at)
                self.log_change(request, edition, "Proposed for publication.")
                messages.success(request, "Proposed. Another officer can now agree to it.")
            elif "propose" in request.POST:
                words = "Saved. Read below what will happen, then propose it."
                messages.warning(request, words)
            else:
                messages.success(request, "Saved. Below is what will happen.")
        except publication.PublicationError as error:
            form.add_error(None, str(error))
            return False
        return True

    @officers_page(
        "<int:pk>/publication/agree/",
        "Agree to publish it",
        permissions=["view", TO_PUBLISH],
        methods=FORM,
    )
    def agree_page(self, request, edition):
        """Asks once more, and names the effect; only its POST publishes."""
        alone = settings.PUBLISH_ALONE
        if request.method == "POST":
            try:
                publication.agree(
                    edition=edition,
                    by=request.user,
                    at=request.at,
                    alone_is_enough=alone,
                    proposed_at=_moment(request.POST.get("proposed_at", "")),
                )
            except publication.PublicationError as error:
                messages.error(request, str(error))
            else:
                self.log_change(request, edition, "Agreed to its publication.")
                edition.refresh_from_db()
                messages.success(request, _agreed(edition, at=request.at))
            return redirect("admin:strategy_edition_publication", edition.pk)
        context = {"why_not": edition.why_frozen}
        if not context["why_not"]:
            context["why_not"] = publication.why_not_agree(
                edition, by=request.user, at=request.at, alone_is_enough=alone
            )
        if not context["why_not"]:
            context |= self._what_will_happen(request, edition)
        return context

    @officers_page(
        "<int:pk>/publication/withdraw/",
        "Withdraw the proposal",
        permissions=["view", TO_CHANGE],
        methods=FORM,
    )
    def withdraw_page(self, request, edition):
        """Says what will happen; only its POST withdraws the proposal."""
        if request.method != "POST":
            before = Effect(edition, at=request.at).before
            return {"before": before, "is_public": edition.is_published(at=request.at)}
        try:
            publication.withdraw_proposal(edition=edition)
        except publication.PublicationError as error:
            messages.error(request, str(error))
        else:
            done = "The proposal is withdrawn. The draft stays as it is."
            self.log_change(request, edition, done)
            messages.success(request, done)
        return redirect("admin:strategy_edition_publication", edition.pk)

    @officers_page(
        "<int:pk>/publication/call-off/",
        "Call off the publication",
        permissions=["view", TO_PUBLISH],
        methods=FORM,
    )
    def call_off_page(self, request, edition):
        """Says what will happen; only its POST calls the publication off."""
        if request.method != "POST":
            is_public = edition.is_published(at=request.at)
            context = {"is_public": is_public}
            if edition.is_agreed and not is_public:
                context |= self._what_will_happen(request, edition)
            return context
        try:
            publication.call_off(edition=edition, at=request.at)
        except publication.PublicationError as error:
            messages.error(request, str(error))
        else:
            done = "The publication is called off. The edition is a draft again."
            self.log_change(request, edition, done)
            messages.success(request, done)
        return redirect("admin:strategy_edition_publication", edition.pk)


def _agreed(edition, *, at):
    if edition.is_published(at=at):
        return "You have agreed. Everyone can read it now."
    return f"You have agreed. Everyone can read it from {moment_in_words(edition.published_at)}."


def _moment(words):
    """None for what is no moment."""
    try:
        return parse_datetime(words)
    except ValueError:
        return None


def _change_url(item):
    if item is None:
        return ""
    page = "publication" if isinstance(item, Edition) else "change"
    name = f"admin:{item._meta.app_label}_{item._meta.model_name}_{page}"
    return reverse(name, args=[item.pk])
