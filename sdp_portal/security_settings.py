"""Settings of cookies and of what browsers are told about security (see the README for HSTS)."""

import os

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured


def security_settings(*, debug: bool) -> dict:
    # Browsers accept a cookie with this prefix only from this host, over HTTPS and for all paths.
    # So no other website of the council can set it. A demonstration has no HTTPS.
    host_only = "" if debug else "__Host-"
    settings = {
        "CONTENT_SECURITY_POLICY": {
            "DIRECTIVES": {
                "default-src": [SELF],
                "base-uri": [NONE],
                "form-action": [SELF],
                "frame-ancestors": [NONE],
                "object-src": [NONE],
            }
        },
        "CSRF_FAILURE_VIEW": "sdp_portal.errors.csrf_failure",
        "CSRF_COOKIE_NAME": f"{host_only}csrftoken",
        "SESSION_COOKIE_NAME": f"{host_only}sessionid",
        # Prefix of the respondent's cookie.
        "RESPONSE_COOKIE_PREFIX": f"{host_only}response-",
        "CSRF_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SECURE": not debug,
        "SESSION_COOKIE_SECURE": not debug,
        "SECURE_REDIRECT_EXEMPT": [r"^healthz$", r"^readyz$"],
    }
    hsts = os.environ.get("HSTS", "")
    if hsts not in {"", "subdomains", "preload"}:
        raise ImproperlyConfigured(f"HSTS={hsts} is unknown: give subdomains, preload or nothing.")
    return settings if debug else settings | _https_only(hsts)


def _https_only(hsts: str) -> dict:
    return {
        "SECURE_SSL_REDIRECT": True,
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
        "SECURE_HSTS_SECONDS": 365 * 24 * 3600,
        # Both affect more than this host, for a year or longer, so the domain's owner decides.
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": hsts in {"subdomains", "preload"},
        "SECURE_HSTS_PRELOAD": hsts == "preload",
        "SILENCED_SYSTEM_CHECKS": ["security.W005", "security.W021"],  # they demand both
    }
