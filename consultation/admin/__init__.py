"""What officers do in the admin. Importing these registers them."""

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
