"""Server programs from Debian's packages, unpacked into the project's cache: nothing is installed.

Each suite has a folder of its own, with the libraries that its programs were built with, so that
they run on any Linux of this processor. It needs mmdebstrap and takes seconds, once.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import filelock

from tests.cache import CACHE
from tests.servers.base import Missing

SUITES = CACHE / "debian"

PACKAGES = {
    "compose-trixie": ["docker-compose"],
    "clients-trixie": ["mariadb-client-compat"],
    "clients-sid": ["mysql-client-core"],
    "bookworm": ["mariadb-server-core"],
    "trixie": ["mariadb-server-core", "pgbouncer"],
    "forky": ["odyssey", "pgpool2"],
    "sid": ["mysql-router", "mysql-server-core"],
    "wrk-trixie": ["wrk"],
}
"""What is unpacked of each suite, or of one for a purpose of its own.

Sid moves: it may fail without taking the others down.
"""

LIBRARIES = ["usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu"]
"""Where libraries are: until Debian 12, those of the system are in the second."""

LOADER = "ld-linux-x86-64.so.2"


def program(suite: str, path: str, *libraries: str) -> list[str]:
    """The command that runs the program at ``path`` of ``suite``, unpacked first if need be.

    ``libraries`` are more folders that it looks for libraries in. In `ps`, the suite's own loader
    is what runs. Raises Missing if the packages cannot be had here.
    """
    root = unpacked(suite)
    folders = [str(root / folder) for folder in (*LIBRARIES, *libraries)]
    loaders = [root / folder / LOADER for folder in LIBRARIES if (root / folder / LOADER).exists()]
    if not loaders:
        raise Missing(f"no {path} (Debian {suite}) for this processor", "use an x86-64 machine")
    return [str(loaders[0]), "--library-path", ":".join(folders), str(root / path)]


def unpacked(suite: str) -> Path:
    """The folder of ``suite``; a finished one appears in one step or not at all.

    Raises Missing if the packages cannot be had here.
    """
    folder = folder_of(suite)
    if folder.exists():
        return folder
    SUITES.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(SUITES / f"{suite}.lock"):
        if not folder.exists():
            remove_leftovers(suite)
            with tempfile.TemporaryDirectory(dir=SUITES, prefix=f"{suite}.") as staging:
                unpack(suite, Path(staging) / "root")
                (Path(staging) / "root").rename(folder)
    return folder


def folder_of(suite: str) -> Path:
    """Where ``suite`` is, once it is unpacked."""
    stamp = hashlib.sha256("\n".join(PACKAGES[suite]).encode()).hexdigest()[:12]
    return SUITES / f"{suite}-{stamp}"


def remove_leftovers(suite: str) -> None:
    """Remove what earlier package lists, and runs that were killed, have left of ``suite``."""
    for folder in [*SUITES.glob(f"{suite}-*"), *SUITES.glob(f"{suite}.*/")]:
        shutil.rmtree(folder, ignore_errors=True)


def unpack(suite: str, folder: Path) -> None:
    """Download the packages of ``suite`` with what they need and unpack them.

    None of their scripts runs. Raises Missing if there is no mmdebstrap or no mirror.
    """
    packages = ", ".join(PACKAGES[suite])
    if not shutil.which("mmdebstrap"):
        raise Missing(f"no {packages} (Debian {suite})", "apt-get install mmdebstrap")
    mode = [] if os.geteuid() == 0 else ["--mode=chrootless"]
    result = subprocess.run(
        [
            "mmdebstrap",
            *mode,
            "--variant=extract",
            f"--include={','.join(PACKAGES[suite])}",
            # A mirror of a moving suite may lag; signatures are checked all the same.
            '--aptopt=Acquire::Check-Valid-Until "false"',
            suite.rpartition("-")[2],
            str(folder),
            mirror(),
        ],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        reasons = [line[3:] for line in result.stderr.splitlines() if line.startswith("E: ")]
        raise Missing(
            f"no {packages}: mmdebstrap could not unpack them from Debian {suite} "
            f"({'; '.join(reasons[:2]) or f'exit code {result.returncode}'})",
            "let this machine reach Debian's packages, and run again",
        )


def mirror() -> str:
    """Where this machine's own apt gets Debian's packages from.

    Raises Missing if it has no such place.
    """
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Origin: Debian"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    mirrors = [uri for uri in result.stdout.split() if not uri.endswith("-security/")]
    if not mirrors:
        raise Missing(
            "no Debian mirror among apt's sources",
            "add one to /etc/apt/sources.list.d, and run apt-get update",
        )
    return mirrors[0]
