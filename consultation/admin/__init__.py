"""What officers do in the admin. Importing these registers them."""

from consultation.admin import consultations, responses, windows

__all__ = ["consultations", "responses", "windows"]
