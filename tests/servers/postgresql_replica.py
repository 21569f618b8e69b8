"""A primary PostgreSQL and the replica that follows it by streaming replication."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.base import Database, ServerError
from tests.servers.postgresql import KnownPostgreSQL, PostgreSQL
from tests.servers.postgresql_binaries import binaries
from tests.servers.postgresql_data import run
from tests.servers.postgresql_private import PrivatePostgreSQL
from tests.waiting import eventually


class Replica(PrivatePostgreSQL):
    """A copy of the primary that answers queries and refuses to write."""

    def __init__(self, directory: Path, primary: PrivatePostgreSQL):
        super().__init__(directory)
        self.primary = primary
        self.password = primary.password
        self.admin_password = primary.admin_password

    def _make_data(self) -> None:
        run(
            self.major,
            "pg_basebackup",
            f"--pgdata={self.data}",
            f"--dbname={self.primary.conninfo}",
            "--write-recovery-conf",
            "--checkpoint=fast",
            "--no-sync",
        )

    def _create(self) -> None:
        super()._create()
        # What receives the stream looks for libpq among the system's libraries otherwise.
        libraries = binaries().parent / "lib"
        self.process.command[:0] = ["env", f"LD_LIBRARY_PATH={libraries}"]

    def _create_login(self) -> None:
        """Nothing: it has come with the copy."""


class WithReplica(PostgreSQL):
    """What tests ask of the two, whether or not they are in the process that started them.

    Everything goes to the primary, unless it is asked of ``replica``.
    """

    replica: PostgreSQL

    def connection_environment(self) -> dict[str, str]:
        replica = self.replica.connection_environment()
        return super().connection_environment() | {
            "DB_REPLICA_HOST": replica["DB_HOST"],
            "DB_REPLICA_PORT": replica["DB_PORT"],
        }

    def address(self) -> dict:
        return super().address() | {"replica": self.replica.address()}

    @contextmanager
    def database(self) -> Iterator[Database]:
        with super().database() as database:
            self.catch_up()
            try:
                yield database
            finally:
                self.replica.terminate(database)

    def catch_up(self) -> None:
        """Wait until the replica has everything that the primary has now."""
        now = self.query("SELECT pg_current_wal_lsn()::text AS lsn")[0]["lsn"]
        reached = "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn AS reached"
        if not eventually(lambda: self.replica.query(reached, now)[0]["reached"], True):
            raise ServerError("The replica did not catch up with its primary: see both logs.")

    def disconnect(self) -> None:
        super().disconnect()
        self.replica.disconnect()


class PrivateWithReplica(WithReplica, PrivatePostgreSQL):
    """The two as private servers, in folders side by side."""

    def __init__(self, directory: Path):
        super().__init__(directory / "primary")
        self.replica = Replica(directory / "replica", self)

    def start(self) -> None:
        super().start()
        self.replica.start()

    def stop(self) -> None:
        self.replica.stop()
        super().stop()

    def discard(self) -> None:
        self.replica.discard()
        super().discard()

    def died(self) -> ServerError | None:
        return super().died() or self.replica.died()


class KnownWithReplica(WithReplica, KnownPostgreSQL):
    """The run's own two, seen from a test worker that did not start them."""

    def __init__(self, replica: dict, **primary):
        super().__init__(**primary)
        self.replica = KnownPostgreSQL(**replica)
