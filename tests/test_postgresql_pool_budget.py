import psycopg
import pytest

from tests.dbshell import dbshell
from tests.own_servers import SmallPostgreSQL, own
from tests.plugins.projects import Site, ViewError
from tests.rotation import FIRST, rotating_login
from tests.waiting import eventually

pytestmark = [pytest.mark.packages("psycopg", "psycopg-pool"), pytest.mark.only_with("Django>=5.1")]
EXAMPLE = "postgresql_pool_budget/settings.py"
LIMITS = "postgresql_pool_budget/limits.sql"
REFUSED = "remaining connection slots are reserved"
MAX_CONNECTIONS = 11
KEPT_BACK = 3  # superuser_reserved_connections, by default
MONITOR = 1  # how the test watches: a superuser, who is logged in all the time
FOR_THE_PROJECT = MAX_CONNECTIONS - KEPT_BACK - MONITOR


@pytest.fixture
def small(postgresql, tmp_path):
    """A server of this test's own, which leaves seven connections for a project."""
    with own(SmallPostgreSQL(tmp_path / "small", MAX_CONNECTIONS)) as server:
        yield server


def pool(least: int, most: int) -> dict[str, str]:
    """The variables that give a process a pool of these sizes."""
    return {"DB_POOL_MIN_SIZE": str(least), "DB_POOL_MAX_SIZE": str(most)}


def refusal(site: Site) -> str:
    """The first line in which a pool said that the server had refused it."""
    assert eventually(lambda: REFUSED in site.log.read_text(), True)
    return next(line for line in site.log.read_text().splitlines() if REFUSED in line)


@pytest.mark.waits(3)
def test_too_large_a_min_size_shuts_others_out(projects, small, record):
    """Two processes that want four connections each take all seven; `manage.py migrate` fails.

    The requests of the two succeed: only their log says that a connection was refused. A superuser
    can still log in.
    """
    with small.database() as database:
        site = projects.serve(EXAMPLE, small, workers=2, threads=1, database=database, **pool(4, 4))
        rows = site.at_once(2, "SELECT 1")
        held = eventually(lambda: len(site.sessions()), FOR_THE_PROJECT)
        logged = refusal(site)
        exit_code, output = projects.manage(EXAMPLE, small, "migrate", database=database)
        with psycopg.connect(small.conninfo) as superuser:
            superusers_answer = superuser.execute("SELECT 1").fetchone()
    last_line = output.strip().splitlines()[-1]
    assert (rows, held, exit_code, superusers_answer) == ([[[1]]] * 2, FOR_THE_PROJECT, 1, (1,))
    assert last_line == "django.db.utils.OperationalError: couldn't get a connection after 2.00 sec"
    assert REFUSED in output
    record(
        processes=2,
        min_size=4,
        connections=held,
        failed_requests=0,
        logged=logged,
        last_line_of_migrate=last_line,
    )


@pytest.mark.waits(3)
def test_too_large_a_max_size_fails_requests_under_load(projects, small, record):
    """Two processes that may have four connections each run seven requests; an eighth fails.

    Its process has not reached its max_size. The error is that of an exhausted pool; the server's
    refusal is in the log.
    """
    with small.database() as database:
        one, other = (
            projects.serve(EXAMPLE, small, database=database, **pool(1, 4)) for _ in range(2)
        )
        with one.holding(4, "SELECT 1"), other.holding(3, "SELECT 1"):
            with pytest.raises(ViewError) as failure:
                other.sql("SELECT 1")
            logged = refusal(other)
    assert failure.value.message == "couldn't get a connection after 2.00 sec"
    assert REFUSED not in one.log.read_text()
    record(processes=2, max_size=4, requests=7, error=failure.value.errors[0], logged=logged)


def test_right_size_leaves_room(projects, small, record):
    """With three connections at most for each of two processes, `manage.py migrate` runs, too.

    A request for which there is no connection waits for one.
    """
    with small.database() as database:
        one, other = (
            projects.serve(EXAMPLE, small, database=database, **pool(1, 3)) for _ in range(2)
        )
        with one.holding(3, "SELECT 1"), other.holding(3, "SELECT 1"), other.waiting(1, "SELECT 1"):
            held = len(one.sessions())
            exit_code, output = projects.manage(EXAMPLE, small, "migrate", database=database)
            limits = dbshell(projects, LIMITS, database, "-x")
        assert other.value("SELECT 1") == 1
    assert (held, exit_code) == (6, 0), output
    shown = dict(map(str.strip, line.split("|")) for line in limits.splitlines() if "|" in line)
    assert shown == {
        "max_connections": str(MAX_CONNECTIONS),
        "kept_back": str(KEPT_BACK),
        "open_now": str(held + MONITOR + 1),  # and the one that asks
        "limit_of_role": "-1",
        "limit_of_database": "-1",
    }
    assert REFUSED not in one.log.read_text() + other.log.read_text()
    record(
        processes=2,
        max_size=3,
        max_connections=MAX_CONNECTIONS,
        kept_back=KEPT_BACK,
        monitors=MONITOR,
        for_the_project=FOR_THE_PROJECT,
        connections=held,
        limits=limits,
    )


@pytest.mark.waits(2)
def test_limit_of_a_role_leaves_room_for_others(projects, postgresql, record):
    """A role with a limit of two is refused a third connection, and another role is not."""
    with rotating_login(postgresql, "budget_web") as web, postgresql.database() as database:
        postgresql.query(f"ALTER ROLE {web.name} CONNECTION LIMIT 2")
        login = {"DB_USER": web.name, "DB_PASSWORD": FIRST}
        site = projects.serve(EXAMPLE, postgresql, database=database, **login, **pool(1, 4))
        with site.holding(2, "SELECT 1"):
            with pytest.raises(ViewError) as failure:
                site.sql("SELECT 1")
            exit_code, _ = projects.manage(EXAMPLE, postgresql, "migrate", database=database)
        logged = next(line for line in site.log.read_text().splitlines() if "too many" in line)
        postgresql.terminate(database)
    assert failure.value.message == "couldn't get a connection after 2.00 sec"
    assert exit_code == 0
    record(limit=2, max_size=4, logged=logged.replace(web.name, "budget_web"))
