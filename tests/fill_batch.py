"""Fill a batch with cheap runs in a process of its own: DIRECTORY WORKERS POINTS REPLICATES [most bytes of a file].

Without arguments: such a process for every line that holds them. It has imported all it needs when it begins, which
takes longer than what it does; its number is said when it begins, and another line when it has ended.
"""

from __future__ import annotations

import os
import sys

from batch_cases import CheapPlan, slow_cheap

from peaceops.experiments import runner
from peaceops.experiments.batch import batch
from peaceops.model.errors import PeaceopsError


def fill(place: str, workers: str, points: str, replicates: str, *most: str) -> int:
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


def fill_again_and_again() -> None:
    for line in sys.stdin:
        if not (process := os.fork()):
            os.setsid()
            os._exit(fill(*line.split()))
        print(process, flush=True)
        os.waitpid(process, 0)
        print("ended", flush=True)


if __name__ == "__main__":
    sys.exit(fill(*sys.argv[1:]) if sys.argv[1:] else fill_again_and_again())
