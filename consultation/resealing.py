"""Private links and equality answers, sealed anew with the newest key."""

from consultation.equality.ballots import BALLOT
from consultation.models import EqualityBallot
from consultation.models.secrets import PrivateLink
from sdp_portal.resealing import reseal_field, reseals


@reseals("Private links")
def _private_links():
    for model in PrivateLink.__subclasses__():
        rows = model.objects.only("sealed_token")
        yield from reseal_field(rows, "sealed_token", purpose=model.token_purpose())


@reseals("Equality answers")
def _equality_answers():
    yield from reseal_field(EqualityBallot.objects.all(), "sealed", purpose=BALLOT)
