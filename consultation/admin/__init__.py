"""Officers' pages in the admin. Importing these modules registers them."""

from consultation.admin import (
    consultations,
    equality,
    imports,
    invitations,
    mail,
    milestones,
    responses,
    shared_links,
    windows,
)

__all__ = [
    "consultations",
    "equality",
    "imports",
    "invitations",
    "mail",
    "milestones",
    "responses",
    "shared_links",
    "windows",
]
