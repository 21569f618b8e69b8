"""MaxScale, from the path or its image, run with the shown maxscale.cnf."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from tests.servers.container import command, readdressed
from tests.servers.pooler import Pooler, PoolerProgram
from tests.servers.process import free_port

IMAGE = "mariadb/maxscale:24.02"
VARIABLES = ("MARIADB_HOST", "MARIADB_PORT", "MAXSCALE_PASSWORD")
"""What the shown file reads from the environment."""


class MaxScale(Pooler):
    """One MaxScale with the settings of an example, except for its own addresses and paths.

    Its user on the server has to be there: that is what the shown users.sql is for.
    """

    def arguments(self) -> list[str]:
        file = self.directory / self.configuration.name
        file.write_text(
            readdressed(
                self.configuration.read_text(),
                {
                    "admin_port=8989": f"admin_port={free_port()}",
                    "port=4006\n": f"port={self.port}\n",
                },
            )
        )
        return ["--nodaemon", "--log=stdout", f"--config={file}", *self._folders()]

    def _folders(self) -> Iterator[str]:
        """What says where to write. A base folder would be where it looks for its modules, too."""
        for name in ("log", "cache", "data", "persist", "pid"):
            folder = self.directory / name
            folder.mkdir(exist_ok=True)
            yield f"--{name}dir={folder}"

    def environment(self) -> dict[str, str]:
        behind = self.behind.connection_environment()
        values = (behind["DB_HOST"], behind["DB_PORT"], self.program.password)
        return dict(os.environ) | dict(zip(VARIABLES, values, strict=True))

    def answers(self) -> bool:
        """Whether it has read who may log in. A login would leave a connection in its pool."""
        with self.log().open() as log:
            log.seek(self.process.log_start)
            return "user@host entries" in log.read()


class MaxScaleProgram(PoolerProgram):
    """MaxScale's program, and the ``password`` of its user on the server."""

    name = "maxscale"
    product = "MaxScale"
    pooler = MaxScale

    def __init__(self, command: list[str], password: str):
        super().__init__(command)
        self.password = password

    def address(self) -> dict:
        return super().address() | {"password": self.password}


def find_maxscale(directory: Path) -> MaxScaleProgram:
    """The program, or its image. Raises Missing if neither can be had."""
    return MaxScaleProgram(
        command("MaxScale", "maxscale", IMAGE, *VARIABLES), secrets.token_urlsafe(16)
    )
