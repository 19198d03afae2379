#!/usr/bin/env python3
import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from sdp_portal import development
from sdp_portal.embedded_postgres import EmbeddedPostgresError


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sdp_portal.settings")
    try:
        development.prepare()
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, EmbeddedPostgresError) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
