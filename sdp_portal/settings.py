"""Settings, read from the environment (the README lists the variables).

Safe by default: without DEBUG, a missing secret key, host list or database address stops the
start with a hint.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from sdp_portal import clock
from sdp_portal.database.configuration import SHARED_CACHE, WANTED_ADDRESS, postgresql
from sdp_portal.file_settings import file_settings
from sdp_portal.mail_settings import mail_settings, portal_url
from sdp_portal.officers.configuration import officers_accounts
from sdp_portal.security_settings import security_settings

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
    "sdp_portal.pages.sharing.say_who_may_keep",
    "sdp_portal.headers.tell_browsers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sdp_portal.pages.public.PagesHoldUntilMiddleware",
    "csp.middleware.CSPMiddleware",
    "sdp_portal.health.machines_first",
    "sdp_portal.middleware.plain_error_pages",
    "sdp_portal.middleware.one_moment_per_request",
    "sdp_portal.partnership.one_partnership_per_request",
    "sdp_portal.middleware.no_endless_query",
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
CACHES = {"default": SHARED_CACHE}

globals().update(officers_accounts(debug=DEBUG))

globals().update(mail_settings(debug=DEBUG, data_dir=DATA_DIR))
PORTAL_URL = portal_url(debug=DEBUG, hosts=ALLOWED_HOSTS)
# A worker sends mail (`manage.py db_worker`); in a demonstration it is sent at once.
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
# Returns dates that replace those of milestones on the timeline (strategy/reading/timeline.py).
TIMELINE_DATES = "consultation.setup.timeline_dates.dates_of_windows"
# Finds the event of an alert by its id (consultation/notifications/composing.py).
EVENT_OF_ALERT = "site_wide.events.find_event"
# Reads the equality questions of a new consultation (consultation/equality).
USUAL_EQUALITY_QUESTIONS = "site_wide.content.read_equality_questions"

globals().update(file_settings(debug=DEBUG, base_dir=BASE_DIR, data_dir=DATA_DIR))
globals().update(security_settings(debug=DEBUG))

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
