"""Pgpool-II, from Debian's package, run with the shown pgpool.conf and pool_hba.conf."""

import signal
import tempfile

from tests.servers import debian
from tests.servers.pooler import Pooler, PoolerProgram
from tests.servers.process import free_port


class Pgpool(Pooler):
    """One Pgpool-II with the settings of an example, except for addresses and paths."""

    stop_signal = signal.SIGINT  # SIGTERM would wait for the clients to leave

    def __init__(self, program, configuration, behind, directory):
        super().__init__(program, configuration, behind, directory)
        self.passwords = directory / "pool_passwd"
        self._sockets = tempfile.TemporaryDirectory(prefix="pgpool-")  # a short path

    def arguments(self) -> list[str]:
        """A copy of the example with what differs on this machine after it: the last one wins."""
        behind = self.behind.connection_environment()
        if not self.passwords.exists():
            self.passwords.write_text(f"{behind['DB_USER']}:TEXT{behind['DB_PASSWORD']}\n")
        configuration = self.directory / "pgpool.conf"
        configuration.write_text(
            f"""{self.configuration.read_text()}
backend_port0 = {behind["DB_PORT"]}
port = {self.port}
pcp_port = {free_port()}
unix_socket_directories = '{self._sockets.name}'
pcp_socket_dir = '{self._sockets.name}'
pid_file_name = '{self.directory}/pgpool.pid'
work_dir = '{self.directory}'
"""
        )
        access = self.configuration.with_name("pool_hba.conf")
        return ["-n", "-f", str(configuration), "-a", str(access)]

    def discard(self) -> None:
        super().discard()
        self._sockets.cleanup()


class PgpoolProgram(PoolerProgram):
    name = "pgpool"
    product = "Pgpool-II"
    pooler = Pgpool


def find_pgpool(directory) -> PgpoolProgram:
    """The program from Debian forky. Raises Missing if it cannot be had."""
    return PgpoolProgram(debian.program("forky", "usr/sbin/pgpool"))
