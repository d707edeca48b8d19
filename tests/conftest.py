"""What all tests share: no display, one BLAS thread, known amounts of generated cases."""

from __future__ import annotations

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # before NumPy is imported: one thread a process, also in spawned workers
os.environ["MPLBACKEND"] = "Agg"  # overrides a display backend that a notebook or a desktop may have set

from hypothesis import HealthCheck, settings  # noqa: E402

_SLOW_MACHINE = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("quick", max_examples=30, deadline=None, derandomize=True, suppress_health_check=_SLOW_MACHINE)
settings.register_profile("full", max_examples=300, deadline=None, derandomize=True, suppress_health_check=_SLOW_MACHINE)
settings.register_profile("search", max_examples=1000, deadline=None, suppress_health_check=_SLOW_MACHINE)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
