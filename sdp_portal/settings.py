"""Settings, read from the environment (the README lists the variables).

Safe by default: without DEBUG, a missing secret key, host list or database address stops the
start with a hint.
"""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from sdp_portal import clock
from sdp_portal.database.configuration import WANTED_ADDRESS, postgresql
from sdp_portal.mail_settings import mail_settings, portal_url
from sdp_portal.officers.configuration import officers_accounts

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = os.environ.get("DEBUG", "").lower() in {"1", "true", "yes", "on"}


def required(name: str, hint: str, *, in_debug: str | None = None) -> str:
    """The environment variable `name`. Raises ImproperlyConfigured with `hint` if it is missing."""
    if value := os.environ.get(name):
        return value
    if DEBUG and in_debug is not None:
        return in_debug
    raise ImproperlyConfigured(f"{name} is not set: {hint}")


SECRET_KEY = required(
    "SECRET_KEY",
    "give 50 or more random characters and keep them secret.",
    in_debug="for-demonstrations-only",
)
ALLOWED_HOSTS = required(
    "ALLOWED_HOSTS",
    "list the portal's host names, separated by commas, for instance strategy.example.org.",
    in_debug="127.0.0.1,localhost,[::1]",
).split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if not DEBUG and host != "*"]

# Officers set up the name on pages. This one stands in before that, and while the database is away.
PORTAL_NAME = os.environ.get("PORTAL_NAME") or "Community Safety Partnership"
# Reads the partnership's row (sdp_portal/partnership.py).
PARTNERSHIP = "strategy.partnership.current"
# Writes the mail to an officer who forgot the password (sdp_portal/officers/adapters.py).
TEXT_OF_RESET_MAIL = "strategy.texts.officers.new_password"
DATA_DIR = Path(os.environ.get("PORTAL_DATA_DIR") or BASE_DIR / "var")
# The file of keys that seal secrets in the database (sdp_portal/keys.py).
PORTAL_KEYS = Path(os.environ.get("PORTAL_KEYS") or DATA_DIR / "keys")
# The officers' first screen shows when this file last changed.
LAST_BACKUP_FILE = os.environ.get("LAST_BACKUP_FILE", "")

INSTALLED_APPS = [
    "site_wide",
    "outcome",
    "consideration",
    "consultation",
    "themes",
    "strategy",
    "sdp_portal",
    "site_wide.navigation.OfficersSiteConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_htmx",
    "django_prose_editor",
    "django_tasks",
    "django_tasks_db",
    "simple_history",
    "template_partials",
]

MIDDLEWARE = [
    "sdp_portal.headers.tell_browsers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sdp_portal.pages.public.PagesHoldUntilMiddleware",
    "csp.middleware.CSPMiddleware",
    "sdp_portal.health.machines_first",
    "sdp_portal.middleware.plain_error_pages",
    "sdp_portal.middleware.one_moment_per_request",
    "sdp_portal.partnership.one_partnership_per_request",
    "sdp_portal.middleware.no_null_in_query",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sdp_portal.middleware.UnreadableFormMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    # Only middleware after this one may use the database.
    "sdp_portal.middleware.LostDatabaseMiddleware",
    "sdp_portal.officers.sessions.no_impossible_session",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "strategy.middleware.NothingPublishedMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sdp_portal.officers.sessions.sessions_end",
    "sdp_portal.officers.middleware.OfficersMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sdp_portal.addresses.leading_on.LeadingOnMiddleware",
]

ROOT_URLCONF = "sdp_portal.urls"
WSGI_APPLICATION = "sdp_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sdp_portal.context_processors.portal",
                "strategy.context_processors.shown",
                "consultation.views.context_processors.participation",
            ],
        },
    },
]

DATABASES = {"default": postgresql(required("DATABASE_URL", WANTED_ADDRESS))}
# If off, the statements of sdp_portal/prepared_queries.py are made again every time.
PREPARED_QUERIES = os.environ.get("PREPARED_QUERIES", "") != "0"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Shared by all processes, which count failed sign-ins together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "KEY_FUNCTION": "sdp_portal.keys.cache_key",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

