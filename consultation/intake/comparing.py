"""Compares what two entries say: two versions, or what a file says and what is known."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from consultation.intake.entering import Entry
from consultation.models import Given, Response
from consultation.responding.answers import answered
from sdp_portal.templatetags.dates import moment_in_words, to_the_second
from sdp_portal.text_diff import diff_of_plain


@dataclass(frozen=True)
class Difference:
    label: str
    before: str
    after: str

    @cached_property
    def diff(self):
        return diff_of_plain(self.before, self.after)


def as_entry(response: Response) -> Entry:
    """What the response says, as if it were entered now.

    Makes no query if `answers_and_comments` were read with it.
    """
    return Entry(
        channel=response.channel,
        received_at=response.received_at,
        details={field: getattr(response, field) for field in Response.SAID_ABOUT_THEMSELVES},
        comments=[(comment.part, comment.text) for comment in response.comments_on_parts],
        answers=[question.answer for question in answered(response)],
        invitation=response.invitation,
        via=response.via,
        headcount=response.headcount,
    )


def to_the_same_second(entry: Entry, before: Entry) -> Entry:
    """`entry`, received at exactly the moment of `before` if it names the same second.

    A form and a file hold no more than seconds.
    """
    is_same = entry.received_at.replace(microsecond=0) == before.received_at.replace(microsecond=0)
    return dataclasses.replace(entry, received_at=before.received_at) if is_same else entry


def differences(before: Entry, after: Entry) -> list[Difference]:
    """In the order of the form. The order of comments on the same part does not matter."""
    pairs = [
        *_how_it_came(before, after),
        *_comments(before, after),
        *_answers(before, after),
        *_about_them(before, after),
        ("Through the group", str(before.via or ""), str(after.via or "")),
        ("By invitation for", str(before.invitation or ""), str(after.invitation or "")),
    ]
    return [Difference(*pair) for pair in pairs if pair[1] != pair[2]]


def _how_it_came(before, after):
    yield (
        "How it came",
        *(Response.Channel(each.channel).label for each in (before, after)),
    )
    moments = [each.received_at for each in (before, after)]
    is_exact = len({moment_in_words(moment) for moment in moments}) == 1
    yield "Received", *map(to_the_second if is_exact else moment_in_words, moments)
    yield "People at the meeting", *(str(each.headcount or "") for each in (before, after))


def _comments(before, after):
    """One pair for each comment that is not the same in both."""
    parts = dict.fromkeys(part for each in (before, after) for part, _ in each.comments)
    for part in parts:
        old, new = ({text for on, text in each.comments if on == part} for each in (before, after))
        label = f"Comment on {part.label}" if part else "Comment on the whole strategy"
        for text_before, text_after in _side_by_side(
            (text for on, text in before.comments if on == part and text not in new),
            (text for on, text in after.comments if on == part and text not in old),
        ):
            yield label, text_before, text_after


def _side_by_side(old: Iterable[str], new: Iterable[str]):
    old, new = list(dict.fromkeys(old)), list(dict.fromkeys(new))
    for number in range(max(len(old), len(new))):
        yield ("".join(old[number : number + 1]), "".join(new[number : number + 1]))


def _answers(before, after):
    old, new = ({given.question: given for given in each.said} for each in (before, after))
    for question in dict.fromkeys([*old, *new]):
        pair = [given.get(question, Given(question)) for given in (old, new)]
        label = f"Answer to “{question.wording}”"
        yield label, *(given.choice_in_words for given in pair)
        yield f"{label}, in words", *(given.text for given in pair)


def _about_them(before, after):
    for name in Response.SAID_ABOUT_THEMSELVES:
        field = Response._meta.get_field(name)
        label = field.verbose_name[0].upper() + field.verbose_name[1:]
        yield (
            label,
            *(
                str(dict(field.flatchoices).get(value, value) or "")
                for value in (before.details.get(name), after.details.get(name))
            ),
        )
