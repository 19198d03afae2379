"""Rules for every request of an officer."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from sdp_portal.errors import render_kept_text
from sdp_portal.officers.adapters import has_second_factor
from sdp_portal.pages.private import mark_private


class OfficersMiddleware:
    """Officers without a second factor can only set one up.

    If a form is sent to the admin after the session has ended, its officer gets all words back.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.admin = reverse("admin:index")
        self.accounts = reverse("account_login").removesuffix("login/")

    def __call__(self, request):
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if has_session and not request.path.startswith((self.admin, self.accounts)):
            # Elsewhere, such as in a draft's preview, an officer without a second factor is nobody.
            user = request.user
            request.user = SimpleLazyObject(
                lambda: (
                    AnonymousUser()
                    if user.is_staff and not has_second_factor(request, user)
                    else user
                )
            )
        response = self.get_response(request)
        if request.path.startswith(self.accounts):
            mark_private(response)
        return response

    def process_view(self, request, view, args, kwargs):
        """Runs after the check of the form's token, so that only our own forms are given back."""
        signs_in_or_out = request.resolver_match.view_name in {"admin:login", "admin:logout"}
        if signs_in_or_out or not request.path.startswith(self.admin):
            return None
        if request.user.is_staff and not has_second_factor(request, request.user):
            return redirect("mfa_index")
        if request.method != "POST" or request.user.is_authenticated:
            return None
        back = urlencode({"next": reverse("officers_back")})
        return render_kept_text(
            request,
            heading="You have been signed out",
            explanation=(
                "That happens 12 hours after signing in, or after an hour without a click. "
                "Nothing was saved. Keep this page open, sign in again in a new tab, then come "
                "back here and try again. Passwords and files have to be given once more."
            ),
            status=403,
            try_again=True,
            sign_in_url=f"{reverse('account_login')}?{back}",
        )
