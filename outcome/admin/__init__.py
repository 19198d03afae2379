"""The admin pages for publishing. Importing this module registers them."""

from outcome.admin import publishing

__all__ = ["publishing"]
