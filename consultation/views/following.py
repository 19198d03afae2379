"""Email alerts: sign up, confirm, unsubscribe.

Programs that check mail open every link in it. So a link only shows a button, and the button acts.
"""

from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from consultation.models import Follower
from consultation.notifications.followers import ask_to_follow, confirm, stop_following
from consultation.notifications.forms import AddressForm
from sdp_portal.mail_settings import has_mail_server
from sdp_portal.pages.private import private_page
from sdp_portal.slots import WAYS_TO_FOLLOW


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request):
    """Search engines may list this page. It is never cached: its form contains a CSRF token."""
    form = AddressForm(request.POST or None)
    if form.is_valid():
        ask_to_follow(email=form.cleaned_data["email"], at=request.at)
        return redirect("consultation:asked_to_follow")
    context = {"form": form} | WAYS_TO_FOLLOW.shown(at=request.at)
    status = 422 if form.is_bound else 200
    return render(request, "consultation/follow/form.html", context, status=status)


@private_page
@require_safe
def asked(request):
    """The same page for every address, so it does not reveal who has signed up."""
    context = {"has_mail_server": has_mail_server()} | WAYS_TO_FOLLOW.shown(at=request.at)
    return render(request, "consultation/follow/asked.html", context)


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def follower(request, token):
    """The link in the email opens this page: a button to confirm, and then the status."""
    found = Follower.objects.find(token)
    if found is None:
        return _shown(request, "unknown", status=404)
    if request.method == "POST":
        confirm(follower=found, at=request.at)
        return redirect("consultation:follower", token)
    return _shown(request, "confirmed" if found.confirmed_at else "confirm", follower=found)


@csrf_exempt
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request, token):
    """When its reader unsubscribes, a mail program posts here by itself (RFC 8058).

    It sends no cookie, so there is no CSRF check, and it follows no redirect. It knows the secret
    in the address.
    """
    if request.method == "POST":
        stop_following(token=token)
        return _shown(request, "stopped")
    found = Follower.objects.find(token)
    return _shown(request, "stop", follower=found) if found else _shown(request, "stopped")


def _shown(request, name, *, status=200, **context):
    return render(request, f"consultation/follow/{name}.html", context, status=status)
