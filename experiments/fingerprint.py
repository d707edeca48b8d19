"""What the numbers of a run depend on besides scenario and seed: the model's source and its libraries."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from pathlib import Path

from ..model.provenance import PACKAGES, package_version

__all__ = ["MUST_AGREE", "fingerprint", "versions"]

ROOT = Path(__file__).resolve().parents[1]
MUST_AGREE = {"peaceops": "version of peaceops", "fingerprint": "source of the model", "numpy": "version of NumPy"}
"""What must be the same wherever runs of one batch are made: all that is known to change a number of a run."""
SOURCES = ("agents/*.py", "model/**/*.py", "model/**/*.toml")
"""Everything that a number of a run can follow from; what stands right of the model cannot change one."""


@cache
def fingerprint() -> str:
    """Return a short sign of the model's source; two installations with the same one give the same numbers.

    It is stricter than the version: someone who changes a rule without a new version gets another sign. A comment
    changes it too; a stored batch is then read as before, but not continued.
    """
    paths = sorted({path for pattern in SOURCES for path in ROOT.glob(pattern)})
    found = hashlib.sha256()
    for path in paths:
        found.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
        found.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return found.hexdigest()[:16]


def versions() -> dict[str, str]:
    """Return the versions of peaceops, Python and packages, the platform, and the fingerprint of the model."""
    return {
        "peaceops": package_version("peaceops"),
        "fingerprint": fingerprint(),
        "python": platform.python_version(),
        **{name: package_version(name) for name in PACKAGES},
        "platform": f"{platform.system()} {platform.machine()}",
    }
