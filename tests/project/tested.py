"""Test a project with pytest, as a reader does who has pytest-django."""

import sys
from pathlib import Path

from tests.project.child import enter


def run(topic: Path, environment: dict[str, str], log: Path, arguments: list[str]) -> None:
    """Run ``pytest <arguments>``; the process ends with its exit code."""
    enter(topic, environment, log)

    import pytest

    sys.exit(pytest.main(arguments))
