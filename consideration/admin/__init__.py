"""What officers do in the admin with what was said. Importing this registers it."""

from consideration.admin import responses

__all__ = ["responses"]
