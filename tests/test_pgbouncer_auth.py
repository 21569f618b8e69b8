import os
import secrets
import stat
from contextlib import contextmanager

import psycopg
import pytest

from tests.plugins.projects import ViewError
from tests.project.terminal import Terminal

pytestmark = pytest.mark.packages("psycopg")
LOOKUP = "pgbouncer_auth/lookup.sql"
USERLIST = "pgbouncer_auth/userlist.sh"
SETTINGS = "pgbouncer_transaction/settings.py"


@pytest.fixture
def pooler(start_pgbouncer):
    return start_pgbouncer("pgbouncer_transaction/pgbouncer.ini")


@pytest.fixture
def database(projects, pooler):
    with pooler.database() as database:
        projects.ran(LOOKUP, database)
        yield database


@pytest.fixture
def log_in(projects, pooler, database):
    """Who a request is to PostgreSQL; raises ViewError if PgBouncer refuses the login."""

    def log_in(user: str, password: str) -> str:
        site = projects.serve(
            SETTINGS, pooler, database=database, DB_USER=user, DB_PASSWORD=password
        )
        return site.value("SELECT current_user")

    return log_in


@contextmanager
def new_role(postgresql, password: str):
    """A role that was made after PgBouncer has started."""
    name = f"later_{secrets.token_hex(4)}"
    postgresql.query(f"CREATE ROLE {name} LOGIN PASSWORD '{password}'")
    try:
        yield name
    finally:
        postgresql.query(f"DROP ROLE {name}")


def refusal(log_in, user: str, password: str) -> dict:
    """The error of a login that is refused."""
    with pytest.raises(ViewError) as failure:
        log_in(user, password)
    assert failure.value.type == "django.db.utils.OperationalError"
    return failure.value.errors[0]


def test_wrong_password_is_refused(log_in, postgresql, record):
    """PgBouncer checks the password itself, and refuses a wrong one."""
    user = postgresql.connection_environment()["DB_USER"]
    error = refusal(log_in, user, "wrong")
    assert error["message"].endswith("SASL authentication failed")
    record(error=error)


def test_new_role_logs_in_without_a_restart(log_in, postgresql, record):
    """A role that was made while PgBouncer runs logs in, and so does one with a new password.

    The old password is refused from then on.
    """
    with new_role(postgresql, "first") as name:
        assert log_in(name, "first") == name
        postgresql.query(f"ALTER ROLE {name} PASSWORD 'second'")
        assert log_in(name, "second") == name
        error = refusal(log_in, name, "first")
    assert error["message"].endswith("SASL authentication failed")
    record(restarts=0)


def test_superusers_are_not_served(log_in, postgresql, record):
    """A superuser with the right password is refused, as someone whom nobody knows."""
    administrator = psycopg.conninfo.conninfo_to_dict(postgresql.conninfo)
    error = refusal(log_in, administrator["user"], administrator["password"])
    assert error == refusal(log_in, "nobody", "wrong")
    assert error["message"].endswith("no such user")
    record(error=error)


def test_project_cannot_read_passwords(pooler, database, record):
    """The project's own role may not call the function that reads the passwords."""
    environment = database.environment
    with (
        psycopg.connect(
            host=environment["DB_DIRECT_HOST"],
            port=environment["DB_DIRECT_PORT"],
            user=environment["DB_USER"],
            password=environment["DB_PASSWORD"],
            dbname="postgres",
        ) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege) as refused,
    ):
        connection.execute("SELECT pgbouncer.user_lookup(current_user)")
    record(error=str(refused.value).splitlines()[0])


def test_userlist_lets_pgbouncer_look_up(projects, pooler, database, log_in, tmp_path, record):
    """With the userlist.txt that the command writes, PgBouncer looks up a login; without, not."""
    user, password = (database.environment[name] for name in ("DB_USER", "DB_PASSWORD"))
    console, _ = pooler.users.read_text().splitlines()
    pooler.users.write_text(f"{console}\n")
    pooler.restart()
    error = refusal(log_in, user, password)

    variables = {"PATH": os.environ["PATH"], "PGBOUNCER_PASSWORD": pooler.program.auth_password}
    with Terminal(tmp_path, variables) as terminal:
        terminal.source(projects.examples / USERLIST)
    projects.ran(USERLIST, database)
    written = tmp_path / "userlist.txt"
    pooler.users.write_text(f"{console}\n{written.read_text()}")
    pooler.restart()
    assert log_in(user, password) == user
    assert stat.filemode(written.stat().st_mode) == "-rw-------"
    record(without_userlist=error, mode=stat.filemode(written.stat().st_mode))
