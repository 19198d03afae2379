"""Example responses for trying out screens and speed. Each says that it is an example."""

import datetime as dt
import random

from django.db import transaction

from consultation.models import Answer, Comment, Response, Window
from consultation.models.secrets import REFERENCE_LETTERS

BATCH = 2_000
BEGINNINGS = [
    "I think this matters most to us:",
    "Please say more plainly what will happen about this:",
    "We agree, and would add one thing:",
    "This is not clear to me:",
    "From what we see where we live,",
]
ENDINGS = [
    "people stop reporting when they hear nothing back.",
    "the night bus stops need better lighting.",
    "young people should be asked before it is decided.",
    "small groups need to know whom to ring.",
    "the goal should say how it is measured.",
]


@transaction.atomic
def create_samples(*, window: Window, number: int, seed: int):
    """Create `number` sent example responses, spread evenly over the window.

    The same seed gives the same responses. Each has one to three comments on parts of the edition
    or on the whole, and answers about two in three of the agreement questions.
    """
    chance = random.Random(seed)  # noqa: S311 examples, not secrets
    parts = [None, *window.consultation.edition.parts.all()]
    questions = list(window.consultation.questions.in_order())
    step = (window.closes_at - window.opens_at) / max(number, 1)
    for start in range(0, number, BATCH):
        numbers = range(start, min(start + BATCH, number))
        responses = Response.objects.bulk_create(
            _response(window, window.opens_at + step * n, chance) for n in numbers
        )
        comments = [
            _comment(response, chance, part=chance.choice(parts))
            for response in responses
            for _ in range(chance.randint(1, 3))
        ]
        answers = [
            _answer(response, question, chance)
            for response in responses
            for question in questions
            if chance.random() < 2 / 3
        ]
        comments += [
            _comment(answer.response, chance, part_id=question.part_id, question=question)
            for answer in answers
            if (question := answer.question).has_comment_box and chance.random() < 1 / 4
        ]
        Comment.objects.bulk_create(comments)
        Answer.objects.bulk_create(answers)
        sent = [_sent(response, chance) for response in responses]
        Response.objects.bulk_update(sent, ["received_at", "reference"])


def _response(window, at, chance):
    kind = chance.choices(Response.Kind.values, [8, 2, 1])[0]
    named = kind == Response.Kind.ORGANISATION
    return Response(
        consultation=window.consultation,
        window=window,
        begun_at=at,
        respondent_kind=kind,
        organisation=f"Example group {chance.randint(1, 40)}" if named else "",
        publication=chance.choice(
            [Response.Publication.NOTHING, Response.Publication.WITHOUT_NAME]
        ),
        is_sample=True,
    )


def _comment(response, chance, **about):
    text = f"Example: {chance.choice(BEGINNINGS)} {chance.choice(ENDINGS)}"
    return Comment(response=response, text=text, written_at=response.begun_at, **about)


def _answer(response, question, chance):
    return Answer(
        response=response,
        question=question,
        choice=chance.choices(Answer.Choice.values, [5, 8, 3, 2, 1, 1])[0],
        answered_at=response.begun_at,
    )


def _sent(response, chance):
    letters = "".join(chance.choices(REFERENCE_LETTERS, k=4))
    # The last four letters are the response's own number, so references do not repeat.
    number, counted = response.pk, ""
    for _ in range(4):
        number, rest = divmod(number, len(REFERENCE_LETTERS))
        counted += REFERENCE_LETTERS[rest]
    prefix = response.consultation.reference_prefix
    response.received_at = response.begun_at + dt.timedelta(minutes=7)
    response.reference = f"{prefix}-{letters}-{counted}"
    return response
