"""Do what is costly once a run, whichever of its workers comes first."""

import os
from collections.abc import Callable

import filelock


def once_a_run(tmp_path_factory, name: str, make: Callable[[], str]) -> str:
    """What ``make()`` returned in the first worker that asked for ``name``."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return make()
    shared = tmp_path_factory.getbasetemp().parent / name
    with filelock.FileLock(f"{shared}.lock"):
        if not shared.exists():
            shared.write_text(make())
        return shared.read_text()
