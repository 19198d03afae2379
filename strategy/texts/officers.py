"""Mail to officers about their accounts. `sdp_portal.officers.adapters` sends it."""

import datetime as dt

from strategy.texts.catalogue import OF_THE_PARTNERSHIP, Gap, TextKind, register
from strategy.texts.filling import as_text, of_the_partnership
from strategy.texts.versions import in_force

NEW_PASSWORD = TextKind(
    "new-password",
    "New password",
    "An officer who forgot the password gets it.",
    (
        Gap(
            "link",
            "the private link to set a new password",
            "https://strategy.northshire.example/officers/password/…/",
            is_link=True,
            is_needed=True,
        ),
        Gap("username", "the officer’s username", "jo"),
        *OF_THE_PARTNERSHIP,
    ),
)
register(NEW_PASSWORD)


def new_password(*, link: str, username: str, at: dt.datetime) -> tuple[str, str]:
    """The subject and the text."""
    version = in_force(NEW_PASSWORD, at=at)
    values = of_the_partnership() | {"link": link, "username": username}
    return as_text(version.subject, values), as_text(version.text, values)
