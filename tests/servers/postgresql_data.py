"""A new PostgreSQL's data folder, made by initdb once and copied from then on.

initdb takes seven times as long as the copy, and a run of the suite needs a dozen.
"""

import hashlib
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path

import filelock

from tests.servers import scram
from tests.servers.base import ServerError
from tests.servers.postgresql_binaries import binaries
from tests.servers.process import without_root

ADMIN = "admin"
OPTIONS = [
    f"--username={ADMIN}",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--no-locale",
    "--no-sync",
    "--no-instructions",
]


def make_data(data: Path, major: int | None, admin_password: str) -> None:
    """Make ``data`` the data folder of a new server whose administrator has this password.

    Raises ServerError with what the program printed.
    """
    shutil.copytree(pristine(major), data)
    # In this mode there is no port: nobody can log in before the password is changed.
    statement = f"ALTER ROLE {ADMIN} PASSWORD '{scram.secret(admin_password)}'"
    run(major, "postgres", "--single", "-D", str(data), "-F", "postgres", fed=statement)


def pristine(major: int | None) -> Path:
    """What initdb makes, kept beside it; a finished folder appears in one step or not at all."""
    programs = binaries(major)
    stamp = hashlib.sha256("\n".join(OPTIONS).encode()).hexdigest()[:12]
    folder = programs.parent / f"data-{stamp}"
    if not folder.exists():
        with filelock.FileLock(programs.parent / "data.lock"):
            if not folder.exists():
                with tempfile.TemporaryDirectory(dir=programs.parent) as staging:
                    data = Path(staging) / "data"
                    password_file = Path(staging) / "password"
                    password_file.write_text(secrets.token_urlsafe(16))  # each copy gets its own
                    run(major, "initdb", f"--pgdata={data}", f"--pwfile={password_file}", *OPTIONS)
                    data.rename(folder)
    return folder


def run(major: int | None, program: str, *arguments: str, fed: str = "") -> None:
    """Run one of PostgreSQL's programs to its end; ``fed`` is its standard input.

    Raises ServerError with what it printed if it fails.
    """
    result = subprocess.run(
        [*without_root(), str(binaries(major) / program), *arguments],
        input=fed,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise ServerError(f"{program} failed: {result.stderr.strip() or result.stdout.strip()}")
