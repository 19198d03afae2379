"""The admin pages for reviewing and withholding. Importing this module registers them."""

from consideration.admin import responses

__all__ = ["responses"]
