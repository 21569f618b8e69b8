import pytest

from tests.plugins.projects import ViewError
from tests.rotation import FIRST, SECOND, rotating_login

pytestmark = [
    pytest.mark.packages("psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1", "psycopg-pool>=3.3"),
]
EXAMPLE = "postgresql_pool_rotating/settings.py"


@pytest.fixture
def password_file(tmp_path):
    file = tmp_path / "password"
    file.write_text(FIRST)
    return file


def serve(projects, server, login, password_file):
    return projects.serve(
        EXAMPLE,
        server,
        DB_USER=login.name,
        DB_PASSWORD=None,
        DB_PASSWORD_FILE=str(password_file),
    )


def test_new_connections_use_the_new_password(projects, postgresql, password_file, record):
    """When the password has changed, the pool grows without a restart, and keeps the old one."""
    with rotating_login(postgresql, "app_rotating") as login:
        site = serve(projects, postgresql, login, password_file)
        old = site.value("SELECT pg_backend_pid()")
        site.wait_for_pool(2)
        before = len(site.sessions())
        login.change_password()
        password_file.write_text(SECOND)
        processes = {row[0][0] for row in site.at_once(4, "SELECT pg_backend_pid()")}
    assert (before, len(processes)) == (2, 4)
    assert old in processes
    record(connections_before=before, connections_after=len(processes), failed_requests=0)


@pytest.mark.waits(2)
def test_old_password_stops_the_pool_from_growing(projects, postgresql, password_file, record):
    """When the file still has the old password, open connections go on; a further one fails."""
    with rotating_login(postgresql, "app_outdated") as login:
        site = serve(projects, postgresql, login, password_file)
        site.sql("SELECT 1")
        site.wait_for_pool(2)
        login.change_password()
        with site.holding(2, "SELECT 1"), pytest.raises(ViewError) as failure:
            site.sql("SELECT 1")
    logged = [line for line in site.log.read_text().splitlines() if "error connecting" in line]
    assert failure.value.message == "couldn't get a connection after 2.00 sec"
    cause = login.mask(logged[0])
    assert cause.endswith('password authentication failed for user "$DB_USER"')
    record(connections_that_go_on=2, error=failure.value.errors[0], logged=cause)


@pytest.mark.waits(2)
@pytest.mark.documented_failure
@pytest.mark.only_with("Django>=5.1", "psycopg-pool<3.3")
def test_older_pool_takes_no_function(projects, postgresql, password_file, record):
    """An older pool takes the function for a text; no connection opens."""
    with rotating_login(postgresql, "app_older") as login:
        site = serve(projects, postgresql, login, password_file)
        with pytest.raises(ViewError) as failure:
            site.sql("SELECT 1")
    logged = [line for line in site.log.read_text().splitlines() if "error connecting" in line]
    assert failure.value.message == "couldn't get a connection after 2.00 sec"
    assert logged[0].endswith("'function' object has no attribute 'encode'")
    record(error=failure.value.errors[0], logged=logged[0])
