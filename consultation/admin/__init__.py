"""What officers do in the admin. Importing these registers them."""

from consultation.admin import (
    consultations,
    imports,
    invitations,
    mail,
    responses,
    sharing,
    windows,
)

__all__ = ["consultations", "imports", "invitations", "mail", "responses", "sharing", "windows"]