globals().update(officers_accounts(debug=DEBUG))

# Mail is sent by `manage.py db_worker`; in a demonstration at once.
globals().update(mail_settings(debug=DEBUG, data_dir=DATA_DIR))
PORTAL_URL = portal_url(debug=DEBUG, hosts=ALLOWED_HOSTS)
TASKS = {
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend"
        if DEBUG
        else "django_tasks_db.DatabaseBackend"
    }
}

# Language and time

LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = ["sdp_portal.formats"]
USE_I18N = False
TIME_ZONE = "Europe/London"
USE_TZ = True
# A demonstration clock starts here; sdp_portal.checks refuses it in production.
PORTAL_CLOCK = os.environ.get("PORTAL_CLOCK", "")
CLOCK_OFFSET = clock.offset_to(PORTAL_CLOCK)

# Two officers are needed to publish an edition, unless a small team decides otherwise.
PUBLISH_ALONE = os.environ.get("PUBLISH_ALONE", "") == "1"

# Public pages are kept in the memory of each process (sdp_portal/pages).

PAGE_STORE_MEGABYTES = int(os.environ.get("PAGE_STORE_MEGABYTES") or 32)
# Seconds after which a process asks again whether anything public has changed; at most 0.5.
PAGE_CHECK_SECONDS = min(float(os.environ.get("PAGE_CHECK_SECONDS") or 0.5), 0.5)
PAGE_BOUNDARY = "site_wide.page_expiry.next_boundary"
# Returns dates that replace those of milestones on the timeline (strategy/timeline.py).
TIMELINE_DATES = "consultation.setup.timeline_dates.dates_of_windows"
# Finds the event of an alert by its id (consultation/notifications/composing.py).
EVENT_OF_ALERT = "site_wide.events.find_event"
# Reads the equality questions of a new consultation (consultation/equality).
USUAL_EQUALITY_QUESTIONS = "site_wide.content.read_equality_questions"
# Browsers accept a cookie with this prefix only from this host, over HTTPS and for all paths. So no
# other website of the council can set it. A demonstration has no HTTPS.
HOST_ONLY = "" if DEBUG else "__Host-"
# Prefix of the respondent's cookie.
RESPONSE_COOKIE_PREFIX = f"{HOST_ONLY}response-"

# Static files

STATIC_URL = "/static/"
# `collectstatic` puts the files here, hashed and compressed. In a demonstration WhiteNoise serves
# them from where they are.
STATIC_ROOT = None if DEBUG else Path(os.environ.get("STATIC_ROOT", DATA_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Scans and imports. No web server serves them; a view gives them to officers.
    "attachments": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": DATA_DIR / "attachments",
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# A megabyte of words is up to three when percent-encoded. It must reach the page that keeps them.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "sdp_portal.bodies.FilesOfOfficersOnly",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Security

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
CSRF_FAILURE_VIEW = "sdp_portal.errors.csrf_failure"
CSRF_COOKIE_NAME = f"{HOST_ONLY}csrftoken"
SESSION_COOKIE_NAME = f"{HOST_ONLY}sessionid"
CSRF_COOKIE_HTTPONLY = SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = not DEBUG
X_FRAME_OPTIONS = "DENY"
HSTS = os.environ.get("HSTS", "")
if HSTS not in {"", "subdomains", "preload"}:
    raise ImproperlyConfigured(f"HSTS={HSTS} is unknown: give subdomains, preload or nothing.")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
if not DEBUG:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    # Both affect more than this host, for a year or longer, so the domain's owner decides.
    SECURE_HSTS_INCLUDE_SUBDOMAINS = HSTS in {"subdomains", "preload"}
    SECURE_HSTS_PRELOAD = HSTS == "preload"
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # they demand both

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # Leaves out people's words, names, addresses and secrets.
    "formatters": {"scrubbed": {"()": "sdp_portal.logs.Formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "scrubbed"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # By default these have handlers of their own.
    "loggers": {
        "django": {"handlers": []},
        "django.server": {"handlers": [], "propagate": True},
        "_granian": {"handlers": ["console"], "propagate": False},
    },
}
