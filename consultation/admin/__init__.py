"""What officers do in the admin. Importing these registers them."""

from consultation.admin import consultations, invitations, responses, sharing, windows

__all__ = ["consultations", "invitations", "responses", "sharing", "windows"]
