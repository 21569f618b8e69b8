import re
import time

import pytest

from tests import pool_options as given
from tests.oracle import BY_DRIVER, pool_options
from tests.plugins.projects import EXAMPLES, ViewError
from tests.waiting import eventually

VOCABULARY = "pool_options/pool_options.py"
NATIVE = "pool_options/postgresql/settings.py"
POSTGRESQL = "pool_options/postgresql_db_connection_pool/settings.py"
MYSQL = "pool_options/mysql/settings.py"
ORACLE = "pool_options/oracle/settings.py"
SHRINKING = "pool_options/shrinking/settings.py"
LIFETIME = 1  # second

native = pytest.mark.packages("psycopg", "psycopg-pool")
with_native_pool = pytest.mark.only_with("Django>=5.1", "psycopg-pool>=3.2")
sqlalchemys = pytest.mark.packages("psycopg", "django-db-connection-pool", "SQLAlchemy")
mysqls = pytest.mark.packages("mysqlclient", "django-db-connection-pool", "SQLAlchemy")
that_survives_a_ping = pytest.mark.only_with("django-db-connection-pool>=1.2.6")
oracles = pytest.mark.packages("oracledb")
since_52 = pytest.mark.only_with("Django>=5.2")


def on(example: str, *servers: str, marks: list) -> list:
    """The parameters of a test that runs the example on each of the servers."""
    return [pytest.param(example, server, marks=marks) for server in servers]


ELSEWHERE = [
    *on(POSTGRESQL, "postgresql", marks=[sqlalchemys]),
    *on(ORACLE, "oracle", marks=[oracles, since_52]),
]
on_every_pool = pytest.mark.parametrize(
    ("example", "server_name"),
    [
        *on(NATIVE, "postgresql", marks=[native, with_native_pool]),
        *on(MYSQL, "mariadb", "mysql", marks=[mysqls]),
        *ELSEWHERE,
    ],
)
on_every_server = pytest.mark.parametrize(
    ("example", "server_name"),
    [
        *on(
            *(NATIVE, "postgresql15", "postgresql16", "postgresql17", "postgresql"),
            marks=[native, with_native_pool],
        ),
        *on(MYSQL, "mariadb1011", "mariadb", "mysql", marks=[mysqls, that_survives_a_ping]),
        *ELSEWHERE,
    ],
)


@pytest.fixture
def server(request, server_name, projects):
    """The server of that name, with the driver that its project needs."""
    if server_name in {"mariadb1011", "mariadb", "mysql"}:
        request.getfixturevalue("mysqlclient")
    return request.getfixturevalue(server_name)


@pytest.fixture
def serve(projects, server, example):
    """Run the example's project on the server."""

    def run(threads: int, **environment: str):
        database = projects.cleanup.enter_context(server.database())
        projects.ran(VOCABULARY, database)
        return projects.serve(example, server, database=database, threads=threads, **environment)

    return run


def test_settings_have_the_same_options():
    """Every settings file has the same POOL_OPTIONS, to the letter."""
    block = re.compile(r'^ *"POOL_OPTIONS": \{\n.*?\n *\},\n', re.DOTALL | re.MULTILINE)
    written = {
        block.search((EXAMPLES / example).read_text())[0]
        for example in (NATIVE, POSTGRESQL, MYSQL, ORACLE)
    }
    assert len(written) == 1


@on_every_pool
def test_max_size_is_never_exceeded(serve, server_name, record):
    """Eight clients that never pause are served over at most four connections: MAX_SIZE."""
    site = serve(threads=8)
    held = 0
    for _ in site.crowd(8, 120, given.SESSION[server_name]):
        held = max(held, len(site.sessions()))
    assert held <= 4
    with site.holding(4, given.SESSION[server_name]):
        held = len(site.sessions())
    assert held == 4
    record(clients=8, most_connections=held)


@on_every_pool
@pytest.mark.waits(2)
def test_request_waits_for_the_timeout(serve, server_name, record):
    """While four slow views hold the pool, a fifth request waits two seconds and fails."""
    site = serve(threads=8)
    with site.holding(4, given.SESSION[server_name]):
        started = time.monotonic()
        with pytest.raises(ViewError) as failure:
            site.sql(given.SESSION[server_name])
        waited = time.monotonic() - started
    assert 2 <= waited < 10
    assert site.value(given.SESSION[server_name]), "the pool recovers when the slow views end"
    record(timeout=2, error=failure.value.errors[0])


@on_every_server
def test_dead_connection_is_replaced(serve, server, server_name, record):
    """When the server has closed the pool's connection, the next request gets another."""
    site = serve(threads=1)
    dead = site.value(given.SESSION[server_name])
    closed = server.terminate(site.database)
    assert closed == 1
    assert site.value(given.SESSION[server_name]) != dead
    record(connections_closed=closed, failed_requests=0)


@on_every_pool
@pytest.mark.waits(LIFETIME)
def test_old_connection_is_replaced(serve, server_name, record):
    """A connection that was unused past MAX_LIFETIME serves one more request at most."""
    site = serve(threads=1, DB_MAX_LIFETIME=str(LIFETIME))
    old = site.value(given.SESSION[server_name])
    time.sleep(LIFETIME * 1.1)  # it has to grow older than that
    served = [site.value(given.SESSION[server_name]) == old for _ in range(2)]
    assert not served[1]
    record(requests_served_when_too_old=sum(served))


