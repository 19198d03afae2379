"""What every answer tells a browser, beside what Django and django-csp say."""

# Nothing here is for other websites to embed: no page, file or picture. Who follows a link or
# subscribes to the feed or the calendar is not affected.
EMBEDDED_BY_NOBODY = ("Cross-Origin-Resource-Policy", "same-origin")
DENIED = [
    *("accelerometer", "ambient-light-sensor", "attribution-reporting", "autoplay", "battery"),
    *("bluetooth", "browsing-topics", "camera", "display-capture", "encrypted-media", "fullscreen"),
    *("gamepad", "geolocation", "gyroscope", "hid", "identity-credentials-get", "idle-detection"),
    *("local-fonts", "magnetometer", "microphone", "midi", "otp-credentials", "payment"),
    *("picture-in-picture", "screen-wake-lock", "serial", "storage-access", "usb", "web-share"),
    *("window-management", "xr-spatial-tracking"),
]
# A link is copied, and officers may have a passkey.
USED = ["clipboard-write", "publickey-credentials-create", "publickey-credentials-get"]
PERMISSIONS = (
    "Permissions-Policy",
    ", ".join([*(f"{name}=()" for name in DENIED), *(f"{name}=(self)" for name in USED)]),
)
ON_EVERY_ANSWER = [EMBEDDED_BY_NOBODY, PERMISSIONS]


def tell_browsers(get_response):
    """The outermost middleware: on error pages, redirects and static files too."""

    def middleware(request):
        response = get_response(request)
        for name, value in ON_EVERY_ANSWER:
            response[name] = value
        return response

    return middleware
