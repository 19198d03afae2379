"""What people read before they send, because no choice of theirs can rule it out."""

from consultation.models import Consultation


def limits_of_privacy(consultation: Consultation) -> list[str]:
    """Sentences, the first of which says who reads the words. Source: Freedom of Information Act
    2000, sections 1 (the right to ask) and 40 (personal data)."""
    return [
        consultation.who_reads or "Our officers read what you write.",
        "If somebody asks under the Freedom of Information Act 2000, we may have to release it. "
        "We would leave out what identifies you.",
        "If your words tell us that somebody is at risk of serious harm, we pass that on to people "
        "who can help.",
    ]
