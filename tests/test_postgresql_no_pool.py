from dataclasses import replace

import pytest

from tests.plugins.projects import ViewError
from tests.servers.process import free_port
from tests.session_state import NOTHING_LEFT, found_by_next_request
from tests.waiting import eventually

pytestmark = pytest.mark.packages("psycopg")
EXAMPLE = "postgresql_no_pool/settings.py"


def test_every_request_opens_a_connection(projects, each_postgresql, record):
    """Five requests, one after another, are served by five different server processes."""
    site = projects.serve(EXAMPLE, each_postgresql, threads=1)
    server_processes = {site.value("SELECT pg_backend_pid()") for _ in range(5)}
    assert len(server_processes) == 5
    record(requests=5, server_processes=len(server_processes))


def test_no_connection_outlives_its_request(projects, each_postgresql, record):
    """When no request is running, the server holds no connection for the project."""
    site = projects.serve(EXAMPLE, each_postgresql)
    site.at_once(4, "SELECT 1")
    left = eventually(lambda: len(site.sessions()), 0)
    assert left == 0
    record(connections_between_requests=left)


def test_nothing_limits_the_connections(projects, postgresql, record):
    """Eight requests at a time hold eight connections: only the server's own limit stops them."""
    site = projects.serve(EXAMPLE, postgresql, threads=8)
    with site.holding(8, "SELECT 1"):
        held = len(site.sessions())
    assert held == 8
    record(requests_at_a_time=8, connections=held)


def test_failed_request_keeps_what_it_wrote(projects, postgresql, record):
    """Outside `atomic()`, what a request wrote before it failed is there for the next one."""
    site = projects.serve(EXAMPLE, postgresql)
    site.sql("CREATE TABLE written (number int)")
    with pytest.raises(ViewError, match="division by zero"):
        site.sql("INSERT INTO written VALUES (1)", "SELECT 1 / 0")
    with pytest.raises(ViewError, match="division by zero"):
        site.sql("INSERT INTO written VALUES (2)", "SELECT 1 / 0", atomic=True)
    assert site.sql("SELECT number FROM written") == [[1]]
    record(rows_of_the_failed_request=1, rows_within_atomic=0)


def test_servers_limit_fails_requests(projects, postgresql, record):
    """With four connections allowed and four requests running, the server refuses a fifth."""
    site = projects.serve(EXAMPLE, postgresql, threads=8)
    postgresql.limit_connections(site.database, 4)
    with site.holding(4, "SELECT 1"), pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert failure.value.type == "django.db.utils.OperationalError"
    assert "too many connections for database" in failure.value.message
    record(connections_allowed=4, error=failure.value.errors[0])


def test_unreachable_server_fails_at_once(projects, postgresql, record):
    """With nothing listening at HOST and PORT, a request fails with the cause in its text."""
    with postgresql.database() as database:
        elsewhere = replace(
            database, environment=database.environment | {"DB_PORT": str(free_port())}
        )
        site = projects.serve(EXAMPLE, postgresql, database=elsewhere)
        with pytest.raises(ViewError) as failure:
            site.sql("SELECT 1")
    assert failure.value.type == "django.db.utils.OperationalError"
    assert "Connection refused" in failure.value.message
    record(error=failure.value.errors[0])


def test_wrong_password_is_named(projects, postgresql, record):
    """With a wrong PASSWORD, a request fails with the server's own words."""
    site = projects.serve(EXAMPLE, postgresql, DB_PASSWORD="wrong")
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert failure.value.type == "django.db.utils.OperationalError"
    assert "password authentication failed" in failure.value.message
    record(error=failure.value.errors[0])


def test_missing_database_is_named(projects, postgresql, record):
    """With a NAME that does not exist, a request fails with the server's own words."""
    site = projects.serve(EXAMPLE, postgresql, DB_NAME="missing")
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert failure.value.type == "django.db.utils.OperationalError"
    assert 'database "missing" does not exist' in failure.value.message
    record(error=failure.value.errors[0])


def test_unset_variable_is_named(projects, postgresql, record):
    """With DB_NAME unset, every command stops with a KeyError that names the variable."""
    exit_code, output = projects.manage(EXAMPLE, postgresql, "check", DB_NAME=None)
    assert exit_code == 1
    last_line = output.strip().splitlines()[-1]
    assert last_line == "KeyError: 'DB_NAME'"
    record(last_line=last_line)


def test_session_state_is_gone(projects, postgresql, record):
    """A search_path, a temporary table and an advisory lock end with the request that set them."""
    found = found_by_next_request(projects.serve(EXAMPLE, postgresql, threads=1))
    assert found == NOTHING_LEFT
    record(**found)
