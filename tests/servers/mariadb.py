"""MariaDB, from Debian's packages of two releases."""

from pathlib import Path

from tests.servers import debian
from tests.servers.mysql_product import Product

SHARED = Path("usr/share")
PREPARE = ["CREATE DATABASE mysql;", "USE mysql;", "SET @auth_root_socket = NULL;"]
WITHOUT_TLS = ["--skip-ssl"]
"""For a server that is started often: with TLS, each start makes an RSA key."""
BOOTSTRAP = ["system_tables", "performance_tables", "system_tables_data"]
"""The files that Debian's own script, which is in another package, makes a data folder with."""


class MariaDB(Product):
    product = "MariaDB"
    login = "mariadb://user:password@host:port"

    def __init__(self, name: str, variable: str, suite: str, prefix: str, series: str = ""):
        self.name = name
        self.variable = variable
        self.suite = suite
        self.prefix = prefix
        self.series = series

    def command(self) -> list[str]:
        program = debian.program(self.suite, "usr/sbin/mariadbd")
        return [
            *program,
            "--no-defaults",
            f"--lc-messages-dir={self._shared()}",
            f"--character-sets-dir={self._shared() / 'charsets'}",
        ]

    def _shared(self) -> Path:
        return debian.unpacked(self.suite) / SHARED / self.prefix

    def initialize(self, data: Path, files: Path) -> None:
        scripts = [(self._shared() / f"{self.prefix}_{name}.sql").read_text() for name in BOOTSTRAP]
        self.run(
            "--bootstrap",
            f"--datadir={data}",
            f"--tmpdir={files}",
            "--innodb-log-file-size=4M",
            "--innodb-undo-tablespaces=0",  # less to copy
            script="\n".join([*PREPARE, *scripts]),
        )

    def options(self) -> list[str]:
        return [
            "--innodb-log-file-size=4M",
            "--innodb-undo-tablespaces=0",
            "--innodb-buffer-pool-size=16M",
            "--innodb-flush-log-at-trx-commit=0",  # the data goes with the run
        ]


MARIADB = MariaDB("mariadb", "MARIADB_URL", "trixie", "mariadb")
MARIADB_1011 = MariaDB("mariadb1011", "MARIADB1011_URL", "bookworm", "mysql", "10.11")
