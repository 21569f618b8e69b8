"""A Python that is too old is refused before anything is made."""

import subprocess
import sys
from pathlib import Path

PRETENDS = """#!/bin/sh
exec '{python}' -c 'import sys
sys.version_info, sys.version = (3, 11, 2, "final", 0), "3.11.2 (main)"
exec(sys.argv[2])' "$@"
"""


def test_old_python_is_refused_in_one_sentence(clone):
    old = clone.add("old-python", PRETENDS.format(python=Path(sys.executable).resolve()))
    old.chmod(0o755)
    made = subprocess.run(
        ["make", "--silent", "test", "PYTHON=./old-python"],
        cwd=clone.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 2
    assert made.stderr.splitlines()[0] == (
        "This project needs Python 3.12 or newer, and ./old-python is 3.11.2: "
        "install a newer one, or name it: make PYTHON=python3.13"
    )
    assert not (clone.root / ".venv").exists()
