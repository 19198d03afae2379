"""What flags mean, in an officer's words."""

from consultation.models import Flag, Response
from consultation.responding.flags import MANY_LINKS, RESPONSES_AN_HOUR

Kind = Flag.Kind

WHAT_IT_MEANS = {
    Kind.SAME_ADDRESS: f"More than {RESPONSES_AN_HOUR} responses came from its network address "
    "within an hour. Libraries, schools, offices and households share an address, so this alone "
    "says little.",
    Kind.TOO_FAST: "It was sent within 2 seconds of opening the page to check it, within 10 "
    "seconds of being begun, or without that page. Programs do so; people hardly can.",
    Kind.TRAP: "A field was filled in that the page does not show. Programs fill in whatever "
    "they find.",
    Kind.LINKS: f"A comment has {MANY_LINKS} web addresses or more.",
    Kind.REPETITION: "The same sentence or the same few words come again and again in it.",
    Kind.SAME_WORDS: "A longer comment says, word for word, what another response says. Campaigns "
    "give people words to send, and each of their responses counts.",
}


def flags_with_meaning(response: Response) -> list[tuple[Flag, str]]:
    return [
        (flag, WHAT_IT_MEANS[flag.kind]) for flag in response.flags.select_related("reviewed_by")
    ]
