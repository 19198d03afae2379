"""Suggests the agreement questions that most consultations ask, as a start for officers."""

from consultation.models import Question
from strategy.models import Edition, Part

ON_THE_WHOLE = {
    Edition.Standing.FOR_CONSULTATION: "How far do you agree with the draft strategy as a whole?",
    Edition.Standing.IN_FORCE: "How far do you agree with the strategy as a whole?",
}


def suggested_questions(edition: Edition) -> list[Question]:
    """Unsaved questions: one on the whole strategy and one on each area of focus."""
    areas = edition.parts.in_reading_order().filter(kind=Part.Kind.AREA_OF_FOCUS)
    questions = [Question(wording=ON_THE_WHOLE[edition.standing], position=1)]
    for position, area in enumerate(areas, start=2):
        title = area.title
        if not title[1:2].isupper():  # an abbreviation keeps its capitals
            title = title[:1].lower() + title[1:]
        wording = f"How far do you agree that {title} should be an area of focus?"
        questions.append(Question(part=area, wording=wording, position=position))
    return questions
