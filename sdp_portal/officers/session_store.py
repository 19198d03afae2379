"""Officers' sessions, stored so that a copy of the database opens none of them.

The cookie's value is stored as a hash. The session's data, such as a second factor that is being
set up, is sealed.
"""

import hashlib

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from sdp_portal import keys
from sdp_portal.database.outage import LOST_OR_UNABLE

PURPOSE = "session"


class SessionStore(DatabaseStore):
    """Only for synchronous views: the portal has no others."""

    def _get_session_from_db(self):
        kept = self.model.objects.filter(
            session_key=hash_of(self.session_key),
            expire_date__gt=timezone.now(),  # noqa: TID251 as Django dates it
        ).first()
        if kept is None:
            self._session_key = None
        return kept

    def save(self, must_create=False):
        """Django mistakes every database error for a session that has ended."""
        try:
            super().save(must_create)
        except UpdateError as error:
            if isinstance(error.__context__, LOST_OR_UNABLE):
                raise error.__context__ from None
            raise

    def exists(self, session_key):
        return super().exists(hash_of(session_key))

    def create_model_instance(self, data):
        kept = super().create_model_instance(data)
        kept.session_key = hash_of(kept.session_key)
        return kept

    def delete(self, session_key=None):
        if session_key := session_key or self.session_key:
            super().delete(hash_of(session_key))

    def encode(self, session_dict):
        return keys.seal(super().encode(session_dict), purpose=PURPOSE)

    def decode(self, session_data):
        """Without its key a session is empty, and its officer is signed out."""
        try:
            return super().decode(keys.unseal(session_data, purpose=PURPOSE))
        except keys.WrongKeyError:
            return {}


def hash_of(session_key: str) -> str:
    """160 bits: the column of Django's table is 40 characters long."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]
