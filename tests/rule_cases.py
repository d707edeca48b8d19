"""What the tests of rules share: generated shares, and the check that an argument moves a result one way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

Array = NDArray[np.float64]

SLACK = 1e-12
share = st.floats(0.0, 1.0, allow_subnormal=False)
two_shares = st.tuples(share, share).map(lambda pair: (min(pair), max(pair)))


def shares(*shape: int) -> st.SearchStrategy[Array]:
    """Return generated arrays of shares."""
    return arrays(np.float64, shape, elements=share)


def amounts(*shape: int, most: float) -> st.SearchStrategy[Array]:
    """Return generated arrays of amounts from 0 to ``most``."""
    return arrays(np.float64, shape, elements=st.floats(0.0, most, allow_subnormal=False))


def values(result: Any) -> Array:
    """Return a result as one array; contributions by cause are added up."""
    return np.asarray(sum(result.values()) if isinstance(result, Mapping) else result, dtype=np.float64)


def moves(
    rule: Callable[..., Any], arguments: Mapping[str, Any], name: str, low: float, high: float, sign: int
) -> None:
    """Check that raising ``name`` from ``low`` to ``high`` never moves the result against ``sign``."""
    shift = values(rule(**{**arguments, name: as_given(arguments[name], high)})) - values(
        rule(**{**arguments, name: as_given(arguments[name], low)})
    )
    assert (sign * shift >= -SLACK).all(), f"{name} from {low} to {high} moves {shift}, expected sign {sign}"


def surely_moves(rule: Callable[..., Any], arguments: Mapping[str, Any], name: str, sign: int) -> None:
    """Check that ``name`` has an effect of this sign at ordinary values, from 0.2 to 0.8 of what is given."""
    given = np.asarray(arguments[name], dtype=np.float64)
    shift = values(rule(**{**arguments, name: as_given(given, 1.6)})) - values(
        rule(**{**arguments, name: as_given(given, 0.4)})
    )
    assert (sign * shift > 1e-9).all(), f"{name} moves {shift}, expected sign {sign}"


def as_given(value: Any, factor: float) -> Any:
    """Return ``value`` times ``factor`` in the type in which it was given."""
    return value * factor if isinstance(value, np.ndarray) else type(value)(value * factor)


def bounded(result: Any, low: float = 0.0, high: float = 1.0) -> None:
    """Check that a result is finite and within bounds."""
    found = values(result)
    assert np.isfinite(found).all()
    assert (found >= low - SLACK).all(), found.min()
    assert (found <= high + SLACK).all(), found.max()
