"""The page behind the private link of an invitation."""

from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from consultation.models import Consultation, Invitation
from consultation.responding import draft
from consultation.setup.invitations import begin_response
from consultation.views.consultations import page_of
from consultation.views.responding import ask_which, remembered
from sdp_portal.errors import is_from_another_site
from sdp_portal.pages.private import private_page


@csrf_exempt
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, token):
    """Show who is invited and what is asked. POST starts a response, or continues one.

    Reading the page sets no cookie, so there is no CSRF token. Instead, the form's address
    contains a secret, and the post must come from this site.
    """
    invited = Invitation.objects.for_page().find(token)
    if invited is None or invited.is_revoked or not invited.window.consultation.is_live:
        return _opens_nothing(request, invited)
    consultation = invited.window.consultation
    page_of(request, consultation)
    here = draft.unsent_response(request, consultation)
    is_begun = bool(here and here.invitation == invited and here.can_be_sent(at=request.at))
    if reason := _why_not_open(invited, is_begun, request.at):
        return _page(request, "invitation_opens_nothing", invited, reason=reason)
    if request.method != "POST" or is_from_another_site(request):
        return _page(request, "invitation", invited, is_begun=is_begun)
    if not is_begun:
        if here and here.says_something and "switch" not in request.POST:
            return ask_which(request, here, begin_url=request.path)
        here = begin_response(invitation=invited, at=request.at)
    if here is None:
        return redirect(request.path)
    return remembered(redirect("consultation:respond", here.consultation.slug), here)


def _why_not_open(invited, is_begun, at):
    if not invited.window.consultation.edition.is_published(at=at):
        return "text-not-published"
    if is_begun or invited.window.is_open(at=at):
        return ""
    return "closed" if invited.window.is_late(at=at) else "upcoming"


def _opens_nothing(request, invited):
    """Say why the link does not work, and whom to ask."""
    is_revoked = invited is not None and invited.is_revoked
    context = {
        "reason": "revoked" if is_revoked else "not-live" if invited else "unknown",
        "consultation": (
            invited.window.consultation if is_revoked else Consultation.objects.live().first()
        ),
        "invitation": invited,
    }
    status = 410 if is_revoked else 404
    return render(request, "consultation/invitation_opens_nothing.html", context, status=status)


def _page(request, name, invited, **more):
    window = invited.window
    context = {
        "invitation": invited,
        "window": window,
        "consultation": window.consultation,
        "days_left": window.days_left(at=request.at),
        "sent": invited.responses.counted(),
    }
    return render(request, f"consultation/{name}.html", context | more)
