"""Django's newest source distribution: asked for through pip, kept in the cache, unpacked once."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from upstream import UpstreamError

NAME = re.compile(r"django-(\d+(?:\.\d+)*)\.tar\.gz", re.IGNORECASE)
BASE = "base"
"""The tag of the tree as Django ships it."""
TRACKED = ("docs", "django", "tests")
TIMEOUT = 300  # seconds, for pip


def newest(directory: Path) -> tuple[Path, str]:
    """The newest source distribution, in ``directory``, and what a reader has to know of it.

    Where the package registry cannot be asked, it is the newest that an earlier run has kept.
    Raises UpstreamError if there is none.
    """
    directory.mkdir(parents=True, exist_ok=True)
    reason = download(directory)
    kept = sorted(directory.glob("[dD]jango-*.tar.gz"), key=lambda path: numbers(version_of(path)))
    if not kept:
        raise UpstreamError(
            f"Django's source distribution could not be had: {reason}. "
            "Run again where pip can reach a package registry."
        )
    if reason:
        return kept[-1], (
            f"The package registry could not be asked ({reason}): this is the newest Django that "
            "an earlier run has kept, and a newer one may be out."
        )
    return kept[-1], ""


def download(directory: Path) -> str:
    """Ask pip for the newest source distribution; return why it could not, or nothing."""
    command = [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
        *("--no-deps", "--no-binary", "django", "--dest", str(directory), "django"),
    ]
    try:
        result = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=TIMEOUT
        )
    except subprocess.TimeoutExpired:
        return f"pip gave no answer within {TIMEOUT} seconds"
    if result.returncode == 0:
        return ""
    errors = [line for line in result.stderr.splitlines() if line.startswith("ERROR: ")]
    said = errors[-1].removeprefix("ERROR: ") if errors else f"exit code {result.returncode}"
    return f"pip says: {said}"


def version_of(archive: Path) -> str:
    """The version in the name of a source distribution. Raises UpstreamError without one."""
    found = NAME.fullmatch(archive.name)
    if not found:
        raise UpstreamError(f"{archive.name} is no source distribution of a Django: remove it.")
    return found[1]


def numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def unpacked(archive: Path) -> Path:
    """The tree of ``archive``, beside it, under version control and as Django ships it.

    It appears in one step or not at all. Raises UpstreamError if the archive is damaged.
    """
    tree = archive.parent / f"tree-{version_of(archive)}"
    if not tree.exists():
        with tempfile.TemporaryDirectory(dir=archive.parent) as staging:
            try:
                with tarfile.open(archive) as files:
                    files.extractall(staging, filter="data")
                (root,) = Path(staging).iterdir()
            except (tarfile.TarError, EOFError, OSError, ValueError) as error:
                archive.unlink()
                raise UpstreamError(
                    f"{archive.name} was damaged ({error}), and is removed: run again."
                ) from error
            for name in (".git", ".gitignore"):
                (root / name).unlink(missing_ok=True)
            git(root, "init", "--quiet")
            git(root, "add", "--", *(name for name in TRACKED if (root / name).exists()))
            git(root, "commit", "--quiet", "--message", root.name)
            git(root, "tag", BASE)
            shutil.move(root, tree)
    reset(tree)
    return tree


def reset(tree: Path) -> None:
    """Put the tree back to what Django ships, after a run that was interrupted, too."""
    git(tree, "am", "--quit", check=False)
    git(tree, "reset", "--quiet", "--hard", BASE)
    git(tree, "clean", "--quiet", "--force", "-d", "--exclude=_build", "--", "docs", "tests")


def git(tree: Path, *arguments: str, check: bool = True) -> subprocess.CompletedProcess:
    """Run git in ``tree``, with no hook, signature or name of whoever runs it.

    Raises UpstreamError if there is no git, or with ``check`` if it fails.
    """
    ours = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    options = {
        "user.name": "Django",
        "user.email": "django@example.com",
        "commit.gpgsign": "false",
        "core.hooksPath": os.devnull,
        "core.autocrlf": "false",
    }
    command = ["git", *(part for pair in options.items() for part in ("-c", "=".join(pair)))]
    try:
        result = subprocess.run(
            [*command, *arguments],
            cwd=tree,
            env=ours | {"LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        raise UpstreamError("git is not on the path: install it.") from None
    if check and result.returncode:
        raise UpstreamError(f"git {arguments[0]} failed in {tree}: {result.stderr.strip()}")
    return result
