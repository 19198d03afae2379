"""Support services, for pages where people may write about a crime that happened to them."""


def support_for(consultation, parts) -> dict:
    """The support that a page about `parts` of an outline offers, as template context.

    `services` are shown before every text box. `support` is about these parts; if
    `support_beside`, it is shown beside the form. If `is_sensitive`, the page needs “Exit this
    page”.
    """
    keys = {above.key for part in parts for above in [*part.above, part]}
    services = [*consultation.edition.strategy.services.all()]
    support = [each for each in services if keys & {*each.shown_on}]
    is_sensitive = any(part.sensitive for part in parts)
    return {
        "services": [each for each in services if each.everywhere],
        "support": support,
        "is_sensitive": is_sensitive,
        # For many parts the list is long, so it is collapsed.
        "support_beside": bool(is_sensitive and support and len({part.key for part in parts}) == 1),
    }


def are_sensitive(comments) -> bool:
    """Whether a page that shows `comments` needs “Exit this page”."""
    return any(comment.part and comment.part.sensitive for comment in comments)
