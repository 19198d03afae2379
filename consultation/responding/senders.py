"""How many responses a network address has sent lately, in the memory of this process alone.

Nothing of it is stored, so no copy of the database can tell who sent what. The price: each process
counts for itself, and forgets when it is started anew and once a day. That is good enough for a
mark that only officers see and that need not be exact (`flags.py`).
"""

import datetime as dt
import hashlib
import ipaddress
import secrets
import threading
from collections import OrderedDict, deque

MOST_ADDRESSES = 5_000  # 7 MB when each has sent all that it may


class Senders:
    """Thread-safe. Addresses are known by keyed hashes, and their key is thrown away every day."""

    def __init__(self, *, limit: int, span: dt.timedelta):
        self._limit = limit
        self._span = span
        self._lock = threading.Lock()
        self.forget()

    def forget(self):
        self._day = None
        self._moments = OrderedDict()  # by address; who sent last comes last

    def note(self, address: str, *, at: dt.datetime) -> bool:
        """Whether `address` has sent as many as the limit within the span before this one."""
        with self._lock:
            if self._day != at.date():
                self._day, self._key = at.date(), secrets.token_bytes(32)
                self._moments.clear()
            digest = hashlib.blake2b(_bytes_that_count(address), key=self._key).digest()
            moments = self._moments.setdefault(digest, deque(maxlen=self._limit))
            self._moments.move_to_end(digest)
            if len(self._moments) > MOST_ADDRESSES:
                self._moments.popitem(last=False)
            is_one_of_many = len(moments) == self._limit and moments[0] > at - self._span
            moments.append(at)
        return is_one_of_many


def _bytes_that_count(address: str) -> bytes:
    """Of IPv6 the first 64 bits, as the rest changes within one household."""
    found = ipaddress.ip_address(address)
    if found.version == 4:
        return found.packed
    return found.ipv4_mapped.packed if found.ipv4_mapped else found.packed[:8]
