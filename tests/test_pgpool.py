import os
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests import pooled_state
from tests.plugins.projects import ViewError
from tests.project.terminal import Terminal
from tests.rows import NUMBERS, iterate, make_rows

pytestmark = pytest.mark.packages("psycopg")
SETTINGS = "pgpool/settings.py"
ACCESS = "pgpool/pool_hba.conf"
PASSWORDS = "pgpool/pool_passwd.sh"
PERSISTENT_SETTINGS = "pgbouncer_transaction/settings.py"  # CONN_MAX_AGE = None
CHILDREN = 5  # what pgpool.conf says
PATIENCE = 1  # second: many times what a request takes that does not wait


@pytest.fixture
def pooler(projects, pgpool, postgresql):
    return projects.pooler("pgpool/pgpool.conf", pgpool, postgresql)


def test_server_connections_are_kept(projects, pooler, record):
    """Twenty requests, one after another, are served by at most five server processes."""
    site = projects.serve(SETTINGS, pooler, threads=1)
    projects.ran(ACCESS, site.database)
    processes = {site.value("SELECT pg_backend_pid()") for _ in range(20)}
    assert len(processes) <= CHILDREN
    assert processes == {session["pid"] for session in site.sessions()}
    record(requests=20, at_most=CHILDREN)


def test_idle_client_keeps_a_server_connection(projects, pooler, record):
    """Five clients that wait outside a transaction keep all of Pgpool-II; the sixth waits."""
    site = projects.serve(SETTINGS, pooler)
    with ThreadPoolExecutor(1) as client:
        with site.holding(CHILDREN, "SELECT 1"):
            sixth = client.submit(site.value, "SELECT 1")
            with pytest.raises(TimeoutError):
                sixth.result(PATIENCE)
            connections = len(site.sessions())
        assert connections == CHILDREN
        assert sixth.result() == 1
    record(clients_served=CHILDREN, server_connections=connections)


def test_session_state_stays_with_its_client(projects, pooler, postgresql, record):
    """What one client changes it finds again among others, and no other client finds it."""
    one = projects.serve(PERSISTENT_SETTINGS, pooler, threads=1)
    other = projects.serve(PERSISTENT_SETTINGS, pooler, threads=2, database=one.database)
    projects.ran(SETTINGS, one.database)
    seen = pooled_state.seen_by(one, other, postgresql)
    assert seen["same_server_process"] == [True, False, True]
    assert seen["alone"] == pooled_state.EVERYTHING
    assert seen["among_others"] == pooled_state.EVERYTHING
    assert seen["other_client"] == pooled_state.NOTHING
    record(**seen)


def test_session_state_is_discarded_at_disconnect(projects, pooler, postgresql, record):
    """Nothing that one request changes is found by a later one on the same server process."""
    site = projects.serve(SETTINGS, pooler, threads=1)
    with pooled_state.role(postgresql, site.database) as role:
        changed = pooled_state.leave_everything(site, role)

        def observe():
            process, found = pooled_state.found(site)
            return process == changed, found

        found = pooled_state.once_on_one_connection(observe, tries=100)
    assert found == pooled_state.NOTHING
    record(next_client=found)


def test_server_side_cursors_work(projects, pooler, record):
    """iterator() with a server-side cursor gives all rows among other requests."""
    site = projects.serve(SETTINGS, pooler)
    make_rows(site)
    assert iterate(site, among_others=True) == NUMBERS
    record(rows=len(NUMBERS))


def test_test_database_is_dropped(projects, pooler, record):
    """`manage.py test` makes its database, runs its tests and drops the database again."""
    exit_code, output = projects.manage(SETTINGS, pooler, "test", "tests.project.suite")
    assert exit_code == 0
    assert "Ran 1 test in" in output
    record(last_line=output.strip().splitlines()[-1])


def test_wrong_password_is_refused(projects, pooler, record):
    """With pool_hba.conf, Pgpool-II checks the password itself, and refuses a wrong one."""
    site = projects.serve(SETTINGS, pooler, DB_PASSWORD="wrong")
    projects.ran(ACCESS, site.database)
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    error = failure.value.errors[0]
    assert "ERROR:  authentication failed" in error["message"]
    record(error=error)


def test_password_file_lets_the_project_in(projects, pooler, tmp_path, record):
    """With the pool_passwd that the command writes, Pgpool-II starts and the project logs in."""
    with pooler.database() as database:
        variables = {name: database.environment[name] for name in ("DB_USER", "DB_PASSWORD")}
        with Terminal(tmp_path, {"PATH": os.environ["PATH"], **variables}) as terminal:
            terminal.source(projects.examples / PASSWORDS)
        projects.ran(PASSWORDS, database)
        written = tmp_path / "pool_passwd"
        mode = stat.filemode(written.stat().st_mode)
        written.replace(pooler.passwords)
        pooler.restart()
        site = projects.serve(SETTINGS, pooler, database=database)
        assert site.value("SELECT current_user") == variables["DB_USER"]
    assert mode == "-rw-------"
    record(mode=mode)
