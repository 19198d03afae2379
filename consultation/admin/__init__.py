"""What officers do in the admin. Importing these registers them."""

from consultation.admin import consultations, invitations, mail, responses, sharing, windows

__all__ = ["consultations", "invitations", "mail", "responses", "sharing", "windows"]
