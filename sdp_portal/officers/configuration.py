"""The settings of officers' accounts, read from the environment (the README lists the variables).

`sdp_portal.settings` includes them.
"""

import os
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

ON = {"1", "true", "yes", "on"}
FORMS = "sdp_portal.officers.forms"
PASSWORD_VALIDATORS = [
    "UserAttributeSimilarityValidator",
    "MinimumLengthValidator",
    "CommonPasswordValidator",
    "NumericPasswordValidator",
]
EVERY_TENANT = {"common", "organizations", "consumers"}  # of Microsoft Entra


def officers_accounts(*, debug: bool) -> dict:
    asked_for = os.environ.get("OFFICERS_NEED_SECOND_FACTOR", "").lower() in ON
    return {
        "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": f"django.contrib.auth.password_validation.{name}"}
            for name in PASSWORD_VALIDATORS
        ],
        "LOGIN_URL": "account_login",
        "LOGIN_REDIRECT_URL": "admin:index",
        "SESSION_ENGINE": "sdp_portal.officers.session_store",
        "SESSION_COOKIE_AGE": 12 * 3600,  # at most; `sessions.py` ends sessions
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        # Only a demonstration can do without it.
        "OFFICERS_NEED_SECOND_FACTOR": asked_for or not debug,
        "ACCOUNT_ADAPTER": "sdp_portal.officers.adapters.OfficersAdapter",
        "ACCOUNT_LOGIN_METHODS": {"username", "email"},
        "ACCOUNT_SESSION_REMEMBER": False,
        # Administrators make the accounts, so nobody has to confirm an address, and no mail is sent
        # to an address without an account.
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS": False,
        "ACCOUNT_FORMS": {
            "login": f"{FORMS}.LoginForm",
            "reauthenticate": f"{FORMS}.ReauthenticateForm",
            "change_password": f"{FORMS}.ChangePasswordForm",
            "set_password": f"{FORMS}.SetPasswordForm",
            "reset_password": f"{FORMS}.ResetPasswordForm",
            "reset_password_from_key": f"{FORMS}.ResetPasswordKeyForm",
        },
        "MFA_ADAPTER": "sdp_portal.officers.adapters.SecondFactorAdapter",
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_ALLOW_UNVERIFIED_EMAIL": True,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": debug,  # http://localhost
        "MFA_FORMS": {
            "authenticate": f"{FORMS}.CodeForm",
            "reauthenticate": f"{FORMS}.CodeAgainForm",
            "activate_totp": f"{FORMS}.ActivateAppForm",
            "deactivate_totp": f"{FORMS}.DeactivateAppForm",
            "add_webauthn": f"{FORMS}.AddPasskeyForm",
            "edit_webauthn": f"{FORMS}.RenamePasskeyForm",
            "authenticate_webauthn": f"{FORMS}.PasskeyForm",
            "login_webauthn": f"{FORMS}.PasskeyLoginForm",
            "reauthenticate_webauthn": f"{FORMS}.PasskeyAgainForm",
        },
        # How many of our own proxies add an address; failed sign-ins are counted by that address.
        "ALLAUTH_TRUSTED_PROXY_COUNT": int(os.environ.get("PROXIES") or (0 if debug else 1)),
        **identity_provider(debug=debug),
    }


def identity_provider(*, debug: bool) -> dict:
    """OpenID Connect, when OIDC_SERVER_URL is given."""
    brings_factor = os.environ.get("OIDC_BRINGS_SECOND_FACTOR", "").lower() in ON
    settings = {
        "SOCIALACCOUNT_ADAPTER": "sdp_portal.officers.adapters.CouncilAdapter",
        "SOCIALACCOUNT_AUTO_SIGNUP": False,
        # A link, because the security policy allows no form to lead to another site.
        "SOCIALACCOUNT_LOGIN_ON_GET": True,
        "OIDC_BRINGS_SECOND_FACTOR": brings_factor,
    }
    server = os.environ.get("OIDC_SERVER_URL", "")
    if not server:
        return settings
    address = urlsplit(server)
    if address.scheme != "https" and not (debug and address.scheme == "http"):
        raise ImproperlyConfigured("OIDC_SERVER_URL must begin with https://.")
    domains = os.environ.get("OIDC_EMAIL_DOMAINS", "").replace(",", " ").split()
    if domains and EVERY_TENANT & set(address.path.split("/")):
        raise ImproperlyConfigured(
            "OIDC_EMAIL_DOMAINS is only safe with the council's own tenant in OIDC_SERVER_URL: "
            "in any other, anybody can give themselves an address of the council."
        )
    application = {
        "provider_id": "council",
        "name": os.environ.get("OIDC_NAME") or "your council account",
        "client_id": _needed("OIDC_CLIENT_ID"),
        "secret": _needed("OIDC_CLIENT_SECRET"),
        "settings": {"server_url": server, "verified_email": domains},
    }
    provider = {"OAUTH_PKCE_ENABLED": True, "APPS": [application]}
    return settings | {"SOCIALACCOUNT_PROVIDERS": {"openid_connect": provider}}


def _needed(name: str) -> str:
    if value := os.environ.get(name):
        return value
    raise ImproperlyConfigured(f"{name} is not set: it comes with OIDC_SERVER_URL.")
