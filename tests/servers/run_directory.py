"""Where one run keeps its servers' files, and how the next run clears up after a killed one."""

import json
import shutil
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import filelock
import psutil

ROOT = Path(__file__).parents[2]
RUNS = ROOT / ".run"
PROCESSES = "processes.jsonl"


@contextmanager
def run_directory(runs: Path = RUNS):
    """A directory for this run, removed at its end. Those of killed runs are removed first.

    A run holds a lock on its directory; the system drops the lock when the run dies in whatever
    way. A directory whose lock can be taken therefore belongs to nobody, and neither do the
    processes listed in it.
    """
    runs.mkdir(exist_ok=True)
    with filelock.FileLock(runs / "clearing.lock"):
        remove_abandoned(runs)
        directory = Path(tempfile.mkdtemp(prefix="run-", dir=runs))
        lock = filelock.FileLock(directory / "lock")
        lock.acquire()
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)
        lock.release()
        shutil.rmtree(directory, ignore_errors=True)


def remove_abandoned(runs: Path) -> None:
    """End the processes and remove the directories of runs that no longer exist."""
    for directory in runs.glob("run-*"):
        lock = filelock.FileLock(directory / "lock")
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            continue
        for process in remembered_processes(directory):
            end(process)
        lock.release()
        shutil.rmtree(directory, ignore_errors=True)


def end(process: psutil.Process, timeout: float = 10) -> None:
    """Kill ``process`` and its children, which may be frozen, and wait until they are gone.

    Where nobody collects orphans, as in some containers, a zombie counts as gone.
    """
    deadline = time.monotonic() + timeout
    with suppress(psutil.NoSuchProcess):
        family = [process, *process.children(recursive=True)]
        for member in family:
            with suppress(psutil.NoSuchProcess):
                member.kill()
        for member in family:
            with suppress(psutil.NoSuchProcess):
                while member.status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
                    time.sleep(0.01)


def remember_process(directory: Path, pid: int) -> None:
    """Note in ``directory`` that this run started ``pid``."""
    process = psutil.Process(pid)
    with (directory / PROCESSES).open("a") as file:
        file.write(json.dumps([pid, process.create_time()]) + "\n")


def remembered_processes(directory: Path) -> list[psutil.Process]:
    """The processes noted anywhere under ``directory`` that are still alive.

    A pid that the system has since given to someone else has another start time and is left alone.
    """
    alive = []
    for notes in directory.rglob(PROCESSES):
        for line in notes.read_text().splitlines():
            # A run that was killed while it wrote left half a line; its process died with it.
            with suppress(psutil.NoSuchProcess, ValueError):
                pid, created = json.loads(line)
                process = psutil.Process(pid)
                if process.create_time() == created:
                    alive.append(process)
    return alive
