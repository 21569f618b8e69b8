"""Django's own checks on its documentation, and what the series adds to their complaints.

Each check runs on the tree as Django ships it and again on the patched one. What Django itself is
told, for example that a link to another documentation cannot be checked without a network, is none
of the series' doing.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from upstream import UpstreamError
from upstream.source import reset

PLACE = re.compile(
    r"^(?:WARNING: )?(?:\./)?(?P<file>\S+?\.(?:txt|py|css)):(?P<line>\d+)?:? ?(?:WARNING: )?"
)
NOT_FETCHED = "not fetchable"
ALSO_NEEDED = ["black"]  # which blacken-docs formats with
ENCHANT = "import enchant; enchant.Dict('en_US')"


@dataclass(frozen=True)
class Check:
    """One of the checks: its complaints, a line each, about the tree in the environment."""

    name: str
    complaints: Callable[[Path, "Environment", list[str]], list[str]]
    anywhere: bool = False
    """Whether a complaint is the same in whichever file it is made."""
    builder: str = ""
    """Sphinx's builder, if it is one: what it says of Django's tree takes minutes, and is kept."""

    def said(self, complaint: str) -> str:
        """``complaint`` without its line, and where it is the same anywhere without its file."""
        found = PLACE.match(complaint)
        if not found:
            return complaint
        return ("" if self.anywhere else f"{found['file']}: ") + complaint[found.end() :]


class Environment:
    """A virtual environment with what Django's docs/requirements.txt asks for, of today."""

    def __init__(self, directory: Path):
        self.directory = directory
        self.bin = directory / "bin"

    def install(self, requirements: Path) -> None:
        """Make it, and bring it up to date where pip can.

        Raises UpstreamError if it lacks what the checks need.
        """
        if not (self.bin / "python").exists():
            venv.create(self.directory, with_pip=True)
        result = self.run(
            *(str(self.bin / "python"), "-m", "pip", "install", "--quiet", "--upgrade"),
            *("--disable-pip-version-check", "--requirement", str(requirements), *ALSO_NEEDED),
        )
        if result.returncode and not (self.bin / "blacken-docs").exists():
            said = result.stderr.strip().splitlines()[-1:]
            raise UpstreamError(
                "What Django's docs/requirements.txt asks for could not be installed "
                f"({''.join(said)}). Run again where pip can reach a package registry."
            )

    def run(self, *command: str, cwd: Path | None = None, **environment: str):
        """Run a command that finds this environment's programs first."""
        variables = os.environ | {"PATH": f"{self.bin}{os.pathsep}{os.environ.get('PATH', '')}"}
        for name in ("VIRTUAL_ENV", "PYTHONPATH", "DJANGO_SETTINGS_MODULE", "SPHINXOPTS"):
            variables.pop(name, None)
        return subprocess.run(
            command,
            cwd=cwd,
            env=variables | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def versions(self) -> str:
        """A digest of what is installed: a complaint of another version is another."""
        frozen = self.run(str(self.bin / "python"), "-m", "pip", "freeze").stdout
        return hashlib.sha256(f"{sys.version}{frozen}".encode()).hexdigest()[:12]

    def can_spell(self) -> bool:
        """Whether enchant, a C library, is there with an American dictionary."""
        return self.run(str(self.bin / "python"), "-c", ENCHANT).returncode == 0


def folder_of(builder: str) -> str:
    return f"{builder}-of-the-series"


def sphinx(builder: str) -> Callable[[Path, Environment, list[str]], list[str]]:
    """A build by Django's Makefile, which is nitpicky; only what changed is read again."""

    def complaints(tree: Path, environment: Environment, _files: list[str]) -> list[str]:
        docs = tree / "docs"
        warnings = docs / "_build" / f"{builder}.warnings"
        warnings.parent.mkdir(exist_ok=True)
        result = environment.run(
            *("make", builder, f"BUILDDIR=_build/{folder_of(builder)}", "PYTHON=python"),
            f"SPHINXOPTS=--quiet --keep-going -w {warnings}",
            cwd=docs,
        )
        said = warnings.read_text().splitlines() if warnings.exists() else []
        if result.returncode:
            last = (result.stderr or result.stdout).strip().splitlines()[-1:]
            said.append(f"make {builder} failed: {''.join(last)}")
        return [line.replace(f"{docs}/", "") for line in said if line.strip()]

    return complaints


def lint(tree: Path, environment: Environment, _files: list[str]) -> list[str]:
    """What docs/lint.py finds."""
    result = environment.run("python", "lint.py", cwd=tree / "docs")
    said = f"{result.stdout}\n{result.stderr}".replace(f"{tree / 'docs'}/", "").splitlines()
    found = [line for line in said if PLACE.match(line)]
    if result.returncode and not found:
        found.append(f"lint.py failed: {''.join(said[-1:])}")
    return found


def black(tree: Path, environment: Environment, files: list[str]) -> list[str]:
    """Which of ``files`` blacken-docs would write otherwise, or cannot read; it writes none."""
    texts = [name for name in files if name.endswith(".txt") and (tree / name).exists()]
    before = {name: (tree / name).read_bytes() for name in texts}
    result = environment.run("blacken-docs", "--rst-literal-block", *texts, cwd=tree)
    for name, content in before.items():
        (tree / name).write_bytes(content)
    if result.returncode == 0:
        return []
    return f"{result.stdout}\n{result.stderr}".strip().splitlines()


CHECKS = [
    Check("docs build", sphinx("html"), anywhere=True, builder="html"),
    Check("lint", lint),
    Check("blacken-docs", black),
    Check("spelling", sphinx("spelling"), builder="spelling"),
]
SPELLING = CHECKS[-1]


def baseline(tree: Path, environment: Environment, checks: list[Check], files: list[str]) -> dict:
    """What each check says of the tree as Django ships it; a build only once for these versions."""
    build = tree / "docs" / "_build"
    kept = build / f"complaints-{environment.versions()}.json"
    found = json.loads(kept.read_text()) if kept.exists() else {}
    reset(tree)
    for check in checks:
        if not check.builder:
            found[check.name] = check.complaints(tree, environment, files)
        elif check.name not in found:
            shutil.rmtree(build / folder_of(check.builder), ignore_errors=True)
            found[check.name] = check.complaints(tree, environment, files)
    kept.write_text(json.dumps(found, indent=1))
    return found


def new_complaints(
    check: Check, tree: Path, environment: Environment, files: list[str], before: list[str]
) -> list[str]:
    """What ``check`` says of the patched tree and did not say of Django's."""
    known = {check.said(complaint) for complaint in before}
    found = check.complaints(tree, environment, files)
    return [complaint for complaint in found if check.said(complaint) not in known]


def links_checked(before: dict) -> bool:
    """Whether links to Python's, Sphinx's and psycopg's documentation could be checked."""
    return not any(NOT_FETCHED in said for said in before.get("docs build", []))
