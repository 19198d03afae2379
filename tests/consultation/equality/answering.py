"""How tests answer equality questions."""

import re

from consultation.equality import ballots
from consultation.models import EqualityBallot, EqualityCount, EqualityForm

PAGE = "/consultations/draft-strategy-2024-29/equality/"
THANKS = f"{PAGE}thanks/"
LINK = re.compile(rf'href="({PAGE}[?]form=[^"#]+)[^"]*" rel="noreferrer"')


def link_on(person, response):
    [link] = LINK.findall(person.get(response.receipt_url()).content.decode())
    return link


def options_of(consultation, *labels):
    questions = consultation.equality_questions.all()
    return [q.options.get(label=label) for q, label in zip(questions, labels, strict=False)]


def answers(page, *options):
    form = page.context["form"]
    chosen = {f"equality-{option.question_id}": str(option.pk) for option in options}
    return {"nonce": form["nonce"].value()} | chosen


def hand_in(consultation, *options, mark):
    ballots.hand_in(consultation=consultation, options=options, nonces=[mark])


def hand_in_some(consultation, *options, people):
    """As many as that many people, each of whom chooses the options."""
    for number in range(people):
        hand_in(consultation, *options, mark=f"{EqualityForm.objects.count()} {number}")


def number(option):
    return sum(EqualityCount.objects.filter(option=option).values_list("number", flat=True))


def ballot_total():
    return EqualityBallot.objects.count()
