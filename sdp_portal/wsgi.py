import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sdp_portal.settings")

django = get_wsgi_application()

from sdp_portal.bodies import with_plain_content_type  # noqa: E402 needs the settings
from sdp_portal.pages.layer import in_front_of  # noqa: E402 needs them too

application = with_plain_content_type(in_front_of(django))
