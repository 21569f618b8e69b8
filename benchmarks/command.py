"""Run a command and take its time."""

import os
import subprocess
import time
from pathlib import Path

from evidence import store


class Failed(Exception):
    """A command that was to be measured failed; the message has the end of what it printed."""


def seconds(*command: str, directory: Path = store.ROOT) -> float:
    """How long ``command`` takes. Raises Failed if it fails."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    started = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=directory,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    taken = time.perf_counter() - started
    if done.returncode:
        end = "\n".join(done.stdout.splitlines()[-20:])
        raise Failed(f"`{' '.join(command)}` failed, so nothing is written. It ends:\n{end}")
    return taken
