"""Fill a batch with cheap runs in a process of its own: DIRECTORY WORKERS POINTS REPLICATES [most bytes of a file]."""

from __future__ import annotations

import sys

from batch_cases import CheapPlan, slow_cheap

from peaceops.experiments import runner
from peaceops.experiments.batch import batch
from peaceops.model.errors import PeaceopsError


def main() -> int:
    place, workers, points, replicates, *most = sys.argv[1:]
    runner.WRITE_SECONDS = 0.05  # many writes, so that kills fall into some
    if most:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (int(most[0]), resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    try:
        batch(CheapPlan(int(points), int(replicates)), place, int(workers), make=slow_cheap)
    except PeaceopsError as error:
        print(error)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
