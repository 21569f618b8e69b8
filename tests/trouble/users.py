"""Be somebody else, or somewhere else, without leaving the machine."""

import os
import shutil
import subprocess
from functools import cache

import pytest


@cache
def why_not(*flags: str) -> str:
    """Why this system gives no user namespace, or nothing."""
    if not shutil.which("unshare"):
        return "there is no unshare on this system"
    probe = subprocess.run(
        ["unshare", "--user", *flags, "true"], capture_output=True, text=True, check=False
    )
    return probe.stderr.strip()


def in_a_namespace(*flags: str) -> tuple[str, ...]:
    """The command prefix for a user namespace; skips the test where the system allows none."""
    if reason := why_not(*flags):
        pytest.skip(f"needs a user namespace: {reason}")
    return "unshare", "--user", *flags, "--"


def other_kind_of_user() -> tuple[str, ...]:
    """The command prefix that makes root an ordinary user, and an ordinary user root."""
    if os.geteuid() == 0:
        return in_a_namespace("--map-user=1000", "--map-group=1000")
    return in_a_namespace("--map-root-user")
