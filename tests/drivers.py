"""mysqlclient, the driver that Django recommends for MySQL: built here, since it has no wheel.

Its headers are the system's, or Debian's package of them unpacked: nothing is installed.
"""

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import filelock

from tests.cache import CACHE
from tests.servers import debian
from tests.servers.base import Missing

MYSQLCLIENT = "2.3.1"
PACKAGES = ["libmariadb-dev", "libmariadb3"]
LIBRARIES = "libmariadb"
"""The folder, beside the driver, of a client library that the system does not have."""
LIBRARY = "libmariadb.so.3"
NEWER = "clients-trixie"
"""The suite with a newer client library, which the same driver runs on, too."""

REMEDY = "apt-get install gcc pkg-config default-libmysqlclient-dev"


def mysqlclient() -> Path:
    """The folder that has mysqlclient; a finished one appears in one step or not at all.

    Raises Missing if it cannot be built here.
    """
    folder = CACHE / f"mysqlclient-{MYSQLCLIENT}-{sys.implementation.cache_tag}"
    if folder.exists():
        return folder
    CACHE.mkdir(exist_ok=True)
    with filelock.FileLock(CACHE / "mysqlclient.lock"):
        if not folder.exists():
            with tempfile.TemporaryDirectory(dir=CACHE, prefix="mysqlclient-new-") as staging:
                build(Path(staging) / "built", Path(staging) / "unpacked")
                (Path(staging) / "built").rename(folder)
    return folder


def environment(folder: Path) -> dict[str, str]:
    """What a process needs besides the ``folder`` on its path: where logins are implemented."""
    plugins = folder / LIBRARIES / "plugin"
    return {"MARIADB_PLUGIN_DIR": str(plugins)} if plugins.exists() else {}


def client_library(folder: Path) -> dict[str, str]:
    """The C library that the driver in ``folder`` runs on, and its version: it says what it is."""
    # By its path: the name would be that of the library that this process has loaded already.
    own = folder / LIBRARIES / LIBRARY
    driver = ctypes.CDLL(own if own.exists() else next(folder.glob("MySQLdb/_mysql*.so")))
    driver.mysql_get_client_info.restype = ctypes.c_char_p
    version = driver.mysql_get_client_info().decode()
    return {"libmariadb" if version.startswith("3.") else "libmysqlclient": version}


def with_newer_library(folder: Path, copy: Path) -> Path:
    """A ``copy`` of the driver in ``folder`` that runs on a newer client library.

    Raises Missing if the driver runs on the system's, or the newer one cannot be had.
    """
    if not (folder / LIBRARIES).exists():
        raise Missing("no second client library for mysqlclient", "uninstall the system's headers")
    shutil.copytree(folder, copy)
    [library] = debian.unpacked(NEWER).glob(f"usr/lib/*/{LIBRARY}")
    shutil.copy2(library, copy / LIBRARIES)
    shutil.copytree(library.parent / "libmariadb3", copy / LIBRARIES, dirs_exist_ok=True)
    return copy


def build(folder: Path, unpacked: Path) -> None:
    """Build mysqlclient into ``folder``. Raises Missing if that cannot be done here."""
    if not shutil.which("cc"):
        raise Missing("no C compiler for mysqlclient", REMEDY)
    options = {} if system_has_headers() else unpacked_headers(unpacked)
    run(
        [
            *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            "--no-cache-dir",  # what was built before may look for its library elsewhere
            *("--no-deps", f"--target={folder}", f"mysqlclient=={MYSQLCLIENT}"),
        ],
        "no mysqlclient: pip could not build it",
        "let this machine reach PyPI, and run again",
        environment=os.environ | options,
    )
    if options:
        libraries = next(unpacked.glob("usr/lib/*/libmariadb3")).parent
        shutil.copytree(libraries / "libmariadb3", folder / LIBRARIES)
        shutil.copy2(libraries / LIBRARY, folder / LIBRARIES)


def system_has_headers() -> bool:
    return bool(shutil.which("pkg-config")) and any(
        subprocess.run(["pkg-config", "--exists", name], check=False).returncode == 0
        for name in ("mysqlclient", "mariadb", "libmariadb")
    )


def unpacked_headers(unpacked: Path) -> dict[str, str]:
    """The variables that lead the build to this Debian's own package, unpacked in ``unpacked``."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise Missing("no headers of MySQL's client library, for mysqlclient", REMEDY)
    unpacked.mkdir()
    run(
        ["apt-get", "--option=APT::Sandbox::User=root", "download", *PACKAGES],
        f"no {PACKAGES[0]}, for mysqlclient: apt-get could not download it",
        f"apt-get update, or {REMEDY}",
        folder=unpacked,
    )
    for package in unpacked.glob("*.deb"):
        subprocess.run(["dpkg-deb", "--extract", package, unpacked], check=True)
    libraries = next(unpacked.glob("usr/lib/*/libmariadb.so")).parent
    return {
        # Folders go to the compiler by its own variables, since mysqlclient splits flags at spaces.
        "CPATH": f"{unpacked}/usr/include/mariadb",
        "LIBRARY_PATH": str(libraries),
        "MYSQLCLIENT_CFLAGS": "-DNDEBUG",  # it asks for some
        "MYSQLCLIENT_LDFLAGS": f"-lmariadb -Wl,-rpath,$ORIGIN/../{LIBRARIES}",
    }


def run(
    command: list[str],
    failed: str,
    remedy: str,
    folder: Path | None = None,
    environment: dict[str, str] | None = None,
) -> None:
    """Run ``command``. Raises Missing with its own reason, behind ``failed``."""
    result = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if result.returncode:
        printed = result.stderr.strip().splitlines() or [f"exit code {result.returncode}"]
        errors = [line for line in printed if line.lower().startswith(("e: ", "error: "))]
        raise Missing(f"{failed} ({(errors or printed)[-1]})", remedy)
