import os
import re
import signal
import time

import pytest

from evidence.store import EXAMPLES
from tests.oracle import BY_DRIVER, printed
from tests.plugins.projects import ViewError
from tests.pool_metrics import serve_with_metrics
from tests.servers.pgbouncer import CONSOLE_USER
from tests.waiting import eventually

pytestmark = [
    pytest.mark.packages("gunicorn", "prometheus-client", "psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1"),
]
COMMAND = "monitoring/pool_tools/management/commands/pools.py"
POOLS = "monitoring/pools.py"
SETTINGS = "monitoring/settings.py"
SAMPLED = 1.2  # seconds: more than the time between two samples


@pytest.fixture
def watched(programs, postgresql, tmp_path):
    """A project of one worker, and the page of its metrics."""
    return serve_with_metrics(programs, postgresql, tmp_path / "shared")


def without_processes(printed: str) -> list[str]:
    """The lines of the command's output, without process IDs and, at their ends, seconds."""

    def hide(number: re.Match) -> str:
        return "…".ljust(len(number[0]))  # the columns stay where they are

    return [
        re.sub(r"(?<=\s)(\d+$|\d{3,}\b(?!\.))", hide, line).rstrip()
        for line in printed.splitlines()
    ]


@pytest.mark.waits(1)
def test_pool_is_seen_filling_up(watched, record):
    """The page shows four idle connections, then four in use with three requests waiting.

    When the three have given up, they are counted as failures.
    """
    site, metrics = watched
    site.sql("SELECT 1")
    quiet = eventually(lambda: (metrics.connections("used"), metrics.connections("idle")), (0, 4))
    with site.holding(4, "SELECT 1"), site.waiting(3, "SELECT 1"):
        waiting = eventually(lambda: metrics.value("db_client_connection_pending_requests"), 3)
        full = metrics.connections("used"), metrics.connections("idle")
        failed = eventually(lambda: metrics.value("db_client_connection_failures_total"), 3)
    assert (quiet, full, waiting, failed) == ((0, 4), (4, 0), 3, 3)
    most = metrics.value("db_client_connection_max")
    assert most == 4
    record(
        idle_before=quiet[1], used=full[0], idle=full[1], max=most, waiting=waiting, failed=failed
    )


@pytest.mark.waits(2)
def test_every_process_is_on_the_page(programs, postgresql, tmp_path, record):
    """One page has the pools of both workers; of one that was killed, nothing is left on it."""
    site, metrics = serve_with_metrics(programs, postgresql, tmp_path / "shared", workers=2)
    workers = {worker.pid for worker in site.workers(2)}

    def asked():
        list(site.crowd(8, 16, "SELECT 1"))
        return metrics.by_process().keys()

    assert eventually(asked, workers) == workers
    killed = min(workers)
    os.kill(killed, signal.SIGKILL)
    left = eventually(lambda: killed in metrics.by_process(), False)
    assert not left
    record(workers=2, processes_on_the_page=len(workers), killed_process_is_on_the_page=left)


@pytest.mark.waits(1)
def test_sampling_opens_nothing(watched, record):
    """A process that has served no request has no pool, and sampling does not give it one."""
    site, metrics = watched
    time.sleep(SAMPLED)
    assert (metrics.samples(), site.sessions()) == ([], [])
    site.sql("SELECT 1")
    assert eventually(lambda: metrics.connections("idle"), 4) == 4
    record(samples=0, connections=0)


@pytest.mark.only_with("Django>=5.1", "psycopg-pool>=3.3")  # older ones do not pause
@pytest.mark.waits(4)
def test_page_answers_while_the_server_refuses(watched, postgresql, record):
    """When the server is gone for the project, the page still answers, and counts failures.

    A request whose `timeout` goes by with dead connections is not counted: psycopg's pool counts
    those that waited for a connection. The next requests are.
    """
    site, metrics = watched
    site.sql("SELECT 1")
    assert eventually(lambda: metrics.connections("idle"), 4) == 4
    postgresql.limit_connections(site.database, 0)
    postgresql.terminate(site.database)
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert failure.value.message == "couldn't get a connection after 1.00 sec"
    time.sleep(SAMPLED)
    first = metrics.value("db_client_connection_failures_total")

    def counted_after_another():
        with pytest.raises(ViewError):
            site.sql("SELECT 1")
        return metrics.value("db_client_connection_failures_total") > 0

    counted = eventually(counted_after_another, True)
    assert (first, counted) == (0, True)
    record(first_failure_counted=first, later_failures_are_counted=counted)


