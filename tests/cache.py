"""Where programs are unpacked that take a while to get: `make clean` removes it."""

from pathlib import Path

CACHE = Path(__file__).parents[1] / ".cache"
