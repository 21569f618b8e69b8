"""Record every example on every Django that this site speaks of: `make matrix`.

Each environment has the pinned packages of the tests and, over them, another Django, and in half of
the environments the oldest drivers. DJANGO and TOPIC, in the environment, choose some of them.
"""

import os
from pathlib import Path

import nox
from nox.command import CommandFailed

ROOT = Path(__file__).parent
REQUIREMENTS = ROOT / "requirements"
PINS = REQUIREMENTS / "matrix"
DJANGOS = sorted(path.stem.removeprefix("django-") for path in PINS.glob("django-*.txt"))
CHOSEN = os.environ.get("DJANGO", "").split() or DJANGOS
TOPICS = os.environ.get("TOPIC", "").split()
WORKERS = os.environ.get("WORKERS", "6")
COMPILED = {"UV_COMPILE_BYTECODE": "1"}
"""As pip does. Django runs its checks in the order of their addresses in memory, which differ where
an import compiles: of settings that raise, `check` may then name another error."""
PYTHON_OF_OLDEST = "3.12"
"""The newest that the oldest drivers have wheels for, and that Django 4.2 and 5.0 are made for."""

nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
nox.options.envdir = ".cache/matrix"
nox.options.download_python = "never"
nox.options.error_on_missing_interpreters = True

if unknown := sorted(set(CHOSEN) - set(DJANGOS)):
    raise SystemExit(
        f"There is no requirements/matrix/django-{unknown[0]}.txt; DJANGO can name: "
        f"{' '.join(DJANGOS)}."
    )


@nox.session(python=None)
@nox.parametrize("django", CHOSEN)
def newest(session: nox.Session, django: str) -> None:
    """With the newest drivers, on the Python that `make` uses."""
    record(session, modules(), f"django-{django}")


@nox.session(python=PYTHON_OF_OLDEST)
@nox.parametrize("django", CHOSEN)
def oldest(session: nox.Session, django: str) -> None:
    """With the oldest drivers that work."""
    record(session, modules(), f"django-{django}", "oldest")


@nox.session(python=None)
def refused(session: nox.Session) -> None:
    """With a pool that is too old, on the newest Django: what it says."""
    chosen = [module for module in modules() if module == "tests/test_postgresql_pool.py"]
    if not chosen or DJANGOS[-1] not in CHOSEN:
        session.skip("it is about postgresql_pool on the newest Django, which was not chosen")
    record(session, chosen, f"django-{DJANGOS[-1]}", "refused")


def modules() -> list[str]:
    """The test modules of the chosen topics, or of all that have examples."""
    topics = TOPICS or sorted(path.name for path in (ROOT / "examples").iterdir())
    found = [f"tests/test_{topic}.py" for topic in topics]
    return found if TOPICS else [module for module in found if (ROOT / module).exists()]


def record(session: nox.Session, tested: list[str], *pins: str) -> None:
    """Install the tests' packages, then ``pins`` over them, and record what the examples do."""
    try:
        for file in (REQUIREMENTS / "test.txt", *(PINS / f"{name}.txt" for name in pins)):
            # The tutorial calls pip, which uv leaves out.
            session.install("--quiet", "pip", "--requirement", str(file), env=COMPILED)
    except CommandFailed:
        session.error("its packages could not be installed, so nothing was tried on it.")
    session.run(
        *("python", "-m", "pytest", "-n", WORKERS, "--maxschedchunk=1", "-q", "--no-header"),
        *("--record", *tested),
    )
