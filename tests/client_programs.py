"""The client programs of MariaDB and MySQL, with which Django copies a test database."""

import shlex
from pathlib import Path

from tests.servers.debian import program

SUITES = {"MariaDB": "clients-trixie", "MySQL": "clients-sid"}
"""Where the programs of each product are unpacked from."""


def put_on_path(product: str, folder: Path, *names: str) -> str:
    """A path on which only the programs ``names`` of ``product`` are, unpacked first if need be.

    Raises Missing if they cannot be had here.
    """
    folder.mkdir()
    for name in names:
        command = shlex.join(program(SUITES[product], f"usr/bin/{name}"))
        (folder / name).write_text(f'#!/bin/sh\nexec {command} "$@"\n')
        (folder / name).chmod(0o755)
    return str(folder)
