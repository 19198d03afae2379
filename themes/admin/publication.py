"""The officers' pages for previewing a draft, proposing it, and agreeing to publish it."""

import datetime as dt

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse

from sdp_portal import clock
from sdp_portal.forms import MomentField
from sdp_portal.officers.model_admin import OfficersAdmin
from sdp_portal.officers.pages import FORM, POST, officers_page
from strategy.models import Edition
from themes.publishing import publication
from themes.publishing.preview import ticket_for

LONGEST_PREVIEW = 60  # days
TO_PUBLISH = ["strategy.publish_edition"]


class PublicationForm(forms.ModelForm):
    """What the public reads about the edition and the decision behind it."""

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
    """Adds these pages to the admin of editions."""

    def get_page_queryset(self, request):
        return Edition.objects.select_related("strategy", "proposed_by", "published_by", "based_on")

    @officers_page(
        "<int:pk>/publication/",
        "Publication",
        permissions=["view"],
        to_post=["change"],
        methods=FORM,
    )
    def publication_page(self, request, edition):
        """The changes, the problems to solve first, and the form that proposes the draft."""
        form = PublicationForm(
            request.POST or None, instance=edition, initial={"publish_from": edition.publish_from}
        )
        if request.method == "POST" and form.is_valid():
            form.save()
            return self._take_step(request, edition, "propose")
        return {
            "form": form,
            "media": self.media + form.media,
            "may_publish": self.may(request, TO_PUBLISH),
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

    @officers_page("<int:pk>/publication/<str:step>/", permissions=["view"], methods=POST)
    def publication_step(self, request, edition, step):
        needed = TO_PUBLISH if step in {"agree", "call-off"} else ["change"]
        if not self.may(request, needed, edition):
            raise PermissionDenied
        return self._take_step(request, edition, step)

    @officers_page("<int:pk>/preview/", "Preview", permissions=["view"], methods=FORM)
    def preview_page(self, request, edition):
        """Officers choose the date and the readers; the page then shows the link."""
        if edition.is_frozen:
            raise Http404("What is published needs no preview.")
        form = PreviewForm(request.POST if request.method == "POST" else None)
        context = {"form": form, "media": self.media + form.media, "url": "", "until": None}
        if form.is_valid():
            days = form.cleaned_data["days"]
            until = request.at + dt.timedelta(days=days) if days else None
            ticket = ticket_for(edition, at=form.cleaned_data["at"], until=until)
            context |= {
                "url": request.build_absolute_uri(reverse("preview:home", args=[ticket])),
                "until": until,
            }
        return context

    def _take_step(self, request, edition, step):
        """Take one step, then show the result on the publication page."""
        by, at = request.user, request.at
        try:
            match step:
                case "propose":
                    publication.propose(edition=edition, by=by, at=at)
                    success = "Proposed. Another officer can now agree to it."
                case "withdraw":
                    publication.withdraw_proposal(edition=edition)
                    success = "The proposal is withdrawn. The draft stays as it is."
                case "agree":
                    alone = settings.PUBLISH_ALONE
                    publication.agree(edition=edition, by=by, at=at, alone_is_enough=alone)
                    success = (
                        "Agreed. The edition is published, or will be at the moment that was set."
                    )
                case "call-off":
                    publication.call_off(edition=edition)
                    success = "The publication is called off. The edition is a draft again."
                case _:
                    raise Http404
            self.log_change(request, edition, success)
            messages.success(request, success)
        except publication.PublicationError as error:
            messages.error(request, str(error))
        return redirect("admin:strategy_edition_publication", edition.pk)


def _change_url(item):
    if item is None:
        return ""
    page = "publication" if isinstance(item, Edition) else "change"
    name = f"admin:{item._meta.app_label}_{item._meta.model_name}_{page}"
    return reverse(name, args=[item.pk])
