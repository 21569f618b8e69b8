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

    reads_its_file_again = True
    """Whether it forgets, when it starts, what it has stored before."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.administration_port = free_port()

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
                    "127.0.0.1:6032": f"127.0.0.1:{self.administration_port}",
                    "127.0.0.1:6033": f"127.0.0.1:{self.port}",
                    '"127.0.0.1", port = 3306': f'"{host}", port = {port}',
                    '"django"': f'"{behind["DB_USER"]}"',
                    "change-me-too": behind["DB_PASSWORD"],
                },
            )
        )
        # Else it takes what it has stored before, asks its makers for a newer version, and watches
        # the server as a user that is not there.
        options = ["--foreground", "--no-version-check", "--no-monitor"]
        if self.reads_its_file_again:
            options.append("--initial")
        return [*options, "--config", str(file)]

    def answers(self) -> bool:
        try:
            self.administer("SELECT 1")
        except pymysql.OperationalError:
            return False
        return logs_in(self)

    def administer(self, *statements: str) -> list[tuple]:
        """The rows of the last statement, asked on the administration port."""
        administrator = pymysql.connect(
            host="127.0.0.1",
            port=self.administration_port,
            user="admin",
            password="change-me",
            connect_timeout=CONNECT_TIMEOUT,
            autocommit=True,
        )
        with administrator, administrator.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return list(cursor.fetchall())

    def set_variable(self, name: str, value: str) -> None:
        """Let the variable have another value than the file gives it, from now on."""
        self.administer(f"SET {name} = '{value}'", "LOAD MYSQL VARIABLES TO RUNTIME")

    def variable(self, name: str) -> str:
        """The value of a variable that it runs with."""
        [(value,)] = self.administer(
            f"SELECT variable_value FROM runtime_global_variables WHERE variable_name = '{name}'"
        )
        return value

    def forget_rules(self) -> None:
        """Run without the query rules of the file, from now on."""
        self.administer("DELETE FROM mysql_query_rules", "LOAD MYSQL QUERY RULES TO RUNTIME")


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
