import pytest

from tests.rows import NUMBERS, iterate, make_rows
from tests.waiting import eventually

pytestmark = pytest.mark.packages("psycopg")
SETTINGS = "pgbouncer_direct_alias/settings.py"
SCRIPT = "pgbouncer_direct_alias/listen.py"


@pytest.fixture
def pooler(start_pgbouncer):
    return start_pgbouncer("pgbouncer_transaction/pgbouncer.ini")


def test_migrations_go_around_the_pooler(projects, pooler, record):
    """`manage.py migrate --database direct` succeeds without a login to PgBouncer."""
    with pooler.database() as database:
        exit_code, output = projects.manage(
            *(SETTINGS, pooler, "migrate", "--database", "direct"),
            database=database,
            INSTALLED_APPS="django.contrib.contenttypes",
        )
        logins = pooler.logins(database)
    last = output.strip().splitlines()[-1].strip()
    assert (exit_code, logins) == (0, 0)
    assert last.endswith("OK")
    record(last_line=last, logins=logins)


@pytest.mark.only_with("psycopg>=3.2")
def test_script_prints_what_it_shows(projects, pooler, record):
    """The script hears on the direct alias what was announced on the pooled one."""
    outcome = projects.run_script(SCRIPT, pooler)
    assert outcome.printed == 1
    record(notifications=outcome.printed)


def test_advisory_lock_keeps_others_out(projects, pooler, record):
    """A lock of one process on the direct alias is refused to another, and ends with its request.

    On the pooled alias both get the lock, and it stays taken when both have ended.
    """
    one = projects.serve(SETTINGS, pooler, threads=1)
    other = projects.serve(SETTINGS, pooler, threads=1, database=one.database)
    locks = {
        "default": "SELECT pg_try_advisory_lock(1)",
        "direct": "SELECT pg_try_advisory_lock(2)",
    }
    got = {}
    for alias, lock in locks.items():
        with one.holding(1, lock, alias=alias) as requests:
            got[f"{alias}, second process"] = other.value(lock, alias=alias)
        got[f"{alias}, first process"] = requests[0].result()[0][0]
    free = {
        "default": other.value(locks["default"], alias="direct"),
        # The server ends a client's process in its own time.
        "direct": eventually(lambda: other.value(locks["direct"], alias="direct"), True),
    }
    assert got == {
        "default, first process": True,
        "default, second process": True,
        "direct, first process": True,
        "direct, second process": False,
    }
    assert free == {"default": False, "direct": True}
    record(got_the_lock=got, free_afterwards=free)


def test_server_side_cursors_work(projects, pooler, record):
    """iterator() on the direct alias uses a server-side cursor and gives all rows."""
    site = projects.serve(SETTINGS, pooler)
    make_rows(site)
    assert iterate(site, among_others=True, alias="direct") == NUMBERS
    record(rows=len(NUMBERS))


def test_tests_run_on_the_direct_address(projects, pooler, record):
    """With DB_HOST and DB_PORT set to PostgreSQL's own address, `manage.py test` succeeds."""
    with pooler.database() as database:
        exit_code, output = projects.manage(
            *(SETTINGS, pooler, "test", "tests.project.suite"),
            database=database,
            DB_HOST=database.environment["DB_DIRECT_HOST"],
            DB_PORT=database.environment["DB_DIRECT_PORT"],
        )
    assert exit_code == 0
    assert "Ran 1 test in" in output
    record(last_line=output.strip().splitlines()[-1])
