"""The officers' pages on which a draft is previewed, proposed, agreed to and published."""

import datetime as dt

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from sdp_portal import clock
from sdp_portal.forms import MomentField
from sdp_portal.officers.model_admin import OfficersAdmin
from strategy.models import Edition
from themes import publication
from themes.preview import ticket_for

LONGEST_PREVIEW = 60  # days


class PublicationForm(forms.ModelForm):
    """What the public is told of the edition and of the decision behind it."""

    decision_link = forms.URLField(
        label="Minutes or papers", required=False, assume_scheme="https", max_length=200
    )
    publish_from = MomentField(
        label="Public from",
        required=False,
        widget=admin.widgets.AdminSplitDateTime,
        help_text="London time. Leave empty to publish as soon as another officer agrees.",
    )

    class Meta:
        model = Edition
        fields = [
            "title",
            "change_note",
            "decided_by",
            "decided_on",
            "decision_link",
            "milestone",
            "publish_from",
        ]
        widgets = {"decided_on": admin.widgets.AdminDateWidget}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("change_note", "decided_by", "decided_on"):
            self.fields[name].required = True
        self.fields["milestone"].queryset = self.instance.strategy.milestones.all()


class PreviewForm(forms.Form):
    at = MomentField(
        label="As at",
        required=False,
        widget=admin.widgets.AdminSplitDateTime,
        help_text="London time. Leave empty to see it as at the moment you look.",
    )
    days = forms.IntegerField(
        label="For partners without an account: days until the link ends",
        required=False,
        min_value=1,
        max_value=LONGEST_PREVIEW,
        help_text="Leave empty for a preview that only signed-in officers can open.",
    )


class PublicationAdmin(OfficersAdmin):
    """Adds the pages to the edition's admin."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/publication/",
                wrap(self.publication_view),
                name="strategy_edition_publication",
            ),
            path(
                "<int:pk>/publication/<str:step>/",
                wrap(require_POST(self.step_view)),
                name="strategy_edition_publication_step",
            ),
            path("<int:pk>/preview/", wrap(self.preview_view), name="strategy_edition_preview"),
            *super().get_urls(),
        ]

    def publication_view(self, request, pk):
        """What will change, what stands in the way, and the form that proposes it."""
        edition = self._edition(request, pk)
        may_edit = self.has_change_permission(request, edition)
        form = PublicationForm(
            request.POST or None, instance=edition, initial={"publish_from": edition.publish_from}
        )
        if request.method == "POST":
            if not may_edit:
                raise PermissionDenied
            if form.is_valid():
                form.save()
                return self._do(request, edition, "propose")
        context = self._context(request, edition) | {
            "form": form,
            "media": self.media + form.media,
            "may_edit": may_edit,
            "may_publish": self._may_publish(request),
            "is_ahead": edition.is_frozen and edition.published_at > clock.now(),
            "problems": [
                (problem.sentence, _change_url(problem.item))
                for problem in publication.problems(edition)
            ]
            if not edition.is_frozen
            else [],
            "has_changed_since": bool(edition.proposed_at) and publication.has_changed(edition),
            "comparison": None if edition.is_frozen else publication.what_will_change(edition),
            "needs_another": edition.proposed_by == request.user and not settings.PUBLISH_ALONE,
        }
        return TemplateResponse(request, "admin/strategy/edition/publication.html", context)

    def step_view(self, request, pk, step):
        edition = self._edition(request, pk)
        if step in {"agree", "call-off"}:
            allowed = self._may_publish(request)
        else:
            allowed = self.has_change_permission(request, edition)
        if not allowed:
            raise PermissionDenied
        return self._do(request, edition, step)

    def preview_view(self, request, pk):
        """Choose the moment and for whom; the link is then on the page."""
        edition = self._edition(request, pk)
        if edition.is_frozen:
            raise Http404("What is published needs no preview.")
        form = PreviewForm(request.POST if request.method == "POST" else None)
        context = self._context(request, edition) | {
            "form": form,
            "media": self.media + form.media,
            "url": "",
            "until": None,
        }
        if form.is_valid():
            days = form.cleaned_data["days"]
            until = request.at + dt.timedelta(days=days) if days else None
            ticket = ticket_for(edition, at=form.cleaned_data["at"], until=until)
            context |= {
                "url": request.build_absolute_uri(reverse("preview:home", args=[ticket])),
                "until": until,
            }
        return TemplateResponse(request, "admin/strategy/edition/preview.html", context)

    def _do(self, request, edition, step):
        """Take one step and say what came of it, on the publication page."""
        steps = {
            "propose": (
                lambda: publication.propose(edition=edition, by=request.user, at=request.at),
                "Proposed. Another officer can now agree to it.",
            ),
            "withdraw": (
                lambda: publication.withdraw_proposal(edition=edition),
                "The proposal is withdrawn. The draft stays as it is.",
            ),
            "agree": (
                lambda: publication.agree(
                    edition=edition,
                    by=request.user,
                    at=request.at,
                    alone_is_enough=settings.PUBLISH_ALONE,
                ),
                "Agreed. The edition is published, or will be at the moment that was set.",
            ),
            "call-off": (
                lambda: publication.call_off(edition=edition),
                "The publication is called off. The edition is a draft again.",
            ),
        }
        if step not in steps:
            raise Http404
        act, success = steps[step]
        try:
            act()
        except publication.PublicationError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, success)
        return redirect("admin:strategy_edition_publication", edition.pk)

    def _edition(self, request, pk):
        edition = (
            Edition.objects.select_related("strategy", "proposed_by", "published_by", "based_on")
            .filter(pk=pk)
            .first()
        )
        if edition is None:
            raise Http404("There is no such edition.")
        if not self.has_view_permission(request, edition):
            raise PermissionDenied
        return edition

    def _may_publish(self, request):
        return request.user.has_perm("strategy.publish_edition")

    def _context(self, request, edition):
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "edition": edition,
            "original": edition,
        }


def _change_url(item):
    if item is None:
        return ""
    name = (
        "strategy_edition_publication"
        if isinstance(item, Edition)
        else (f"{item._meta.app_label}_{item._meta.model_name}_change")
    )
    return reverse(f"admin:{name}", args=[item.pk])
