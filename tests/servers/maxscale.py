"""MaxScale, from the path or its image, run with the shown maxscale.cnf."""

from pathlib import Path

from tests.servers.container import command, readdressed
from tests.servers.pooler import Pooler, PoolerProgram
from tests.servers.process import free_port
from tests.servers.proxysql import logs_in

IMAGE = "mariadb/maxscale:24.02"
USERS_READ = "user@host entries"
WRITTEN = ["logdir", "cachedir", "datadir", "persistdir", "piddir"]


class MaxScale(Pooler):
    """One MaxScale with the settings of an example, except for addresses, paths and the login."""

    def arguments(self) -> list[str]:
        behind = self.behind.connection_environment()
        file = self.directory / self.configuration.name
        text = self.configuration.read_text()
        for variable in ("DB_USER", "DB_PASSWORD"):
            text = text.replace(f"${variable}", behind[variable])
        file.write_text(
            readdressed(
                text,
                {
                    "$MARIADB_HOST": behind["DB_HOST"],
                    "$MARIADB_PORT": behind["DB_PORT"],
                    "admin_port=8989": f"admin_port={free_port()}",
                    "port=4006\n": f"port={self.port}\n",
                },
            )
        )
        # Not --basedir or --runtimedir: it would look for its plugins there, too.
        written = [f"--{name}={self.directory}" for name in WRITTEN]
        return ["--nodaemon", "--log=stdout", *written, f"--config={file}"]

    def answers(self) -> bool:
        # Before it has read the server's users it refuses each, and soon after blocks the host.
        return USERS_READ in self.log().read_text() and logs_in(self)


class MaxScaleProgram(PoolerProgram):
    name = "maxscale"
    product = "MaxScale"
    pooler = MaxScale


def find_maxscale(directory: Path) -> MaxScaleProgram:
    """The program, or its image. Raises Missing if neither can be had."""
    return MaxScaleProgram(command("MaxScale", "maxscale", IMAGE))
