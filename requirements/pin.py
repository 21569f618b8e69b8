"""Pin the newest version of everything that pyproject.toml asks for, on every platform.

Needs uv, which resolves for all platforms and Python versions at once.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
GROUPS = {"docs": ["pyproject.toml"], "test": ["pyproject.toml"], "lint": [], "serve": []}
"""Each group, and whether it comes with the packages that the examples themselves need."""


def pin(group: str, sources: list[str]) -> None:
    """Write ``requirements/<group>.txt``. Raises CalledProcessError, uv having said why."""
    header = (
        f'# Pinned from pyproject.toml\'s "{group}" group by `make requirements`; do not edit.\n'
    )
    options = ["--universal", "--upgrade", "--no-header", "--no-annotate", "--quiet"]
    pinned = subprocess.run(
        ["uv", "pip", "compile", *options, "--python-version=3.12", f"--group={group}", *sources],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    (ROOT / "requirements" / f"{group}.txt").write_text(header + pinned)


def main() -> None:
    try:
        for group, sources in GROUPS.items():
            pin(group, sources)
    except FileNotFoundError:
        sys.exit("Pinning needs uv: pip install uv.")


if __name__ == "__main__":
    main()
