"""Count the responses that a network address sent recently, in this process's memory only.

Nothing is stored, so no copy of the database can show who sent what. In return, each process
counts separately, and forgets its counts at a restart and once a day. That is exact enough for a
flag that only officers see (`flags.py`).
"""

import datetime as dt
import hashlib
import ipaddress
import secrets
import threading
from collections import OrderedDict, deque

MOST_ADDRESSES = 5_000  # 7 MB if each has sent up to the limit


class Senders:
    """Thread-safe. Addresses are stored as keyed hashes, and the key is discarded every day."""

    def __init__(self, *, limit: int, span: dt.timedelta):
        self._limit = limit
        self._span = span
        self._lock = threading.Lock()
        self.forget()

    def forget(self):
        self._day = None
        self._moments = OrderedDict()  # by hashed address, the latest sender last

    def note(self, address: str, *, at: dt.datetime) -> bool:
        """Record one response. True if `address` sent the limit within the span before it."""
        with self._lock:
            if self._day != at.date():
                self._day, self._key = at.date(), secrets.token_bytes(32)
                self._moments.clear()
            digest = hashlib.blake2b(_network_of(address), key=self._key).digest()
            moments = self._moments.setdefault(digest, deque(maxlen=self._limit))
            self._moments.move_to_end(digest)
            if len(self._moments) > MOST_ADDRESSES:
                self._moments.popitem(last=False)
            is_one_of_many = len(moments) == self._limit and moments[0] > at - self._span
            moments.append(at)
        return is_one_of_many


def _network_of(address: str) -> bytes:
    """IPv6: only the first 64 bits, because the rest varies within one household."""
    found = ipaddress.ip_address(address)
    if found.version == 4:
        return found.packed
    return found.ipv4_mapped.packed if found.ipv4_mapped else found.packed[:8]
