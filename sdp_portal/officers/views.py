"""The page at which an officer chooses a password, reached by the link in an invitation."""

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.db import transaction
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from sdp_portal.officers.acts import Act, record
from sdp_portal.officers.forms import SetPasswordForm
from sdp_portal.officers.models import OfficerAccount
from sdp_portal.pages.private import private_page


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def choose_password(request, token):
    """Only the form uses the link up: programs that check mail open every address in it."""
    with transaction.atomic():
        accounts = OfficerAccount.objects.with_link(token, at=request.at)
        # Of two clicks at once, the second waits here, and then finds that the link was used.
        account = accounts.select_for_update(of=["self"]).select_related("officer").first()
        if account is None:
            return render(request, "officers/link_without_effect.html", status=404)
        officer = account.officer
        if request.user.is_authenticated:
            return render(request, "officers/signed_in_already.html", {"officer": officer})
        form = SetPasswordForm(officer, request.POST if request.method == "POST" else None)
        if not form.is_valid():
            context = {"form": form, "officer": officer, "account": account}
            return render(request, "officers/choose_password.html", context)
        form.save()  # the adapter ends the link, and leaves the act of an accepted invitation
        if account.accepted_at:
            what = "Chose a new password by the link that they were sent."
            record(request, Act.Kind.STEP, what, officer=officer, row=officer)
    return perform_password_login(request, {}, Login(user=officer))
