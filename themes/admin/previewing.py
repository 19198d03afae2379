"""Officers preview a draft, give links to people without an account, and end these links."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from sdp_portal.officers.model_admin import OfficersAdmin
from sdp_portal.officers.pages import FORM, officers_page
from themes.admin.publication_forms import PreviewForm
from themes.models import PreviewLink
from themes.publishing.preview import end_link, make_link, ticket_for, ticket_of

TO_CHANGE = "strategy.change_edition"
TO_PUBLISH = "strategy.publish_edition"


class PreviewingPages(OfficersAdmin):
    """Adds these pages to the admin of editions."""

    @officers_page("<int:pk>/preview/", "Preview", permissions=["view"], methods=FORM)
    def preview_page(self, request, edition):
        """Officers choose the date and the readers; the page then shows the link."""
        if edition.thrown_away_at or edition.is_published(at=request.at):
            messages.error(request, "Only a text that is not public yet has a preview.")
            return redirect("admin:strategy_edition_change", edition.pk)
        form = PreviewForm(request.POST if request.method == "POST" else None)
        may_give = self._may_give_links(request)
        context = {"form": form, "media": self.media + form.media, "url": "", "until": None}
        if form.is_valid() and form.cleaned_data["days"] and not may_give:
            form.add_error("days", "You may only make links for signed-in officers.")
        if form.is_valid():
            context |= self._make(request, edition, **form.cleaned_data)
        if not may_give:
            return context | {"links": []}
        working = edition.preview_links.working(at=request.at).select_related("made_by")
        links = [(link, _address(request, ticket_of(link))) for link in working]
        return context | {"links": links}

    def _make(self, request, edition, at, days):
        if not days:
            self.log_change(request, edition, "Made a link to its preview, for signed-in officers.")
            return {"url": _address(request, ticket_for(edition, at=at))}
        until = request.at + dt.timedelta(days=days)
        link = make_link(edition, shows_at=at, until=until, by=request.user, at=request.at)
        how_long = "1 day" if days == 1 else f"{days} days"
        what = f"Made a link to its preview, for {how_long}, for whoever has it."
        self.log_change(request, edition, what)
        return {"url": _address(request, ticket_of(link)), "until": until}

    @officers_page(
        "<int:pk>/preview/<int:link>/end/", "End the link", permissions=["view"], methods=FORM
    )
    def end_preview_page(self, request, edition, link):
        """Say what ending does; POST ends it."""
        if not self._may_give_links(request):
            raise PermissionDenied
        link = get_object_or_404(
            PreviewLink.objects.select_related("made_by"), pk=link, edition=edition
        )
        is_working = link in edition.preview_links.working(at=request.at)
        if request.method == "GET" and is_working:
            return {"link": link}
        if end_link(link, by=request.user, at=request.at):
            self.log_change(request, edition, "Ended a link to its preview.")
            messages.success(request, "The link has ended. Whoever opens it is told so.")
        else:
            messages.info(request, "That link has ended already.")
        return redirect("admin:strategy_edition_preview", edition.pk)

    def _may_give_links(self, request):
        return self.may(request, [TO_CHANGE]) or self.may(request, [TO_PUBLISH])


def _address(request, ticket):
    return request.build_absolute_uri(reverse("preview:home", args=[ticket]))
