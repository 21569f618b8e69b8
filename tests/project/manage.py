"""Run a management command of the project, in a child process."""

from pathlib import Path

from tests.project.child import enter


def manage(topic: Path, environment: dict[str, str], log: Path, command: list[str]) -> None:
    """Run ``manage.py <command>``; the process ends with its exit code."""
    enter(topic, environment, log)

    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", *command])
