"""Start PgBouncer and Odyssey, and let them look up passwords as the examples expect them to."""

from functools import cache

import pytest

from tests.once import once_a_run
from tests.plugins.projects import EXAMPLES
from tests.servers import Pooler
from tests.servers.postgresql import PostgreSQL

LOOKUP = EXAMPLES / "pgbouncer_auth" / "lookup.sql"


@pytest.fixture(scope="session")
def pgbouncer_lookup(pgbouncer, tmp_path_factory):
    """Make the role and the function that ``auth_user`` and ``auth_query`` name, on a server."""

    @cache
    def look_up_on(server: PostgreSQL) -> None:
        def create() -> str:
            server.run_file(LOOKUP, PGBOUNCER_PASSWORD=pgbouncer.auth_password)
            return "created"

        port = server.connection_environment()["DB_PORT"]
        once_a_run(tmp_path_factory, f"pgbouncer_lookup_{port}", create)

    return look_up_on


@pytest.fixture
def start_pgbouncer(projects, pgbouncer, pgbouncer_lookup, postgresql):
    """Start PgBouncer with ``examples/<configuration>``, in front of PostgreSQL."""

    def start(configuration: str, behind: PostgreSQL = postgresql) -> Pooler:
        pgbouncer_lookup(behind)
        return projects.pooler(configuration, pgbouncer, behind)

    return start


@pytest.fixture
def start_odyssey(projects, odyssey, pgbouncer, pgbouncer_lookup, postgresql_tls):
    """Start Odyssey, which looks passwords up as PgBouncer does, in front of PostgreSQL.

    Version 1.5.2 lets nobody in whose password is hashed less often than by default.
    """

    def start(configuration: str) -> Pooler:
        pgbouncer_lookup(postgresql_tls)
        odyssey.auth_password = pgbouncer.auth_password
        return projects.pooler(configuration, odyssey, postgresql_tls)

    return start
