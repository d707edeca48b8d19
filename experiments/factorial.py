"""Two-level fractional factorial designs of resolution IV or better, with their alias structure.

Half of the designs' columns are free and the others are products of three or more of them, so that no main effect is
mixed up with another or with a pair; pairs may be mixed up with pairs, which :func:`aliased_pairs` says.

Source: Box, Hunter and Hunter 2005, chapter 6; Montgomery 2012, table 8.14, for the generators.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

__all__ = ["MOST_TWO_LEVEL", "aliased_pairs", "resolution", "two_level"]

Signs = NDArray[np.int64]

GENERATORS: dict[int, tuple[tuple[int, ...], ...]] = {
    1: (), 2: (), 3: (), 4: (),
    5: ((0, 1, 2, 3),),
    6: ((0, 1, 2), (1, 2, 3)),
    7: ((0, 1, 2), (1, 2, 3), (0, 2, 3)),
    8: ((1, 2, 3), (0, 2, 3), (0, 1, 2), (0, 1, 3)),
    9: ((1, 2, 3, 4), (0, 2, 3, 4), (0, 1, 3, 4), (0, 1, 2, 4)),
    10: ((0, 1, 2, 3), (0, 1, 2, 4), (0, 1, 3, 4), (0, 2, 3, 4), (1, 2, 3, 4)),
    11: ((0, 1, 2), (1, 2, 3), (2, 3, 4), (0, 2, 3), (0, 3, 4), (1, 3, 4)),
    12: ((0, 1, 2), (0, 1, 3), (0, 1, 4), (0, 2, 3), (0, 2, 4), (0, 3, 4), (1, 2, 3)),
}  # fmt: skip
"""By number of factors: for each dependent column the free ones whose product it is."""
MOST_TWO_LEVEL = max(GENERATORS)


def two_level(n: int, *, full: bool = False) -> Signs:
    """Return the settings of n factors, shape (settings, n), -1 and 1; the first has all at -1 where it can be.

    Args:
        n: Factors, 1 to :data:`MOST_TWO_LEVEL`.
        full: Whether all settings are wanted, and not a fraction.

    Raises:
        ValueError: If n is out of range.
    """
    if not 1 <= n <= MOST_TWO_LEVEL:
        raise ValueError(f"{n} factors; allowed is 1 to {MOST_TWO_LEVEL}")
    generators = () if full else GENERATORS[n]
    free = np.array(list(product((-1, 1), repeat=n - len(generators))), dtype=np.int64)
    made = [_signed(free[:, list(columns)]) for columns in generators]
    return np.column_stack([free, *made])


def _signed(columns: Signs) -> Signs:
    """Return the product of columns, turned so that it is -1 where all of them are."""
    return np.asarray(columns.prod(axis=1) * (1 if columns.shape[1] % 2 else -1))


def resolution(settings: Signs) -> int:
    """Return the resolution of a design: the fewest columns whose product is constant; one more than all if none is."""
    n = settings.shape[1]
    for size in range(1, n + 1):
        for columns in combinations(range(n), size):
            if abs(int(settings[:, list(columns)].prod(axis=1).sum())) == len(settings):
                return size
    return n + 1


def aliased_pairs(settings: Signs, names: Sequence[str]) -> list[tuple[tuple[str, str], ...]]:
    """Return the groups of pairs of factors whose joint effects cannot be told apart; groups of one are left out."""
    groups: dict[bytes, list[tuple[str, str]]] = {}
    for one, two in combinations(range(settings.shape[1]), 2):
        column = settings[:, one] * settings[:, two]
        column = column * column[0]
        groups.setdefault(column.tobytes(), []).append((names[one], names[two]))
    return [tuple(group) for group in groups.values() if len(group) > 1]
