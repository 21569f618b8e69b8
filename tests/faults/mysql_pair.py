"""A primary MySQL or MariaDB, the replica that follows it, and what happens in a failover."""

from collections.abc import Sequence
from pathlib import Path

from tests.faults.moving_address import BehindAddress
from tests.servers.base import ServerError
from tests.servers.mysql_private import PrivateServer
from tests.servers.mysql_product import Product

PATIENCE = 10  # seconds
POSITION = {"MariaDB": "SHOW BINLOG STATUS", "MySQL": "SHOW BINARY LOG STATUS"}
FOLLOW = {
    "MariaDB": "CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = %s, MASTER_USER = %s,"
    " MASTER_PASSWORD = %s, MASTER_LOG_FILE = %s, MASTER_LOG_POS = %s, MASTER_SSL = 0",
    "MySQL": "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = %s,"
    " SOURCE_USER = %s, SOURCE_PASSWORD = %s, SOURCE_LOG_FILE = %s, SOURCE_LOG_POS = %s,"
    " GET_SOURCE_PUBLIC_KEY = 1",
}
WAIT = {
    "MariaDB": "SELECT MASTER_POS_WAIT(%s, %s, %s) AS events",
    "MySQL": "SELECT SOURCE_POS_WAIT(%s, %s, %s) AS events",
}


class MySQLPair(BehindAddress, PrivateServer):
    """The two; everything goes to the primary, unless it is asked of ``replica``."""

    def __init__(self, product: Product, directory: Path, options: Sequence[str] = ()):
        both = [*options, "--log-bin=changes"]
        super().__init__(product, directory / "primary", options=[*both, "--server-id=1"])
        self.replica = PrivateServer(
            product, directory / "replica", options=[*both, "--server-id=2"]
        )
        self.replica.password = self.password

    def start(self) -> None:
        super().start()
        self.replica.start()
        login = self.login["port"], self.login["user"], self.login["password"]
        self.replica.query(FOLLOW[self.product], *login, *self._position())
        self.replica.query("START REPLICA")
        self.replica.query("SET GLOBAL read_only = 1")

    def discard(self) -> None:
        self.replica.discard()
        super().discard()

    def disconnect(self) -> None:
        super().disconnect()
        self.replica.disconnect()

    def catch_up(self) -> None:
        """Wait until the replica has everything that the primary has now."""
        events = self.replica.query(WAIT[self.product], *self._position(), PATIENCE)[0]["events"]
        if events in {None, -1}:
            raise ServerError("The replica did not catch up with its primary: see both logs.")

    def promote_replica(self) -> None:
        """Return once the replica takes writes."""
        self.replica.query("STOP REPLICA")
        self.replica.query("RESET REPLICA ALL")
        self.replica.query("SET GLOBAL read_only = 0")

    def refuse_writes(self, on: bool) -> None:
        """Have the primary refuse to write, or write again."""
        self.query("SET GLOBAL read_only = %s", int(on))

    def _position(self) -> tuple[str, int]:
        """Where the primary's log of changes ends."""
        status = self.query(POSITION[self.product])[0]
        return status["File"], status["Position"]
