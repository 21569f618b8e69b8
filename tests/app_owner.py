"""The role that the examples about roles act as."""

from tests.once import once_a_run
from tests.plugins.projects import EXAMPLES

ROLES = EXAMPLES / "postgresql_pool_role" / "roles.sql"


def create_app_owner(postgresql, tmp_path_factory) -> None:
    """Run roles.sql with psql, once, on the server that all tests share."""

    def create() -> str:
        if not postgresql.query("SELECT 1 FROM pg_roles WHERE rolname = 'app_owner'"):
            postgresql.run_file(ROLES, DB_USER=postgresql.connection_environment()["DB_USER"])
        return "created"

    once_a_run(tmp_path_factory, "app_owner", create)
