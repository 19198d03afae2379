"""What officers see of campaigns."""

from dataclasses import dataclass, field

from consideration.campaigns.phrases import WORD, pieces_of
from consideration.models import FEWEST_RESPONSES, Campaign, Membership
from consultation.models import Consultation, Response


@dataclass
class Member:
    """A comment of a campaign: its words, and how many of the common ones it leaves out."""

    membership: Membership
    common_text: str
    pieces: list[tuple[str, bool]] = field(init=False)  # words, and whether they are particular
    left_out: int = field(init=False)

    def __post_init__(self):
        text = self.membership.comment.text
        self.pieces = pieces_of(text, self.common_text)
        left = [words for words, is_missing in pieces_of(self.common_text, text) if is_missing]
        self.left_out = sum(len(WORD.findall(words)) for words in left)

    @property
    def is_the_same(self) -> bool:
        return not self.left_out and not any(is_particular for _, is_particular in self.pieces)


def campaigns_with_numbers(consultation: Consultation):
    """Rows of `MembershipQuerySet.numbers`, the largest campaign first. One response alone is no
    campaign."""
    members = Membership.objects.filter(campaign__consultation=consultation)
    return members.numbers().filter(responses__gte=FEWEST_RESPONSES)


def numbers_of(campaign: Campaign) -> dict | None:
    """As in `MembershipQuerySet.numbers`; None if it has no members that count."""
    return campaign.memberships.numbers().first()


def campaigns_of(response: Response) -> list[tuple[Campaign, int]]:
    """The campaigns that the response is part of, with the number of their responses."""
    mine = Membership.objects.in_force().filter(comment__response=response)
    campaigns = Campaign.objects.filter(memberships__in=mine).distinct().in_bulk()
    numbers = Membership.objects.filter(campaign__in=campaigns).numbers()
    return [
        (campaigns[each["campaign"]], each["responses"])
        for each in numbers.filter(responses__gte=FEWEST_RESPONSES)
    ]
