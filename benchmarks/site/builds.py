"""How much processor time builds of this site and of an empty one take."""

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.command import Failed
from evidence import store

SPHINX = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "--jobs", "auto"]


def cpu_seconds(*command: str | Path, directory: Path = store.ROOT) -> float:
    """The processor time of ``command`` and what it starts. Raises Failed if it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        command,
        cwd=directory,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        end = "\n".join(done.stdout.splitlines()[-20:])
        raise Failed(f"`{' '.join(map(str, command))}` failed. It ends:\n{end}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def of_this_site(target: Path) -> float:
    """From nothing, as the host does."""
    shutil.rmtree(target, ignore_errors=True)
    return cpu_seconds(*SPHINX, "-c", ".", "-n", "docs", target)


def of_this_site_again(target: Path) -> float:
    """When nothing has changed."""
    return cpu_seconds(*SPHINX, "-c", ".", "-n", "docs", target)


def of(source: Path, target: Path) -> float:
    """Of another site from nothing."""
    shutil.rmtree(target, ignore_errors=True)
    return cpu_seconds(*SPHINX, source, target)
