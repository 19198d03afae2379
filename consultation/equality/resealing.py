"""Seals equality answers again with the newest key."""

from consultation.equality.ballots import BALLOT
from consultation.models import EqualityBallot
from sdp_portal.resealing import reseal_field, reseals


@reseals("Equality answers")
def reseal_equality_answers():
    yield from reseal_field(EqualityBallot.objects.all(), "sealed", purpose=BALLOT)
