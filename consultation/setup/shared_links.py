"""Links that groups are given: `/consultations/<slug>/?via=<group>`.

The group stands in the address alone. Reading sets no cookie for it; what somebody sends keeps it
(`draft.hold`), and nothing else does.
"""

from urllib.parse import urlencode

from consultation.models import CirculationGroup, Consultation


def group_in_address(request, consultation: Consultation) -> CirculationGroup | None:
    """The group through whose link somebody came; None also for one that we do not know."""
    slug = request.GET.get("via")
    if not slug:
        return None
    return next((group for group in consultation.circulation.all() if group.slug == slug), None)


def carrying(url: str, via: CirculationGroup | None) -> str:
    """`url`, which has no query, with the group in it."""
    return f"{url}?{urlencode({'via': via.slug})}" if via else url
