"""MySQL, from Debian's packages."""

from pathlib import Path

from tests.servers import debian
from tests.servers.mysql_product import Product

SUITE = "sid"


class MySQL(Product):
    name = "mysql"
    product = "MySQL"
    variable = "MYSQL_URL"

    def command(self) -> list[str]:
        root = debian.unpacked(SUITE)
        return [
            *debian.program(SUITE, "usr/sbin/mysqld"),
            "--no-defaults",
            f"--basedir={root / 'usr'}",
            f"--lc-messages-dir={root / 'usr/share/mysql'}",
            f"--character-sets-dir={root / 'usr/share/mysql/charsets'}",
            f"--plugin-dir={root / 'usr/lib/mysql/plugin'}",
        ]

    def initialize(self, data: Path, files: Path) -> None:
        self.run(
            "--initialize-insecure",
            f"--datadir={data}",
            f"--tmpdir={files}",
            "--innodb-redo-log-capacity=8M",
        )

    def options(self) -> list[str]:
        return [
            "--secure-file-priv=NULL",
            "--mysqlx=OFF",
            "--skip-log-bin",
            "--performance-schema=OFF",
            "--innodb-redo-log-capacity=8M",
            "--innodb-buffer-pool-size=16M",
            "--innodb-flush-log-at-trx-commit=0",  # the data goes with the run
        ]


MYSQL = MySQL()
