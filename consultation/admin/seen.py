"""A step about a response says which version the officer had read, so that nobody acts on another.

Versions never change, so the key of one says what was read.
"""

from django.db.models import prefetch_related_objects

from consultation.intake.comparing import Difference, as_entry, differences
from consultation.models import Response
from consultation.responding.answers import answers_and_comments
from sdp_portal.numbers import whole_number

NOT_TOLD = (
    "This page does not say which version you had read. Nothing was changed. Read the response "
    "once more, then press the button again."
)


def changed_since_seen(request, latest: Response) -> dict:
    """For the page's context: `first`, why nothing was changed, and both texts as `changed`.

    `first` is empty if the officer had read `latest`.
    """
    if request.method != "POST" or request.POST.get("seen") == str(latest.pk):
        return {"first": "", "changed": []}
    versions = Response.objects.versions_of(latest.reference)
    seen = versions.filter(pk=whole_number(request.POST.get("seen", ""))).first()
    if seen is None:
        return {"first": NOT_TOLD, "changed": []}
    sentence = (
        f"{latest} has changed since you opened this page. Nothing of yours was done. Compare both "
        "versions, then press the button again if you still want to."
    )
    return {"first": sentence, "changed": differences_between(seen, latest)}


def differences_between(before: Response, after: Response) -> list[Difference]:
    versions = [before, after]
    prefetch_related_objects(versions, *answers_and_comments(), "via", "invitation", "locality")
    return differences(*map(as_entry, versions))
