from site_wide.admin import officers, roles, strategies  # noqa: F401 registers their models
