"""Headers of every response, in addition to those of Django and django-csp."""

# Other websites cannot embed our pages, files or pictures. Links to the portal, the feed and the
# calendar still work.
EMBEDDED_BY_NOBODY = ("Cross-Origin-Resource-Policy", "same-origin")
DENIED = [
    *("accelerometer", "ambient-light-sensor", "attribution-reporting", "autoplay", "battery"),
    *("bluetooth", "browsing-topics", "camera", "display-capture", "encrypted-media", "fullscreen"),
    *("gamepad", "geolocation", "gyroscope", "hid", "identity-credentials-get", "idle-detection"),
    *("local-fonts", "magnetometer", "microphone", "midi", "otp-credentials", "payment"),
    *("picture-in-picture", "screen-wake-lock", "serial", "storage-access", "usb", "web-share"),
    *("window-management", "xr-spatial-tracking"),
]
# A button copies a link, and officers may have a passkey.
USED = ["clipboard-write", "publickey-credentials-create", "publickey-credentials-get"]
PERMISSIONS = (
    "Permissions-Policy",
    ", ".join([*(f"{name}=()" for name in DENIED), *(f"{name}=(self)" for name in USED)]),
)
ON_EVERY_ANSWER = [EMBEDDED_BY_NOBODY, PERMISSIONS]


def tell_browsers(get_response):
    """The outermost middleware, so that error pages, redirects and static files have them too."""

    def middleware(request):
        response = get_response(request)
        for name, value in ON_EVERY_ANSWER:
            response[name] = value
        return response

    return middleware
