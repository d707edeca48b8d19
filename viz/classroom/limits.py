"""How much one sender may ask: buckets that fill with time, and a bound on what is remembered of senders."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

__all__ = ["Limit"]

MOST_SENDERS = 4_096


class Limit:
    """A bucket for each sender; what is in it may be spent at once, and it fills again with time."""

    def __init__(self, most: float, a_second: float, now: Callable[[], float] = time.monotonic) -> None:
        """Set the size of buckets.

        Args:
            most: What a full bucket holds.
            a_second: What flows in each second.
            now: Clock in seconds.
        """
        self._most, self._pace, self._now = most, a_second, now
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._told: dict[str, float] = {}

    def wait(self, sender: str, price: float = 1.0) -> float:
        """Take something out of a sender's bucket.

        Returns:
            0 if there was enough, else the seconds after which there will be; nothing is taken then.
        """
        now = self._now()
        left, at = self._left.pop(sender, (self._most, now))
        left = min(left + (now - at) * self._pace, self._most)
        enough = left >= price
        self._left[sender] = (left - price if enough else left, now)
        if len(self._left) > MOST_SENDERS:
            self._left.popitem(last=False)
        return 0.0 if enough else (price - left) / self._pace

    def spent(self, sender: str) -> bool:
        """Return whether a sender's bucket is empty, and take nothing."""
        left, at = self._left.get(sender, (self._most, 0.0))
        return min(left + (self._now() - at) * self._pace, self._most) < 1.0

    def is_news(self, sender: str) -> bool:
        """Return whether it is worth noting again that a sender asks too much: once in ten seconds."""
        now = self._now()
        if now - self._told.get(sender, float("-inf")) < 10.0:
            return False
        if len(self._told) > MOST_SENDERS:
            self._told.clear()
        self._told[sender] = now
        return True
