from consultation.responding.participation import Participation


def participation(request):
    """In a preview of a consultation the request has a participation of its own."""
    return {
        "participation": getattr(request, "participation", None) or Participation(request),
        "consultation_preview": getattr(request, "consultation_preview", None),
    }