@pytest.fixture
def manage(projects, monkeypatch):
    """Run the command as `manage.py` would: its exit code and what it printed."""
    for topic in ("monitoring", "pgbouncer_metrics"):  # from which a project has copied files
        monkeypatch.syspath_prepend(EXAMPLES / topic)

    def run(site, *arguments: str, settings: str = SETTINGS, **environment: str):
        server = site.database.server
        projects.ran(COMMAND, site.database)
        exit_code, printed = projects.manage(
            *(settings, server, "pools", *arguments),
            database=site.database,
            INSTALLED_APPS="pool_tools",
            **environment,
        )
        return exit_code, without_processes(printed)

    return run


@pytest.mark.waits(1)
def test_command_prints_the_pools_of_all_processes(manage, watched, tmp_path, record):
    """The command prints each process's pool and the server's sessions, and opens no pool."""
    site, metrics = watched
    with site.holding(3, "SELECT 1"):
        assert eventually(lambda: metrics.connections("used"), 3) == 3
        exit_code, printed = manage(site, PROMETHEUS_MULTIPROC_DIR=str(tmp_path / "shared"))
    assert exit_code == 0
    # The server ends the command's own connection a moment after the command has closed it.
    assert eventually(lambda: len(site.sessions()), 4) == 4
    assert printed[0] == "Pools:"
    assert printed[2].split() == ["…", "default", "3", "1", "4", "0", "–"]
    assert printed[3] == "Connections that the server sees:"
    assert printed[5].split()[0] == "web"
    record(printed=printed)


def test_command_prints_again(projects, programs, postgresql, record):
    """With --watch, it prints again though the server refuses, until it is interrupted."""
    database = projects.cleanup.enter_context(postgresql.database())
    program = programs.start(
        COMMAND,
        # A shell that started the tests in its background has them ignore Ctrl-C.
        ["env", "--default-signal=INT", "python", "-m", "django", "pools", "--watch", "0.1"],
        database,
        imports=[POOLS],
        INSTALLED_APPS="pool_tools",
    )

    def printed(part: str) -> bool:
        return program.log.read_text().count(part) > 1

    assert eventually(lambda: printed("Connections that the server sees: none"), True)
    postgresql.limit_connections(database, 0)
    assert eventually(lambda: printed("The server behind 'default' could not be asked"), True)
    program.stop(signal.SIGINT)
    assert program.exit_code == 0
    record(exit_code=program.exit_code)


def test_command_asks_pgbouncer(manage, projects, start_pgbouncer, record):
    """With the address of PgBouncer's console, the command prints PgBouncer's pools."""
    settings = "pgbouncer_transaction/settings.py"
    pooler = start_pgbouncer("pgbouncer_transaction/pgbouncer.ini")
    site = projects.serve(settings, pooler)
    console = f"host=127.0.0.1 port={pooler.port} user={CONSOLE_USER} password={pooler.password}"
    with site.holding(2, "SELECT 1", atomic=True):
        exit_code, printed = manage(site, "--pgbouncer", console, settings=settings)
    assert exit_code == 0, printed
    pools = printed[printed.index("Pools of PgBouncer:") :]
    heads = ["database", "user", "clients", "waiting", "used", "idle", "longest", "wait", "(s)"]
    rows = [line.split() for line in pools[1:]]
    assert rows[0] == heads
    assert [site.database.name, "django", "2", "0", "2"] in [row[:5] for row in rows]
    record(heads=pools[1].split("  "))


