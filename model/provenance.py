"""Where a result comes from: all that is needed to run it again."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

__all__ = ["PACKAGES", "as_json", "package_version", "provenance"]

PACKAGES = ("mesa", "numpy", "pandas", "pyarrow", "pydantic", "scipy")
"""Packages whose versions are kept with a result."""


def provenance(scenario: str, scenario_hash: str, seed: int, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return version, scenario, hash, seed, parameter values, Python, package versions and platform.

    No date, path or host name is in it: the same run twice has the same provenance.

    Args:
        scenario: Name of the scenario.
        scenario_hash: Hash of its canonical form.
        seed: Integer seed of the run.
        parameters: All parameter values, nested by group; anything that JSON can hold.

    Raises:
        ValueError: If a parameter value is not a finite number or cannot be held by JSON.

    Source: MODEL.md section 6.
    """
    return {
        "version": package_version("peaceops"),
        "scenario": scenario,
        "scenario_hash": scenario_hash,
        "seed": int(seed),
        "python": platform.python_version(),
        "packages": {name: package_version(name) for name in PACKAGES},
        "platform": f"{platform.system()} {platform.machine()}",
        "parameters": as_json(parameters),
    }


def as_json(value: Any) -> Any:
    """Return a value as JSON gives it back: tuples become lists, NumPy numbers Python numbers, keys strings.

    Raises:
        ValueError: If it holds something that JSON cannot, or a number that is not finite.
    """
    try:
        return json.loads(json.dumps(value, allow_nan=False, default=_plain))
    except TypeError as error:
        raise ValueError(str(error)) from None


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} {value!r} cannot be kept with a result")


@cache
def package_version(package: str) -> str:
    """Return the installed version of a package, or ``not installed``."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
