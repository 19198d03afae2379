from site_wide.admin import officers, strategies  # noqa: F401 registers their models
