"""Keys of players and of the lecturer: derived from a secret of the class, so that none has to be kept.

A key names who it belongs to and proves it: ``p3.`` and 192 bits that cannot be guessed. The code of a class is short
and lets one join, nothing more.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from base64 import urlsafe_b64encode

from .commands import RefusalError

__all__ = ["Links", "checked_id", "hidden", "key_of", "new_code", "same_code", "who_of"]

SIGNS = "ABCDEFGHJKMNPQRTUVWXY346789"  # none that is taken for another when it is read from a wall
LENGTH = 6
SHORTEST_ID, LONGEST_ID = 16, 80
_BYTES = 24
_LASTS = 3600.0  # seconds that a link is good for


def key_of(who: str, secret: bytes) -> str:
    """Return the key of a player or of the lecturer."""
    proof = hmac.new(secret, who.encode(), hashlib.sha256).digest()[:_BYTES]
    return f"{who}.{urlsafe_b64encode(proof).decode('ascii')}"


def who_of(key: object, secret: bytes) -> str | None:
    """Return whose key it is, None if it is nobody's; takes as long for a wrong key as for a right one."""
    if not isinstance(key, str) or not key.isascii() or len(key) > 200:
        return None
    who, _, _ = key.partition(".")
    return who if hmac.compare_digest(key_of(who, secret), key) else None


class Links:
    """Words that give the lecturer's key once each; they are in memory alone."""

    def __init__(self) -> None:
        """Begin without any."""
        self._until: dict[str, float] = {}

    def new(self) -> str:
        """Return a word that is good for an hour."""
        now = time.time()
        self._until = {word: until for word, until in self._until.items() if until > now}
        word = secrets.token_urlsafe(24)
        self._until[word] = now + _LASTS
        return word

    def use(self, given: object) -> None:
        """Use a word up.

        Raises:
            RefusalError: If it is none, was used or is too old.
        """
        known = [
            word
            for word in self._until
            if isinstance(given, str) and secrets.compare_digest(word.encode(), given.encode())
        ]
        if not known or self._until.pop(known[0]) < time.time():
            raise RefusalError(
                "key", "this link is used up; take a new one: it is shown when the class is started again"
            )


def hidden(id: str) -> str:
    """Return what is kept of an identifier that is as secret as a key."""
    return "join:" + hashlib.sha256(id.encode()).hexdigest()


def new_code() -> str:
    """Return a code to be shown to a class, such as ``KRT-486``."""
    signs = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
    return f"{signs[:3]}-{signs[3:]}"


def same_code(given: object, code: str) -> bool:
    """Return whether a code is the one of the class; case, dashes and spaces do not matter."""
    if not isinstance(given, str) or len(given) > 40 or not given.isascii():
        return False
    return hmac.compare_digest("".join(filter(str.isalnum, given.upper())), code.replace("-", ""))


def checked_id(id: object) -> str:
    """Return the id of a command.

    Raises:
        RefusalError: If it is none.
    """
    if not isinstance(id, str) or not SHORTEST_ID <= len(id) <= LONGEST_ID or not id.isascii() or not id.isprintable():
        raise RefusalError(
            "bad", f"the id of a command is {SHORTEST_ID} to {LONGEST_ID} letters and digits, new for each command"
        )
    return id
