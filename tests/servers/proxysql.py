"""ProxySQL, from the path or its image, run with the shown proxysql.cnf."""

from pathlib import Path

import pymysql

from tests.servers.container import command, readdressed
from tests.servers.pooler import Pooler, PoolerProgram
from tests.servers.process import free_port

CONNECT_TIMEOUT = 5  # seconds
IMAGE = "proxysql/proxysql:2.7.3"


class ProxySQL(Pooler):
    """One ProxySQL with the settings of an example, except for addresses, paths and the login."""

    def arguments(self) -> list[str]:
        behind = self.behind.connection_environment()
        host, port = behind["DB_HOST"], behind["DB_PORT"]
        file = self.directory / self.configuration.name
        # A copy, since in this format nothing can be set twice.
        file.write_text(
            readdressed(
                self.configuration.read_text(),
                {
                    "/var/lib/proxysql": str(self.directory),
                    "127.0.0.1:6032": f"127.0.0.1:{free_port()}",
                    "127.0.0.1:6033": f"127.0.0.1:{self.port}",
                    '"127.0.0.1", port = 3306': f'"{host}", port = {port}',
                    '"django"': f'"{behind["DB_USER"]}"',
                    "change-me-too": behind["DB_PASSWORD"],
                },
            )
        )
        # Else it takes what it has stored before, asks its makers for a newer version, and watches
        # the server as a user that is not there.
        options = ["--foreground", "--initial", "--no-version-check", "--no-monitor"]
        return [*options, "--config", str(file)]

    def answers(self) -> bool:
        return logs_in(self)


class ProxySQLProgram(PoolerProgram):
    name = "proxysql"
    product = "ProxySQL"
    pooler = ProxySQL


def find_proxysql(directory: Path) -> ProxySQLProgram:
    """The program, or its image. Raises Missing if neither can be had."""
    return ProxySQLProgram(command("ProxySQL", "proxysql", IMAGE))


def logs_in(pooler: Pooler) -> bool:
    """Whether the project's user can log in to the server behind ``pooler``, through it."""
    behind = pooler.behind.connection_environment()
    try:
        pymysql.connect(
            host="127.0.0.1",
            port=pooler.port,
            user=behind["DB_USER"],
            password=behind["DB_PASSWORD"],
            connect_timeout=CONNECT_TIMEOUT,
        ).close()
    except pymysql.OperationalError:
        return False
    return True
