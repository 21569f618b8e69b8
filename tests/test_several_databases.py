from collections import Counter

import pytest

from tests.plugins.projects import ViewError
from tests.waiting import eventually

pytestmark = [pytest.mark.packages("psycopg", "psycopg-pool"), pytest.mark.only_with("Django>=5.1")]
EXAMPLE = "several_databases/settings.py"
ROUTERS = "several_databases/routers.py"
CHECK = "several_databases/check.py"
ALIASES = ["default", "replica", "direct"]


@pytest.fixture
def site(projects, postgresql_replica):
    site = projects.serve(EXAMPLE, postgresql_replica)
    return site


def test_each_alias_reaches_its_own_server(site, record):
    """The alias `replica` is on a server that follows another; the others are on that other one."""
    following = {alias: site.value("SELECT pg_is_in_recovery()", alias=alias) for alias in ALIASES}
    assert following == {"default": False, "replica": True, "direct": False}
    record(following=following)


def test_each_pool_has_limits_of_its_own(site, postgresql_replica, record):
    """Four requests at a time on each of two aliases hold four connections to each server."""
    with site.holding(4, "SELECT 1"), site.holding(4, "SELECT 1", alias="replica"):
        primary = Counter(each["application_name"] for each in site.sessions())
        replica = Counter(
            each["application_name"] for each in postgresql_replica.replica.sessions(site.database)
        )
    assert primary == replica == {"web": 4}
    record(connections_to_primary=primary["web"], connections_to_replica=replica["web"])


def test_direct_alias_keeps_nothing(site, record):
    """The alias `direct` has no pool: its connection ends with the request."""
    site.sql("SELECT 1", alias="direct")
    left = eventually(lambda: len(site.sessions()), 0)
    assert left == 0
    record(connections_between_requests=left)


def test_direct_alias_has_no_time_limit(site, record):
    """A statement may take five seconds on the pooled aliases, and any time on `direct`."""
    limits = {alias: site.value("SHOW statement_timeout", alias=alias) for alias in ALIASES}
    assert limits == {"default": "5s", "replica": "5s", "direct": "0"}
    record(statement_timeout=limits)


def test_replica_refuses_writes(site, postgresql_replica, record):
    """A write on the alias `replica` fails with the server's own words."""
    site.sql("CREATE TABLE visit (id int)")
    postgresql_replica.catch_up()
    with pytest.raises(ViewError) as failure:
        site.sql("INSERT INTO visit VALUES (1)", alias="replica")
    assert failure.value.message == "cannot execute INSERT in a read-only transaction"
    record(error=failure.value.errors[0])


def test_replica_may_lag(site, postgresql_replica, record):
    """What was just written is there on the primary and, while the replica lags, not on it."""
    count = "SELECT count(*) FROM visit"
    site.sql("CREATE TABLE visit (id int)")
    postgresql_replica.catch_up()
    postgresql_replica.replica.query("SELECT pg_wal_replay_pause()")
    try:
        site.sql("INSERT INTO visit VALUES (1)")
        primary, replica = site.value(count), site.value(count, alias="replica")
    finally:
        postgresql_replica.replica.query("SELECT pg_wal_replay_resume()")
    assert (primary, replica) == (1, 0)
    assert eventually(lambda: site.value(count, alias="replica"), 1) == 1
    record(rows_on_primary=primary, rows_on_lagging_replica=replica)


def test_router_sends_reads_to_the_replica(projects, postgresql_replica):
    """Reads go to the replica, except within a transaction; writes go to the primary."""
    with postgresql_replica.database() as database:
        projects.ran(ROUTERS, database)
        outcome = projects.run_script(CHECK, postgresql_replica, database=database)
    assert outcome.printed == 3


def test_migrations_need_one_connection(projects, postgresql_replica, record):
    """`manage.py migrate --database direct` succeeds where one connection is allowed.

    The replica then has the tables, too.
    """
    with postgresql_replica.database() as database:
        postgresql_replica.limit_connections(database, 1)
        exit_code, output = projects.manage(
            EXAMPLE, postgresql_replica, "migrate", "--database", "direct", database=database
        )
        assert exit_code == 0, output
        postgresql_replica.limit_connections(database, -1)
        postgresql_replica.catch_up()
        site = projects.serve(EXAMPLE, postgresql_replica, database=database)
        rows = site.value("SELECT count(*) FROM django_session", alias="replica")
    assert rows == 0
    record(connections_allowed=1, last_line=output.strip().splitlines()[-1].strip())


def test_migrating_the_replica_fails(projects, postgresql_replica, record):
    """`manage.py migrate --database replica` fails: nothing can be recorded there."""
    exit_code, output = projects.manage(
        EXAMPLE, postgresql_replica, "migrate", "--database", "replica"
    )
    assert exit_code == 1
    last_line = output.strip().splitlines()[-1]
    assert "cannot execute" in last_line
    record(last_line=last_line)


def test_test_suite_needs_one_test_database(projects, postgresql_replica, record):
    """`manage.py test` makes one database, for three aliases, and destroys it.

    MIRROR gives the alias `replica` the name of that database, and leaves it on the replica.
    """
    suites = ["tests.project.suite", "tests.project.replica_suite"]
    exit_code, output = projects.manage(EXAMPLE, postgresql_replica, "test", *suites)
    assert exit_code == 0, output
    lines = [line for line in output.splitlines() if "test database" in line]
    assert lines == [
        "Creating test database for alias 'default'...",
        "Destroying test database for alias 'default'...",
    ]
    record(lines=lines, replica_is_reached=True)
