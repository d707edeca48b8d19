"""Chance: uniform draws addressed by rule, week and slot, from one integer seed.

A draw depends on nothing but its address, so that one more draw in a rule, or one more team at the end of a list,
changes nothing elsewhere; twin runs with the same seed differ only through what was changed (MODEL.md 5.26).

The state of the model is moved by ``+ - * /``, ``sqrt``, ``min`` and ``max`` alone: IEEE arithmetic gives these the
same bits on every machine, which ``exp``, ``log`` and ``pow`` do not promise. Hence the shapes offered here.
"""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

__all__ = ["Chance"]

Array = NDArray[np.float64]

_STEP = 1.0 / 9_007_199_254_740_992.0  # 2 to the power of -53, between neighbouring draws
_UPPER_BITS = 67_108_864.0  # 2 to the power of 26
_BLOCK = 4  # draws that Philox makes of one value of its counter
_JUMP = 512  # draws that can be made in the time in which the generator is set to another place


class Chance:
    """Draws addressed by (rule, week, slot).

    The generator is NumPy's counter-based Philox: the seed and the rule make its key, the week its counter.
    """

    def __init__(self, seed: int) -> None:
        """Start the streams of one run.

        Args:
            seed: Any integer from 0 up; zero is a seed like any other.

        Raises:
            ValueError: If the seed is negative.
        """
        if seed < 0:
            raise ValueError(f"seed is {seed}; allowed is any whole number from 0 up")
        self.seed = int(seed)
        self._root = int(np.random.SeedSequence(self.seed).generate_state(1, np.uint64)[0])
        self._bits = np.random.Philox(key=[self._root, 0])
        self._generator = np.random.Generator(self._bits)
        self._state = self._bits.state  # at the start of a stream, with the buffer empty; copied by the generator
        self._counter, self._key = self._state["state"]["counter"], self._state["state"]["key"]
        self._keys: dict[str, int] = {}

    def uniform(self, rule: str, week: int, n_slots: int) -> Array:
        """Return shape (n_slots,) in [0, 1); slot i draws the same whatever n_slots is."""
        self._seek(rule, week)
        return self._generator.random(n_slots)

    def uniform_rows(self, rule: str, week: int, slots: NDArray[np.int64], width: int) -> Array:
        """Return the draws of some slots, each of which has ``width`` of them, shape (len(slots), width) in [0, 1).

        Row i is ``uniform(rule, week, n)[slots[i] * width : (slots[i] + 1) * width]``.
        """
        n = (int(np.maximum.reduce(slots)) + 1 if len(slots) else 0) * width
        self._seek(rule, week)
        if len(slots) * _JUMP < n:
            raw = np.array([self._raw_at(slot * width, width) for slot in slots.tolist()])
        else:
            raw = self._bits.random_raw(n).reshape(-1, width).take(slots, axis=0)
        # As the generator makes a float of raw bits, but of those that are wanted only.
        return np.asarray((raw >> 11) * _STEP)

    def noise(self, rule: str, week: int, n_slots: int) -> Array:
        """Return shape (n_slots,): symmetric triangular noise with mean 0 and variance 1, in (-2.45, 2.45)."""
        return _triangular(self.uniform(rule, week, n_slots))

    def noise_rows(self, rule: str, week: int, slots: NDArray[np.int64], width: int) -> Array:
        """Return the noise of some slots, shape (len(slots), width); see :meth:`noise` and :meth:`uniform_rows`."""
        return _triangular(self.uniform_rows(rule, week, slots, width))

    def heavy_tail(self, rule: str, week: int, n_slots: int, largest: float) -> Array:
        """Return shape (n_slots,) sizes from 1 to ``largest``, Pareto with tail exponent 4/3.

        The exponent sits in the range found for deaths per event of armed conflict (1.3-1.6), and lets the inverse be
        written with square roots only.
        """
        return _pareto(self.uniform(rule, week, n_slots), largest)

    def heavy_tail_rows(self, rule: str, week: int, slots: NDArray[np.int64], largest: float) -> Array:
        """Return the sizes of some slots, shape (len(slots),); see :meth:`heavy_tail` and :meth:`uniform_rows`."""
        return _pareto(self.uniform_rows(rule, week, slots, 1)[:, 0], largest)

    def once(self, rule: str, week: int = 0) -> float:
        """Return one draw in [0, 1)."""
        return float(self.uniform(rule, week, 1)[0])

    def _seek(self, rule: str, week: int) -> None:
        """Set the generator to the first draw of a rule in a week."""
        key = self._keys.get(rule)
        if key is None:
            key = self._keys[rule] = zlib.crc32(rule.encode())
        self._counter[0], self._counter[1] = 0, week
        self._key[1] = key
        self._bits.state = self._state

    def _raw_at(self, first: int, n: int) -> NDArray[np.uint64]:
        """Return ``n`` raw draws of the stream last sought, from the one numbered ``first``."""
        self._counter[0], skipped = divmod(first, _BLOCK)
        self._bits.state = self._state
        return np.asarray(self._bits.random_raw(skipped + n)[skipped:])


def _pareto(u: Array, largest: float) -> Array:
    """Return one size from 1 to ``largest`` for every uniform number; see :meth:`Chance.heavy_tail`."""
    u = 1.0 - u
    root = np.sqrt(u)
    return np.minimum(1.0 / (root * np.sqrt(root)), largest)


def _triangular(u: Array) -> Array:
    """Return one number with mean 0 and variance 1 for every uniform one.

    It is the sum of two uniform numbers: the upper 26 bits of ``u``, and the 27 bits below them.
    """
    u = u * _UPPER_BITS
    upper = np.floor(u)
    u -= upper
    upper *= 1.0 / _UPPER_BITS
    upper += u
    upper -= 1.0
    upper *= 2.449489742783178
    return upper
