"""Links that groups share: `/consultations/<slug>/?via=<group>`.

The group is only in the address. Reading sets no cookie for it. A response that is sent records the
group (`draft.py`), and nothing else does.
"""

from urllib.parse import urlencode

from consultation.models import CirculationGroup, Consultation
from sdp_portal.addresses.spellings import LONGEST, TAIL


def group_in_address(request, consultation: Consultation) -> CirculationGroup | None:
    """The group whose link somebody followed, misspelt or not; None for an unknown group."""
    slug = request.GET.get("via", "")
    if not slug or len(slug) > LONGEST:
        return None
    meant = TAIL.sub("", slug).lower()
    groups = consultation.circulation.all()
    return next((group for group in groups if group.slug.lower() == meant), None)


def carrying(url: str, via: CirculationGroup | None) -> str:
    """`url`, which has no query, with the group added."""
    return f"{url}?{urlencode({'via': via.slug})}" if via else url
