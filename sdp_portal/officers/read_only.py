"""A mixin for rows that officers can read but not change."""


class ReadOnly:
    """For what people sent, and for the public record: nobody adds, changes or deletes it."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
