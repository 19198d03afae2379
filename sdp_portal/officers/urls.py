"""allauth's pages that officers need. Nobody can sign up or connect accounts."""

from allauth.account import views as account
from allauth.socialaccount import views as council
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.urls import include, path, re_path
from django.views.decorators.http import require_GET
from django.views.generic import RedirectView, TemplateView

from sdp_portal.officers.views import choose_password


@require_GET
def token(request):
    """For a form that stayed open while its officer signed in again (`static/officers/`)."""
    return HttpResponse(get_token(request), content_type="text/plain")


urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("second-factor/", include("allauth.mfa.urls")),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("council/cancelled/", council.login_cancelled, name="socialaccount_login_cancelled"),
    path("council/failed/", council.login_error, name="socialaccount_login_error"),
    path(
        "back/",
        login_required(TemplateView.as_view(template_name="officers/back.html")),
        name="officers_back",
    ),
    path("token/", token),
    path("link/<str:token>/", choose_password, name="officers_link"),
]
