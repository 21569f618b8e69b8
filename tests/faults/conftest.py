"""What FAULT and APPROACH name is known before any cell starts."""

import os


def pytest_configure() -> None:
    """Raise UsageError, once and in one line, if a name is unknown."""
    if os.environ.get("FAULT") or os.environ.get("APPROACH"):
        from tests.faults.run_cell import selected  # takes half a second

        selected()
