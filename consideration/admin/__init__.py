"""The admin pages for reviewing, withholding and coding. Importing this module registers them."""

from consideration.admin import codes, responses

__all__ = ["codes", "responses"]
