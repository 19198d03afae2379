"""The private link of somebody who is invited to a window that is not for everyone."""

from django.conf import settings
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from consultation.models import Consultation, Invitation
from consultation.responding import draft
from consultation.setup.invitations import begin_response
from sdp_portal.errors import is_from_another_site
from sdp_portal.pages.private import private_page


@csrf_exempt
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, token):
    """Whom it is for and what is asked; POST begins a response, or goes on with one.

    A link that opens nothing says why, and whom to ask. Reading sets no cookie, so that there is
    no CSRF token either: the form's address holds a secret, and must come from this site.
    """
    invited = Invitation.objects.for_page().find(token)
    if reason := _why_it_opens_nothing(invited):
        return _opens_nothing(request, invited, reason)
    here = draft.unsent_response(request, invited.window.consultation)
    is_begun = bool(here and here.invitation == invited and here.can_be_sent(at=request.at))
    if not is_begun and not invited.window.is_open(at=request.at):
        return _not_open(request, invited)
    if request.method == "POST" and not is_from_another_site(request):
        return _go_on(request, here) if is_begun else _begin(request, invited, here)
    return _page(request, "invitation", invited, is_begun=is_begun)


def _why_it_opens_nothing(invited):
    if invited is None:
        return "unknown"
    if invited.is_revoked:
        return "revoked"
    return "" if invited.window.consultation.is_live else "not-live"


def _opens_nothing(request, invited, reason):
    consultation = (
        invited.window.consultation if reason == "revoked" else Consultation.objects.live().first()
    )
    context = {"reason": reason, "consultation": consultation, "invitation": invited}
    status = 410 if reason == "revoked" else 404
    return _private_page(request, "invitation_opens_nothing", context, status=status)


def _not_open(request, invited):
    reason = "closed" if invited.window.is_late(at=request.at) else "upcoming"
    return _page(request, "invitation_opens_nothing", invited, reason=reason)


def _begin(request, invited, here):
    """In a browser that has another response begun the person first chooses which."""
    if here and here.says_something and "switch" not in request.POST:
        context = {
            "consultation": here.consultation,
            "here_url": request.build_absolute_uri(here.resume_url()),
            "begin_url": request.path,
        }
        return render(request, "consultation/respond/which.html", context, status=409)
    response = begin_response(invitation=invited, at=request.at)
    return _go_on(request, response) if response else redirect(request.path)


def _go_on(request, response):
    http_response = redirect("consultation:respond", response.consultation.slug)
    return draft.remember(http_response, response, secure=not settings.DEBUG)


def _page(request, name, invited, **more):
    window = invited.window
    context = {
        "invitation": invited,
        "window": window,
        "consultation": window.consultation,
        "days_left": window.days_left(at=request.at),
        "draft_is_readable": window.consultation.edition.is_published(at=request.at),
        "sent": invited.responses.counted(),
    }
    return _private_page(request, name, context | more)


def _private_page(request, name, context, *, status=200):
    return render(request, f"consultation/{name}.html", context, status=status)
