"""Settings of static files and of the files that officers send."""

import os
from pathlib import Path


def file_settings(*, debug: bool, base_dir: Path, data_dir: Path) -> dict:
    static_files = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
        if debug
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    )
    return {
        "STATIC_URL": "/static/",
        # `collectstatic` puts the files here, hashed and compressed. In a demonstration WhiteNoise
        # serves them from where they are.
        "STATIC_ROOT": None if debug else Path(os.environ.get("STATIC_ROOT", data_dir / "static")),
        "STATICFILES_DIRS": [base_dir / "static"],
        "STORAGES": {
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            # Scans and imports. No web server serves them; a view gives them to officers.
            "attachments": {
                "BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {
                    "location": data_dir / "attachments",
                    "base_url": None,
                    "file_permissions_mode": 0o600,
                    "directory_permissions_mode": 0o700,
                },
            },
            "staticfiles": {"BACKEND": static_files},
        },
        # A megabyte of words is up to three when percent-encoded. It must reach the page that
        # keeps them.
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 4 * 1024 * 1024,
        "FILE_UPLOAD_HANDLERS": [
            "sdp_portal.bodies.FilesOfOfficersOnly",
            "django.core.files.uploadhandler.MemoryFileUploadHandler",
            "django.core.files.uploadhandler.TemporaryFileUploadHandler",
        ],
    }
