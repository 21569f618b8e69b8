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
MEMORY = Path("/dev/shm")
ROOM = 2**32  # bytes that are free in memory where servers are to keep their data there


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
        remove(directory)
        lock.release()
        remove(directory)


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
        remove(directory)


def remove(directory: Path) -> None:
    """Remove a run's directory, and what it has in memory."""
    for folder in (directory, memory_of(directory)):
        shutil.rmtree(folder, ignore_errors=True)


def memory_of(directory: Path) -> Path:
    """Where the run of this directory keeps what it keeps in memory."""
    return MEMORY / f"django-pooling-{directory.name}"


def in_memory(directory: Path) -> Path:
    """Where a server with files in ``directory``, a part of a run's, keeps its data.

    In memory, if there is room: a file system on a disk takes a quarter of a run to make, write
    and remove some hundred thousand files that nobody reads afterwards.
    """
    if RUNS not in directory.parents or free_memory() < ROOM:
        return directory
    run, *inside = directory.relative_to(RUNS).parts
    return memory_of(RUNS / run).joinpath(*inside)


def free_memory() -> int:
    """How many bytes of files can be kept in memory."""
    if not MEMORY.is_dir():
        return 0
    return min(shutil.disk_usage(MEMORY).free, psutil.virtual_memory().available)


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
