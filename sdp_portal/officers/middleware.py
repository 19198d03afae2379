"""What holds on every request of an officer."""

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
    """Until an officer has a second factor, signing in leads to setting one up and nowhere else.

    And a form sent to the admin after the session has ended comes back, with all that was typed.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.admin = reverse("admin:index")
        self.accounts = reverse("account_login").removesuffix("login/")

    def __call__(self, request):
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not self._is_ours(request):
            signed_in = request.user
            request.user = SimpleLazyObject(lambda: self._trusted(request, signed_in))
        response = self.get_response(request)
        if request.path.startswith(self.accounts):
            mark_private(response)
        return response

    def process_view(self, request, view, args, kwargs):
        """After the check of the form's token, so that only our own forms come back."""
        if not request.path.startswith(self.admin) or self._is_way_in_or_out(request):
            return None
        if request.user.is_staff and not has_second_factor(request, request.user):
            return redirect("mfa_index")
        if request.method == "POST" and not request.user.is_authenticated:
            return self._give_back(request)
        return None

    def _is_ours(self, request):
        return request.path.startswith((self.admin, self.accounts))

    def _is_way_in_or_out(self, request):
        return request.resolver_match.view_name in {"admin:login", "admin:logout"}

    def _trusted(self, request, user):
        """Elsewhere, such as in a draft's preview, who has no second factor yet is nobody."""
        if user.is_staff and not has_second_factor(request, user):
            return AnonymousUser()
        return user

    def _give_back(self, request):
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
