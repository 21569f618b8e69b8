"""Patches for Django's own documentation, and the check that they apply, build and hold."""

from pathlib import Path

HERE = Path(__file__).parent
PATCHES = HERE / "patches"
REPORTS = HERE / "reports"


class UpstreamError(Exception):
    """The series cannot be checked, or does not apply; the message says why and what to do."""
