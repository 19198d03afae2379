"""What officers do in the admin to publish. Importing this registers it."""

from outcome.admin import publishing

__all__ = ["publishing"]
