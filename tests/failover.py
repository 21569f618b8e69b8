"""A primary and its replica that a test may stop, freeze and promote."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.own_servers import own
from tests.servers.postgresql_private import PrivatePostgreSQL
from tests.servers.postgresql_replica import PrivateWithReplica
from tests.waiting import eventually

PORT = "SELECT inet_server_port()"


class Pair(PrivateWithReplica):
    """The two, with what happens to them in a failover."""

    def stop_primary(self) -> None:
        self.disconnect()
        PrivatePostgreSQL.stop(self)

    def start_primary(self) -> None:
        PrivatePostgreSQL.start(self)

    def promote_replica(self) -> None:
        """Return once the replica takes writes."""
        self.replica.query("SELECT pg_promote()")
        in_recovery = "SELECT pg_is_in_recovery() AS it_is"
        assert eventually(lambda: self.replica.query(in_recovery)[0]["it_is"], False) is False

    def mask(self, text: str) -> str:
        """``text`` without the ports, which differ from run to run."""
        primary, replica = self.connection_environment(), self.replica.connection_environment()
        return text.replace(primary["DB_PORT"], "$DB_PORT").replace(
            replica["DB_PORT"], "$DB_REPLICA_PORT"
        )


@contextmanager
def own_pair(directory: Path) -> Iterator[Pair]:
    """The two while the block runs, for one test."""
    with own(Pair(directory)) as pair:
        yield pair
