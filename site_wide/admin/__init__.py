from site_wide.admin import officers  # noqa: F401 registers its model
