"""What somebody meant who asked for an address with a full stop behind it, or in capitals.

Mail programs and chats take the end of a sentence into a link. People type in capitals what they
read on a poster.
"""

import re
from collections.abc import Iterator

from django.urls import Resolver404, ResolverMatch, resolve

LONGEST = 500  # characters; no address of ours is longer
# ” in Windows' encoding is left as “%94”; encoded twice it is “%E2%80%9D”.
BROKEN = "%(?:E2%80%|C2%)?[2-9AB][0-9A-F]"
# No address of ours ends in anything but a letter, a digit, "-", "_" or "/".
TAIL = re.compile(rf"/*(?:[^\w/\0-]|{BROKEN})*/*\Z", re.IGNORECASE)
OF_OFFICERS = re.compile("/*(?:admin|officers)(?:[^a-z]|$)", re.IGNORECASE)
SECRETS = {"token", "ticket"}  # parts of an address whose capitals count


def spellings(path: str) -> Iterator[str]:
    """Other spellings of `path` that are addresses of ours, the most likely first."""
    if len(path) > LONGEST or OF_OFFICERS.match(path):
        return
    bare = TAIL.sub("", re.sub("/{2,}", "/", path))
    for spelt in dict.fromkeys([bare, in_small_letters(bare)]):
        for address in (f"{spelt}/", spelt):
            if address != path and find(address):
                yield address


def in_small_letters(path: str) -> str:
    """Secrets keep their capitals."""
    match = find(f"{path.lower()}/") or find(path.lower())
    secrets = {match.kwargs[name] for name in SECRETS & match.kwargs.keys()} if match else set()
    words = ((word, word.lower()) for word in path.split("/"))
    return "/".join(word if small in secrets else small for word, small in words)


def find(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None
