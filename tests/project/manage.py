"""Run a management command of the project, in a child process."""

import multiprocessing
import os
import sys
from pathlib import Path

from tests.project.child import enter


def manage(
    topic: Path, environment: dict[str, str], log: Path, command: list[str], fed: Path
) -> None:
    """Run ``manage.py <command> < fed``; the process ends with its exit code."""
    enter(topic, environment, log)
    # `test --parallel` starts its workers in Python's own way, not in that of the tests.
    multiprocessing.set_start_method(None, force=True)
    os.dup2(os.open(fed, os.O_RDONLY), 0)
    sys.stdin = open(0)  # noqa: SIM115 - it is the process's own

    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", *command])
