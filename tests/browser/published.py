"""A portal whose consultation has closed, with example responses that are published."""

CLOSE = "UPDATE consultation_window SET opens_at = '2024-03-01', closes_at = '2024-04-02'"
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

from django.contrib.auth.models import User
from outcome.responses.releasing import publish_responses
from consideration.reviewing.review import decide, to_review
from consideration.reviewing.withholding import withhold
from sdp_portal import clock
at = clock.now()
by, _ = User.objects.get_or_create(username="publisher", is_staff=True)
for response in to_review(consultation.responses):
    decide(response=response, seen=0, note="", by=by, at=at)
publish_responses(consultation=consultation, seen=None, by=by, at=at)
said = consultation.published_comments.exclude(comment=None)[1].comment
withhold(comment=said, reason="identifies", by=by, at=at)
"""


def close_for_all(portal):
    portal.execute(CLOSE)


def publish_examples(portal):
    """Eighty responses; the second comment is withheld."""
    portal.manage("shell", "--no-imports", "--command", EXAMPLES)
