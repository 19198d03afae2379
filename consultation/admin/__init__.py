"""What officers do in the admin. Importing these registers them."""

from consultation.admin import (
    considered,
    consultations,
    equality,
    imports,
    invitations,
    mail,
    milestones,
    publishing,
    responses,
    shared_links,
    windows,
)

__all__ = [
    "considered",
    "consultations",
    "equality",
    "imports",
    "invitations",
    "mail",
    "milestones",
    "publishing",
    "responses",
    "shared_links",
    "windows",
]