@pytest.mark.packages("django-db-connection-pool", "mysqlclient")
@pytest.mark.parametrize("server_name", ["mariadb", "mysql"])
def test_command_asks_mysql(manage, projects, server_name, mysqlclient, request, record):
    """On MySQL and MariaDB the command prints the connections by host, user and state."""
    server = request.getfixturevalue(server_name)
    settings = "mysql_db_connection_pool/settings.py"
    site = projects.serve(settings, server)
    with site.holding(2, "SELECT 1"):
        exit_code, printed = manage(site, settings=settings)
    assert exit_code == 0, printed
    assert printed[1] == "Connections that the server sees:"
    assert printed[3].split()[1:4] == ["django", "idle", "2"]
    assert len(printed) == 4
    record(printed=printed[1:])


@pytest.mark.waits(2)
def test_command_says_what_is_wrong(manage, projects, postgresql, start_pgbouncer, record):
    """A server that does not answer and an alias that is not there are each a sentence.

    For PgBouncer it waits no longer than two seconds.
    """
    site = projects.serve(SETTINGS, postgresql)
    alias = manage(site, "--database", "replica")
    refused = manage(site, DB_PASSWORD="wrong")
    pgbouncer = manage(site, "--pgbouncer", "host=127.0.0.1 port=1")
    pooler = start_pgbouncer("pgbouncer_transaction/pgbouncer.ini")
    pooler.freeze()
    frozen = manage(site, "--pgbouncer", f"host=127.0.0.1 port={pooler.port}")
    assert {alias[0], refused[0], pgbouncer[0], frozen[0]} == {1}
    said = [printed[-1] for _, printed in (alias, refused, pgbouncer, frozen)]
    assert said[0] == "CommandError: There is no 'replica' in DATABASES."
    assert said[1].startswith("CommandError: The server behind 'default' could not be asked: ")
    assert said[2].startswith("CommandError: PgBouncer could not be asked: ")
    assert said[3] == "CommandError: PgBouncer could not be asked: connection timeout expired"
    record(alias=said[0], server=said[1], pgbouncer=said[2], pgbouncer_frozen=said[3])


STATES = """
import json
from django.db import connection
from pools import pool_states
before = pool_states()
close_pool = getattr(connection, "close_pool", int)  # a pool of Oracle's keeps its process alive
connection.cursor().execute("SELECT 1")
now = [vars(pool) for pool in pool_states()]
close_pool()
print(json.dumps({"before": len(before), "now": now}))
"""


@pytest.mark.packages("django-db-connection-pool", "mysqlclient")
@pytest.mark.parametrize("server_name", ["mariadb", "mysql"])
def test_pool_of_sqlalchemy_is_told_in_the_same_words(
    projects, server_name, mysqlclient, request, monkeypatch, record
):
    """Of django-db-connection-pool's pool the same is told, but who waits and who failed."""
    server = request.getfixturevalue(server_name)
    monkeypatch.syspath_prepend(EXAMPLES / "monitoring")
    told = printed(projects, "mysql_db_connection_pool/settings.py", server, STATES)
    projects.ran(POOLS, next(iter(projects.used.values())))
    assert told == {
        "before": 0,
        "now": [
            {
                "name": "default",
                "kind": "sqlalchemy",
                "used": 1,
                "idle": 0,
                "max": 4,
                "waiting": None,
                "failed": None,
            }
        ],
    }
    record(**told)


@BY_DRIVER
@pytest.mark.packages("oracledb")
@pytest.mark.only_with("Django>=5.2")
def test_pool_of_oracle_is_told_in_the_same_words(projects, oracle_server, monkeypatch, record):
    """Of python-oracledb's pool the sizes are told; nothing was connected."""
    monkeypatch.syspath_prepend(EXAMPLES / "monitoring")
    code = STATES.replace('connection.cursor().execute("SELECT 1")', "connection.pool")
    told = printed(projects, "oracle_pool_sized/settings.py", oracle_server, code)
    projects.ran(POOLS, next(iter(projects.used.values())))
    assert told == {
        "before": 0,
        "now": [
            {
                "name": "default",
                "kind": "oracledb",
                "used": 0,
                "idle": 0,
                "max": 4,
                "waiting": None,
                "failed": None,
            }
        ],
    }
    record(**told)
