"""What officers read and nobody changes."""


class ReadOnly:
    """What people sent, and what is on the public record: officers read it, nobody changes it."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
