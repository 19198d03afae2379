"""How private links are sealed anew with the newest key."""

from consultation.models.secrets import PrivateLink
from sdp_portal.resealing import reseal_field, reseals


@reseals("Private links")
def reseal_private_links():
    for model in PrivateLink.__subclasses__():
        rows = model.objects.only("sealed_token")
        yield from reseal_field(rows, "sealed_token", purpose=model.token_purpose())
