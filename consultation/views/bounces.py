"""The mail system tells the portal here which mail came back.

It knows the secret BOUNCE_SECRET. It sends either JSON, with the names of `FIELDS`, or the mail
server's report as it came (message/rfc822).
"""

import json
from email import message_from_bytes

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from consultation.notifications.bounces import Bounce, read_report, record_bounce
from sdp_portal.pages.private import private_page

FIELDS = ("message_id", "recipient", "reason")


@csrf_exempt
@private_page
@require_POST
def bounces(request):
    """Answers how many mails are marked as come back. Mail that is not ours is no mistake."""
    if not settings.BOUNCE_SECRET:
        raise Http404
    given = request.headers.get("Authorization", "")
    if not constant_time_compare(given, f"Bearer {settings.BOUNCE_SECRET}"):
        return _refusal(403, "The Authorization header needs the secret: “Bearer …”.")
    match request.content_type:
        case "application/json":
            reported = _from_json(request.body)
        case "message/rfc822":
            reported = read_report(message_from_bytes(request.body))
        case _:
            return _refusal(415, "Send application/json or message/rfc822.")
    if reported is None:
        return _refusal(400, f"Send a JSON object of texts: {', '.join(FIELDS)}.")
    return JsonResponse({"marked": sum(record_bounce(each, at=request.at) for each in reported)})


def _from_json(body) -> list[Bounce] | None:
    try:
        data = json.loads(body)
        message_id, recipient, reason = (data[name] for name in FIELDS)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if not all(isinstance(each, str) for each in (message_id, recipient, reason)):
        return None
    return [Bounce(message_id, [recipient], reason)]


def _refusal(status, sentence):
    return HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")
