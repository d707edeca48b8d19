"""Processes that make runs: replaced, one thread each, gone with their parent; a death costs one run."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from peaceops.experiments import pool
from peaceops.experiments.pool import DIED, Lost, in_processes
from peaceops.model.errors import PlanError


def who(item: int) -> tuple[int, str]:
    return os.getpid(), os.environ["OPENBLAS_NUM_THREADS"]


def test_processes_are_replaced_and_use_one_thread(monkeypatch):
    monkeypatch.setattr(pool, "RUNS_A_WORKER", 2)
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "7")
    made = dict(in_processes(who, range(5), 1))
    assert sorted(made) == list(range(5))
    numbers = [pid for pid, _ in made.values()]
    assert max(numbers.count(pid) for pid in numbers) == 2
    assert {threads for _, threads in made.values()} == {"1"}
    assert os.environ["OPENBLAS_NUM_THREADS"] == "7"


def kill_or_keep(item: int) -> object:
    if item == 1:
        os.kill(os.getpid(), 9)
    return (lambda: item) if item == 2 else item


def test_what_kills_or_cannot_be_sent_is_lost_alone():
    made = dict(in_processes(kill_or_keep, range(5), 2))
    assert made[1] == Lost(DIED)
    assert made[2].reason.startswith("its result cannot be sent between processes")
    assert [made[i] for i in (0, 3, 4)] == [0, 3, 4]


class _Deadly:
    """Ends the process in which it is unpacked."""

    def __reduce__(self):
        return os._exit, (1,)

    def __call__(self, item: int) -> int:
        return item


def test_processes_that_never_get_ready_end_in_a_sentence(monkeypatch):
    monkeypatch.setattr(pool, "FALSE_STARTS", 1)
    with pytest.raises(PlanError, match="end before they are ready; is there memory left"):
        list(in_processes(_Deadly(), range(3), 1))


def test_a_function_that_other_processes_cannot_find_is_refused():
    with pytest.raises(PlanError, match=r"the run function cannot be sent to other processes .* or use one"):
        list(in_processes(lambda item: item, range(3), 1))


def test_a_script_without_a_guard_is_not_run_again_in_every_process(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "print('started')\nfrom peaceops.experiments.pool import in_processes\nfrom test_pool import who\n"
        "print(sorted(item for item, _ in in_processes(who, range(3), 1)))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    done = subprocess.run([sys.executable, script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "started\n[0, 1, 2]\n"


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at processes as Linux shows them")
def test_processes_end_with_the_one_that_started_them_though_it_is_killed(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "from peaceops.experiments.pool import in_processes\nfrom test_pool import who_then_sleep\n"
        "for _, pid in in_processes(who_then_sleep, range(3), 1):\n    print(pid, flush=True)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    with subprocess.Popen([sys.executable, script], env=environment, stdout=subprocess.PIPE, text=True) as parent:
        worker = int(parent.stdout.readline())
        assert Path(f"/proc/{worker}").exists()
        parent.kill()
        parent.wait()
        until = time.monotonic() + 60.0
        while is_running(worker) and time.monotonic() < until:
            time.sleep(0.1)
        assert not is_running(worker)


def is_running(pid: int) -> bool:
    """Return True unless a process is gone, or only waits to be looked at."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def who_then_sleep(item: int) -> int:
    """Return the number of the process, and in the second run sleep for an hour."""
    if item:
        time.sleep(3600.0)
    return os.getpid()
