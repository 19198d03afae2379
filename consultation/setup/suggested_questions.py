"""The agreement questions that most consultations ask, for officers to start from."""

from consultation.models import Question
from strategy.models import Edition, Part

ON_THE_WHOLE = "How far do you agree with the draft strategy as a whole?"


def suggested_questions(edition: Edition) -> list[Question]:
    """One on the whole and one on each area of focus, not saved."""
    areas = edition.parts.in_reading_order().filter(kind=Part.Kind.AREA_OF_FOCUS)
    return [
        Question(wording=ON_THE_WHOLE, position=1),
        *(
            Question(
                part=area,
                wording=f"How far do you agree that {_inside_a_sentence(area.title)} should be an "
                "area of focus?",
                position=position,
            )
            for position, area in enumerate(areas, start=2)
        ),
    ]


def _inside_a_sentence(title):
    """With a small first letter, unless the first word is an abbreviation."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
