"""Let PgBouncer look up passwords on the run's PostgreSQL, as the examples expect it to."""

import pytest

from tests.once import once_a_run
from tests.plugins.projects import EXAMPLES

LOOKUP = EXAMPLES / "pgbouncer_auth" / "lookup.sql"


@pytest.fixture(scope="session")
def pgbouncer_lookup(pgbouncer, postgresql, tmp_path_factory):
    """The role and the function that PgBouncer's ``auth_user`` and ``auth_query`` name."""

    def create() -> str:
        postgresql.run_file(LOOKUP, PGBOUNCER_PASSWORD=pgbouncer.auth_password)
        return "created"

    return once_a_run(tmp_path_factory, "pgbouncer_lookup", create)


@pytest.fixture
def start_pgbouncer(projects, pgbouncer, pgbouncer_lookup, postgresql):
    """Start PgBouncer in front of PostgreSQL, with ``examples/<configuration>``."""
    return lambda configuration: projects.pooler(configuration, pgbouncer, postgresql)
