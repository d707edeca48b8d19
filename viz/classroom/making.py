"""Making the debrief beside a class: a process of its own, which gives way to the class and can be stopped.

A debrief plays the run again many times, which takes minutes. The process is :mod:`.debrief_job`, with a lower priority
than the class; there is one at a time, whoever asks meanwhile waits for the same one, and the files that it made, with
display names and without, are kept until the class goes on. Its runs end with the process.
"""

from __future__ import annotations

import asyncio
import io
import os
import signal
import subprocess
import sys
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ...experiments.classroom.commands import RefusalError
from .debrief_job import NAMES, NO_NAMES

__all__ = ["Made", "Making", "read_made"]

GIVES_WAY = 10  # added to the niceness of the process, and so of all that it starts


@dataclass(frozen=True)
class Made:
    """A debrief that was made: the page, and page and data as a ZIP file."""

    page: bytes
    packed: bytes


class Making:
    """The debrief of one class."""

    def __init__(self, path: Path) -> None:
        """Take the file of a class; nothing is made before it is asked for."""
        self._path = path
        self._key: int | None = None
        self._task: asyncio.Task[dict[bool, Made]] | None = None
        self._process: asyncio.subprocess.Process | None = None
        self.progress = (0, 0)

    @property
    def under_way(self) -> bool:
        """Whether one is being made."""
        return self._task is not None and not self._task.done()

    @property
    def told(self) -> dict[str, int | bool]:
        """What pages are told: whether one is being made, the runs made and in all, 0 before they are known."""
        done, total = self.progress if self.under_way else (0, 0)
        return {"making": self.under_way, "done": done, "total": total}

    async def made(self, key: int, *, names: bool = True) -> Made:
        """Return the debrief of the class as it stands.

        Args:
            key: Number of its last row; another number is another debrief.
            names: Whether display names are shown and kept.

        Raises:
            RefusalError: If it cannot be made, or was stopped.
        """
        task = self._task
        if task is None or (task.done() and (self._key != key or task.cancelled() or task.exception())):
            self._key, self._task = key, asyncio.create_task(self._make())
            task = self._task
        try:
            return (await asyncio.shield(task))[names]  # one page that is closed does not stop it for another
        except asyncio.CancelledError:
            if task.cancelled():
                raise RefusalError("phase", "the debrief was stopped") from None
            raise

    async def stop(self) -> bool:
        """Stop what is being made, if anything is; return whether there was."""
        task = self._task
        if task is None or task.done():
            return False
        task.cancel()
        await asyncio.wait({task})
        return True

    async def _make(self) -> dict[bool, Made]:
        """Let a process write the debrief, and read it."""
        with TemporaryDirectory(prefix="peaceops-debrief-", ignore_cleanup_errors=True) as folder:
            command = [sys.executable, "-m", f"{__package__}.debrief_job", str(self._path), folder]
            self.progress = (0, 0)
            self._process = await asyncio.create_subprocess_exec(
                *command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                start_new_session=sys.platform != "win32", creationflags=_apart(),
            )  # fmt: skip
            try:
                _lower(self._process.pid)
                _, told = await asyncio.gather(self._listen(self._process.stdout), _all_of(self._process.stderr))
                await self._process.wait()
                if self._process.returncode:
                    raise RefusalError("failed", _sentence(told))
                both = {True: Path(folder) / NAMES, False: Path(folder) / NO_NAMES}
                return {names: await asyncio.to_thread(read_made, place) for names, place in both.items()}
            finally:
                await self._end()

    async def _listen(self, stream: asyncio.StreamReader | None) -> None:
        """Note how many runs have been made, of how many, as the process tells it."""
        while stream is not None and (line := await stream.readline()):
            told = line.split()
            if len(told) == 2 and all(word.isdigit() for word in told):
                self.progress = (int(told[0]), int(told[1]))

    async def _end(self) -> None:
        """End the process and all that it has started."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            if sys.platform == "win32":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def _apart() -> int:
    """Return with what a process is made on Windows, so that Ctrl-C in the terminal of the class does not reach it."""
    if sys.platform == "win32":
        return subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.BELOW_NORMAL_PRIORITY_CLASS
    return 0


def _lower(pid: int) -> None:
    """Let a process give way to the class."""
    if sys.platform != "win32":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, pid, GIVES_WAY)


def _sentence(told: bytes) -> str:
    """Return why a debrief could not be made: what the command said, in one line."""
    text = " ".join(told.decode("utf-8", "replace").split())
    return text.rpartition("peaceops: ")[2][:400] or "the debrief could not be made"


async def _all_of(stream: asyncio.StreamReader | None) -> bytes:
    """Return all that a process says."""
    return b"" if stream is None else await stream.read()


def read_made(folder: Path) -> Made:
    """Return the page in a folder, and page and data as a ZIP file."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                packed.write(path, path.relative_to(folder).as_posix())
    return Made(next(folder.glob("*.html")).read_bytes(), content.getvalue())
