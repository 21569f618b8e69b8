"""How much processor time builds of this site and of an empty one take."""

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.command import Failed
from evidence import store

WRITTEN = ("tutorial", "howto", "explanation", "reference")
"""The folders of pages that somebody wrote; the proofs come of the evidence."""
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


def of_half_of_this_site(target: Path) -> float:
    """Without every second page that somebody wrote."""
    shutil.rmtree(target, ignore_errors=True)
    docs = store.ROOT / "docs"
    pages = sorted(path for name in WRITTEN for path in (docs / name).rglob("*.rst"))
    left_out = ",".join(path.relative_to(docs).as_posix() for path in pages[1::2])
    return cpu_seconds(
        *SPHINX, "-c", ".", "-n", "-D", f"exclude_patterns={left_out}", "docs", target
    )


def of_this_site_with_pages_twice(target: Path) -> float:
    """With every page that somebody wrote once more."""
    shutil.rmtree(target, ignore_errors=True)
    source = target.with_name(f"{target.name}-source")
    if not source.exists():
        shutil.copytree(store.ROOT / "docs", source)
        for name in WRITTEN:
            shutil.copytree(store.ROOT / "docs" / name, source / "again" / name)
    return cpu_seconds(*SPHINX, "-c", ".", "-n", source, target)


def number_of_pages(site: Path) -> int:
    return len(list(site.rglob("*.html")))


def of(source: Path, target: Path) -> float:
    """Of another site from nothing."""
    shutil.rmtree(target, ignore_errors=True)
    return cpu_seconds(*SPHINX, source, target)