@native
@with_native_pool
@pytest.mark.waits(1.5)
def test_unused_connections_are_closed(projects, postgresql, record):
    """On PostgreSQL, Django's pool closes what it does not use until MIN_SIZE is left."""
    engine = "django.db.backends.postgresql"
    site = projects.serve(SHRINKING, postgresql, DB_ENGINE=engine)
    site.at_once(4, "SELECT 1")
    after_burst = len(site.sessions())
    after_idling = eventually(lambda: len(site.sessions()), 1)
    assert (after_burst, after_idling) == (4, 1)
    record(connections_after_burst=after_burst, connections_after_idling=after_idling)


@mysqls
def test_other_pools_refuse_them(projects, mysql_server, mysqlclient, record):
    """With django-db-connection-pool the same options stop `manage.py check`, which says why."""
    engine = "dj_db_conn_pool.backends.mysql"
    exit_code, output = projects.manage(SHRINKING, mysql_server, "check", DB_ENGINE=engine)
    kind, _, message = output.strip().splitlines()[-1].partition(": ")
    assert exit_code == 1
    assert kind == "django.core.exceptions.ImproperlyConfigured"
    assert message.startswith(f"DATABASES['default']: {engine} cannot honor MIN_SIZE 1: ")
    record(error={"type": kind, "message": message})


@pytest.fixture
def refusals(projects, postgresql):
    """What pool_options.py says of pieces of settings, in a project that runs."""

    def say(written, within: str = "{%s}") -> dict[str, str]:
        with postgresql.database() as database:
            projects.ran(VOCABULARY, database)
        return given.refusals(projects, POSTGRESQL, postgresql, list(written), within)

    return say


@sqlalchemys
def test_unknown_options_are_refused(refusals, record):
    """A name that is no option is refused, with the one that it resembles."""
    said = refusals(given.UNKNOWN, given.WITHIN_POOL_OPTIONS)
    assert said == given.UNKNOWN
    record(unknown=said)


@sqlalchemys
def test_wrong_values_are_refused(refusals, record):
    """A value of another type, unit or size is refused, with what to write."""
    said = refusals(given.WRONG, given.WITHIN_POOL_OPTIONS)
    assert said == given.WRONG
    record(wrong=said)


@sqlalchemys
def test_settings_that_contradict_are_refused(refusals, record):
    """What Django has for other ways to keep connections is refused beside POOL_OPTIONS."""
    said = refusals(given.BESIDE)
    assert said == given.BESIDE
    record(beside=said)


@sqlalchemys
def test_backends_without_a_pool_are_refused(refusals, record):
    """A backend that has no pool, or none that is known, is refused."""
    said = refusals(given.NO_POOL)
    assert said == given.NO_POOL
    record(no_pool=said)


@sqlalchemys
def test_what_sqlalchemys_pool_has_not_is_refused(refusals, record):
    """The pool of django-db-connection-pool neither opens connections ahead nor closes them."""
    said = refusals(given.CANNOT_HONOR, given.WITHIN_POOL_OPTIONS)
    assert said == given.CANNOT_HONOR
    record(cannot_honor=said)


@sqlalchemys
@since_52
def test_what_oracles_pool_has_not_is_refused(refusals, record):
    """A fraction of a second, which python-oracledb would cut off, is refused."""
    said = refusals(given.ORACLE_CANNOT_HONOR, given.ON_ORACLE)
    assert said == given.ORACLE_CANNOT_HONOR
    record(cannot_honor=said)


@sqlalchemys
@since_52
def test_same_options_become_those_of_each_pool(projects, postgresql, record):
    """The same six options become what each of the three pools calls them."""
    with postgresql.database() as database:
        projects.ran(VOCABULARY, database)
    same = given.translations(projects, POSTGRESQL, postgresql, given.ON_EVERY_POOL)
    assert same == given.TRANSLATED
    whole = given.translations(projects, POSTGRESQL, postgresql, given.NEVER)
    never = {
        pool: {name: whole[pool][name] for name in expected}
        for pool, expected in given.TRANSLATED_NEVER.items()
    }
    assert never == given.TRANSLATED_NEVER
    record(same=same, never=never)


@BY_DRIVER
@oracles
@pytest.mark.only_with("Django>=5.2", "oracledb>=26")
def test_oracles_driver_takes_the_options(projects, oracle_server, record):
    """The driver builds a pool with these sizes and times, and reports them."""
    options = pool_options(projects, ORACLE, oracle_server)
    assert options == {
        "min": 0,
        "max": 4,
        "increment": 1,
        "getmode": "TIMEDWAIT",
        "wait_timeout": 2000,
        "timeout": 0,
        "max_lifetime_session": 1800,
        "ping_interval": 0,
    }
    record(**options)


@native
@pytest.mark.only_with("Django<5.1")
@pytest.mark.documented_failure
def test_django_without_a_pool_is_named(projects, postgresql, record):
    """Before Django 5.1, `manage.py check` fails, and says what to do."""
    exit_code, output = projects.manage(NATIVE, postgresql, "check")
    assert exit_code == 1
    kind, _, message = output.strip().splitlines()[-1].partition(": ")
    assert "cannot honor POOL_OPTIONS before Django 5.1." in message
    record(error={"type": kind, "message": message})


@BY_DRIVER
@oracles
@pytest.mark.only_with("Django>=5.0,<5.2")
@pytest.mark.documented_failure
def test_django_without_a_pool_on_oracle_is_named(projects, oracle_server, record):
    """Before Django 5.2, `manage.py check` fails on Oracle, and says what to do."""
    exit_code, output = projects.manage(ORACLE, oracle_server, "check")
    assert exit_code == 1
    kind, _, message = output.strip().splitlines()[-1].partition(": ")
    assert "cannot honor POOL_OPTIONS before Django 5.2." in message
    record(error={"type": kind, "message": message})
