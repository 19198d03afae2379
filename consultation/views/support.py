"""Where to get help, on pages on which people write about what may have happened to them."""


def support_for(consultation, parts) -> dict:
    """What a page about `parts` (of an outline) offers beside its form.

    `services` are those before every text box, `support` those about these parts, which stand
    beside the form where `support_beside` says so. `is_sensitive`: it needs “Exit this page”.
    """
    keys = {above.key for part in parts for above in [*part.above, part]}
    services = [*consultation.edition.strategy.services.all()]
    support = [each for each in services if not each.everywhere and keys & {*each.shown_on}]
    is_sensitive = any(part.sensitive for part in parts)
    return {
        "services": [each for each in services if each.everywhere],
        "support": support,
        "is_sensitive": is_sensitive,
        # About many parts at once the list is long, and opens on demand.
        "support_beside": bool(is_sensitive and support and len(set(parts)) == 1),
    }


def are_sensitive(comments) -> bool:
    """Whether a page that shows `comments` needs “Exit this page”."""
    return any(comment.part and comment.part.sensitive for comment in comments)
