"""Help, and a way out, on pages where people may write about a crime that happened to them."""

from consultation.models import Response
from strategy.reading.help import help_about


def support_for(consultation, parts) -> dict:
    """The help that a form about `parts` of an outline offers, as template context.

    `services` are shown before every text box. `help_box` is about these parts; if `help_beside`,
    it is shown beside the form. If `is_sensitive`, the page needs “Exit this page”.
    """
    services = [*consultation.edition.strategy.services.all()]
    help_box = help_about(parts, services)
    return {
        "services": [each for each in services if each.everywhere],
        "help_box": help_box,
        "is_sensitive": help_box.is_sensitive,
        # For many parts the box is long, so it is collapsed.
        "help_beside": bool(
            help_box and help_box.is_sensitive and len({part.key for part in parts}) == 1
        ),
    }


def are_sensitive(*responses) -> bool:
    """Whether a page of these responses, any of which may be None, needs “Exit this page”."""
    pks = [response.pk for response in responses if response]
    return Response.objects.filter(pk__in=pks).about_sensitive_parts().exists()
