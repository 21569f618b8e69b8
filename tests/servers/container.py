"""A program that comes as a container image: on the path, or by Docker."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.servers.base import Missing

ROOT = Path(__file__).parents[2]
ENGINE_TIMEOUT = 10  # seconds


def command(product: str, program: str, image: str, *variables: str) -> list[str]:
    """What runs ``product``: its ``program`` if it is on the path, else the image that has it.

    In a container it has this machine's network and this project's folder, at the same path, and
    those of the environment's ``variables`` that are set. Raises Missing if there is neither.
    """
    if path := shutil.which(program):
        return [path]
    if not docker_answers():
        raise Missing(f"no {product}", f"put {program} on the path, or start Docker for {image}")
    return [
        *("docker", "run", "--rm", "--network=host", f"--user={os.getuid()}:{os.getgid()}"),
        *(f"--volume={ROOT}:{ROOT}", *(f"--env={name}" for name in variables)),
        *(f"--entrypoint={program}", image),
    ]


def docker_answers() -> bool:
    """Whether there is a Docker client, and an engine that answers it."""
    try:
        asked = subprocess.run(
            ["docker", "info"], capture_output=True, timeout=ENGINE_TIMEOUT, check=False
        )
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


def readdressed(text: str, replacements: dict[str, str]) -> str:
    """``text`` with addresses, paths and logins replaced, each of which it has exactly once."""
    for old, new in replacements.items():
        if text.count(old) != 1:
            raise ValueError(f"{old!r} is {text.count(old)} times in the file, not once.")
        text = text.replace(old, new)
    return text
