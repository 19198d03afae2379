"""Officers see the campaigns of a consultation, and split and join them."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from consideration.admin.marking import OLD_PAGE
from consideration.campaigns.finding import lock
from consideration.campaigns.reading import (
    Member,
    campaigns_of,
    campaigns_with_numbers,
    numbers_of,
)
from consideration.campaigns.regrouping import (
    RegroupingError,
    join,
    put_back,
    split_off,
    take_out,
    taken_out,
)
from consideration.models import FEWEST_RESPONSES, Campaign
from consideration.reviewing.safeguarding import hidden_from
from consultation.models import Consultation
from sdp_portal.numbers import whole_number
from sdp_portal.officers.acts import Act
from sdp_portal.officers.pages import FORM, officers_page

TO_SEE = ["view", "consideration.view_campaign"]
TO_REGROUP = [
    *("consideration.add_campaign", "consideration.change_campaign"),
    *("consideration.add_membership", "consideration.change_membership"),
]
ON_A_PAGE = 20
MEMBERS_ON_A_PAGE = 50
MEANWHILE = "Another officer has changed this campaign meanwhile. Nothing of yours was done."


class TitleForm(forms.ModelForm):
    class Meta:
        model = Campaign
        fields = ["title"]
        error_messages = {
            "title": {
                "required": "Enter a title.",
                "max_length": "Enter a title of 100 characters or fewer.",
            }
        }


class CampaignsMixin:
    """Adds to the admin of responses the campaigns that they are part of."""

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["campaigns"] = self.campaigns_of(request, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def campaigns_of(self, request, response):
        return campaigns_of(response) if self.may(request, TO_SEE, response) else []

    @officers_page(
        "campaigns/<int:consultation_pk>/",
        "Campaigns",
        permissions=TO_SEE,
        template="admin/consideration/campaigns.html",
    )
    def campaigns_page(self, request, consultation_pk):
        consultation = get_object_or_404(Consultation, pk=consultation_pk)
        pages = Paginator(campaigns_with_numbers(consultation), ON_A_PAGE)
        page = pages.get_page(request.GET.get("page"))
        known = Campaign.objects.in_bulk([each["campaign"] for each in page])
        return {
            "title": f"Campaigns: “{consultation.title}”",
            "here": "Campaigns",
            "consultation": consultation,
            "page": page,
            "found": [(known[each["campaign"]], each) for each in page],
        }

    @officers_page(
        "campaign/<int:campaign_pk>/",
        "Campaign",
        permissions=TO_SEE,
        to_post=TO_REGROUP,
        methods=FORM,
        template="admin/consideration/campaign.html",
    )
    def campaign_page(self, request, campaign_pk):
        """`seen` is the number of officers' acts that the page showed."""
        campaigns = Campaign.objects.select_related("consultation", "joined_into")
        campaign = get_object_or_404(campaigns, pk=campaign_pk)
        context = {"refused": "", "meanwhile": []}
        if request.method == "POST":
            try:
                with transaction.atomic():
                    leads_to = self._act_on_campaign(request, campaign, context)
            except RegroupingError as refusal:
                context["refused"] = str(refusal)
            else:
                return redirect("admin:consultation_response_campaign", leads_to.pk)
            campaign = campaigns.get(pk=campaign_pk)
        status = 409 if context["meanwhile"] else 422 if context["refused"] else 200
        return self._campaign_shown(request, campaign, context), status

    def _act_on_campaign(self, request, campaign, context) -> Campaign:
        """Do what the pressed button says, and return the campaign to show."""
        lock(campaign.consultation)
        campaign.refresh_from_db()
        acts = Act.objects.about(campaign).order_by("at", "pk")
        seen = whole_number(request.POST.get("seen", ""))
        if seen != acts.count():
            context["meanwhile"] = list(acts[seen or 0 :])
            raise RegroupingError(MEANWHILE if context["meanwhile"] else OLD_PAGE)
        shown, done = self._regroup(request, campaign)
        self.log_change(request, campaign, done)
        if shown != campaign:
            self.log_change(request, shown, f"{done} See campaign {campaign.pk}.")
        messages.success(request, done)
        return shown

    def _regroup(self, request, campaign):
        """(the campaign to show, in words what was done)."""
        posted, act = request.POST, {"by": request.user, "at": request.at}
        members = [whole_number(each) for each in posted.getlist("member")]
        members = [key for key in members if key is not None]
        match posted.get("act", "").split():
            case ["title"]:
                return campaign, self._entitle(request, campaign)
            case ["split"]:
                new = split_off(campaign=campaign, members=members, **act)
                return new, "Responses were split off as a campaign of their own."
            case ["out"]:
                number = take_out(campaign=campaign, members=members, **act)
                return campaign, f"Taken out of the campaign: {number:,} of its responses."
            case ["back", key]:
                put_back(campaign=campaign, member=whole_number(key) or 0, **act)
                return campaign, "A response was put back into the campaign."
            case ["join"]:
                key = whole_number(posted.get("into", "")) or 0
                if not (into := Campaign.objects.filter(pk=key).first()):
                    raise RegroupingError("Choose the campaign that it belongs to.")
                number = join(campaign=campaign, into=into, **act)
                return into, f"Joined: {number:,} responses of another campaign belong to it now."
        raise RegroupingError(OLD_PAGE)

    def _entitle(self, request, campaign):
        form = TitleForm(request.POST, instance=campaign)
        if not form.is_valid():
            raise RegroupingError(" ".join(form.errors["title"]))
        form.save()
        return "The campaign has another title."

    def _campaign_shown(self, request, campaign, context):
        hidden = hidden_from(request.user).values("pk")
        members = campaign.memberships.in_force().counted().with_comments()
        members = members.exclude(comment__response__in=hidden)
        page = Paginator(members, MEMBERS_ON_A_PAGE).get_page(request.GET.get("page"))
        numbers = numbers_of(campaign)
        others = campaigns_with_numbers(campaign.consultation).exclude(campaign=campaign)
        others = others.values_list("campaign", "campaign__title", "responses")
        chosen = {whole_number(each) for each in request.POST.getlist("member")}
        acts = Act.objects.about(campaign).order_by("at", "pk")
        listed = reverse("admin:consultation_response_campaigns", args=[campaign.consultation_id])
        return {
            **context,
            "title": campaign.title,
            "here": "Campaign",
            "trail": [*self.trail(None), (listed, "Campaigns")],
            "campaign": campaign,
            "numbers": numbers,
            "is_campaign": numbers and numbers["responses"] >= FEWEST_RESPONSES,
            "page": page,
            "members": [Member(each, campaign.text) for each in page],
            "chosen": chosen,
            "others": others[:MEMBERS_ON_A_PAGE],
            "into": whole_number(request.POST.get("into", "")),
            "typed_title": request.POST.get("title", campaign.title),
            "taken_out": taken_out(campaign).exclude(comment__response__in=hidden)[
                :MEMBERS_ON_A_PAGE
            ],
            "acts": list(acts),
        }
