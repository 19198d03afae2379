"""A portal whose consultation has closed, with example responses that are published."""

CLOSE = "UPDATE consultation_window SET opens_at = '2024-03-01', closes_at = '2024-04-02'"
REVIEW = """
from django.contrib.auth.models import User
from consideration.reviewing.review import decide, to_review
from consultation.models import Consultation
from sdp_portal import clock
consultation, at = Consultation.objects.get(), clock.now()
by, _ = User.objects.get_or_create(username="publisher", is_staff=True)
for response in to_review(consultation.responses):
    decide(response=response, seen=0, note="", by=by, at=at)
"""
EXAMPLES = f"""
from django.core.management import call_command
from django.db import connection
from consultation.models import Consultation
consultation = Consultation.objects.get()
part = consultation.edition.parts.get(key="hate-crime")
consultation.questions.create(wording="How far do you agree with the draft?")
consultation.questions.create(wording="How far do you agree on hate crime?", part=part, position=1)
call_command("sample_responses", "80")
connection.cursor().execute("{CLOSE}")
{REVIEW}
from consideration.reviewing.redacting import redact
from consideration.reviewing.withholding import withhold
from outcome.responses.releasing import publish_responses
publish_responses(consultation=consultation, seen=None, by=by, at=at)
first, second = (row.comment for row in consultation.published_comments.in_order()[:2])
redact(comment=first, passages=[(0, 3)], reason="identifies", by=by, at=at)
withhold(comment=second, reason="identifies", by=by, at=at)
"""


def close_for_all(portal):
    portal.execute(CLOSE)


def publish_examples(portal):
    """Eighty responses; of the first comment words are redacted, and the second is withheld."""
    portal.manage("shell", "--no-imports", "--command", EXAMPLES)


def review_all(portal):
    portal.manage("shell", "--no-imports", "--command", REVIEW)
