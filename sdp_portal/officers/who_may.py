"""Which officers have a right, so that a page can name them to those who have not."""

from django.contrib.auth import get_user_model

BACKEND = "django.contrib.auth.backends.ModelBackend"
MOST_NAMED = 4


def who_may_in_words(right: str) -> str:
    """“Ann Other or Jo Example can do this.” `right` is "app.codename"."""
    officers = get_user_model().objects.with_perm(
        right, is_active=True, include_superusers=False, backend=BACKEND
    )
    names = [
        officer.get_full_name() or officer.get_username()
        for officer in officers.filter(is_staff=True).order_by("last_name", "username", "pk")
    ]
    if not names:
        return "An administrator can do this."
    if len(names) > MOST_NAMED:
        names = [*names[: MOST_NAMED - 1], "another officer"]
    *others, last = names
    return f"{', '.join(others)} or {last} can do this." if others else f"{last} can do this."
