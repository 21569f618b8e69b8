import importlib
import time

import psycopg
import pytest

from evidence.store import EXAMPLES
from tests.open_telemetry import points, reports
from tests.plugins.projects import ViewError
from tests.pool_metrics import Metrics, answers, serve_with_metrics
from tests.servers.pgbouncer import CONSOLE_USER
from tests.servers.process import free_port
from tests.waiting import eventually

pytestmark = [
    pytest.mark.packages(
        "gunicorn", "prometheus-client", "opentelemetry-sdk", "psycopg", "psycopg-pool"
    ),
    pytest.mark.only_with("Django>=5.1"),
]
SETTINGS = "pgbouncer_transaction/settings.py"  # of a project without a pool of its own
PROMETHEUS = "pgbouncer_metrics/prometheus_pgbouncer.py"
OPEN_TELEMETRY = "pgbouncer_metrics/opentelemetry_pgbouncer.py"
CONSOLE = "pgbouncer_metrics/pgbouncer_pools.py"
MONITORING = ["monitoring/pools.py", CONSOLE, "monitoring/metrics.py"]
POOL_SIZE = 5  # of PgBouncer, as its file has it
LIMIT = 8  # seconds: two for the login, two for the answer, and a machine that is busy


def console_of(pooler) -> str:
    """Where PgBouncer's console is, as the examples want to be told."""
    return f"host=127.0.0.1 port={pooler.port} user={CONSOLE_USER} password={pooler.password}"


@pytest.fixture
def pooler(start_pgbouncer):
    return start_pgbouncer("pgbouncer_transaction/pgbouncer.ini")


@pytest.fixture
def site(projects, pooler):
    return projects.serve(SETTINGS, pooler)


@pytest.fixture
def metrics(programs, pooler, site, tmp_path):
    """The page of metrics of PgBouncer, and of processes of which none has a pool."""
    shared = tmp_path / "shared"
    shared.mkdir()
    metrics = Metrics(free_port())
    program = programs.start(
        PROMETHEUS,
        ["python", str(EXAMPLES / PROMETHEUS)],
        site.database,
        settings=SETTINGS,
        imports=MONITORING,
        METRICS_PORT=str(metrics.port),
        PROMETHEUS_MULTIPROC_DIR=str(shared),
        PGBOUNCER_CONSOLE=console_of(pooler),
    )
    program.wait_until_ready(PROMETHEUS, lambda: answers(metrics))
    return metrics


def state(metrics, site) -> dict[str, int]:
    """What the page says of the pool of the site's database, by metric and state."""
    name = f"{site.database.name}/django"
    return {
        " ".join([sample.name, *filter(None, [sample.labels.get("state")])]): int(sample.value)
        for sample in metrics.samples()
        if sample.labels.get("pool") == name
    }


def test_pools_of_pgbouncer_are_seen_filling_up(metrics, site, record):
    """Prometheus is shown PgBouncer's pool under the names of every other pool.

    While views hold all of its server connections, more clients are seen to wait.
    """
    site.sql("SELECT 1")
    quiet = eventually(
        lambda: state(metrics, site),
        {
            "db_client_connection_count used": 0,
            "db_client_connection_count idle": 1,
            "db_client_connection_max": POOL_SIZE,
            "db_client_connection_pending_requests": 0,
        },
    )
    assert quiet["db_client_connection_count idle"] == 1
    full = {
        "db_client_connection_count used": POOL_SIZE,
        "db_client_connection_count idle": 0,
        "db_client_connection_max": POOL_SIZE,
        "db_client_connection_pending_requests": 2,
    }
    with site.holding(POOL_SIZE, "SELECT 1", atomic=True), site.waiting(2, "SELECT 1"):
        seen = eventually(lambda: state(metrics, site), full)
    assert seen == full
    assert metrics.value("pgbouncer_up") == 1
    record(seen=seen, up=1)


@pytest.mark.waits(4)
def test_pgbouncer_that_does_not_answer_is_down(metrics, pooler, site, record):
    """Of a PgBouncer that is frozen or gone, the page says that it is down, and nothing else.

    It is asked for two seconds at most. When it is back, the page says so.
    """
    site.sql("SELECT 1")
    pooler.freeze()
    started = time.monotonic()
    frozen = {sample.name: int(sample.value) for sample in metrics.samples()}
    assert time.monotonic() - started < LIMIT
    pooler.thaw()
    assert eventually(lambda: metrics.value("pgbouncer_up"), 1) == 1
    pooler.stop()
    gone = {sample.name: int(sample.value) for sample in metrics.samples()}
    pooler.start()
    back = metrics.value("pgbouncer_up")
    assert (frozen, gone, back) == ({"pgbouncer_up": 0}, {"pgbouncer_up": 0}, 1)
    record(frozen=frozen, gone=gone, up_when_back=back)


@pytest.mark.waits(1)
def test_pools_of_processes_are_on_the_same_page(programs, pooler, tmp_path, record):
    """With a pool in the process, too, each metric is on the page once, with the pools of both."""
    site, metrics = serve_with_metrics(
        programs,
        pooler,
        tmp_path / "shared",
        answering=PROMETHEUS,
        imports=MONITORING,
        PGBOUNCER_CONSOLE=console_of(pooler),
    )
    site.sql("SELECT 1")

    def kinds():
        samples = metrics.samples()
        return sorted({sample.labels["kind"] for sample in samples if "kind" in sample.labels})

    assert eventually(kinds, ["pgbouncer", "psycopg_pool"]) == ["pgbouncer", "psycopg_pool"]
    typed = [line.split()[2] for line in metrics.page().splitlines() if line.startswith("# TYPE")]
    assert len(typed) == len(set(typed))
    record(kinds=kinds(), metrics=sorted(typed))


@pytest.fixture
def pools(monkeypatch):
    """The module that asks the console, as a project imports it."""
    for topic in ("monitoring", "pgbouncer_metrics"):
        monkeypatch.syspath_prepend(EXAMPLES / topic)
    return importlib.import_module("pgbouncer_pools")


def test_console_answers_when_more_clients_are_refused(projects, start_pgbouncer, pools, record):
    """When PgBouncer takes no more clients, its console still answers."""
    pooler = start_pgbouncer("pgbouncer_few_clients/pgbouncer.ini")
    site = projects.serve(SETTINGS, pooler, threads=4)
    other = projects.serve(SETTINGS, pooler, database=site.database)
    projects.ran(CONSOLE, site.database)
    with site.holding(4, "SELECT 1", atomic=True):
        with pytest.raises(ViewError) as failure:
            other.sql("SELECT 1")
        told = pools.pgbouncer_pools(console_of(pooler))
    assert failure.value.message.endswith("no more connections allowed (max_client_conn)")
    (pool,) = [pool for pool in told if pool.name.startswith(f"{site.database.name}/")]
    assert (pool.used, pool.waiting) == (4, 0)
    record(clients_at_most=4, used=pool.used)


@pytest.mark.waits(2)
def test_answer_that_does_not_come_is_not_waited_for(projects, pooler, site, pools, record):
    """If PgBouncer stops between the login and the answer, two seconds later that is an error."""
    projects.ran(CONSOLE, site.database)
    console = psycopg.connect(
        console_of(pooler),
        dbname="pgbouncer",
        autocommit=True,
        cursor_factory=psycopg.ClientCursor,
    )
    pooler.freeze()
    started = time.monotonic()
    try:
        with console, pytest.raises(psycopg.OperationalError) as failure:
            pools.ask(console, "SHOW POOLS")
    finally:
        pooler.thaw()
    assert time.monotonic() - started < LIMIT
    record(error=failure.type.__name__)


@pytest.fixture
def reported(programs, pooler, site):
    """The last report of the process that reports PgBouncer by OpenTelemetry."""
    program = programs.start(
        OPEN_TELEMETRY,
        ["python", str(EXAMPLES / OPEN_TELEMETRY)],
        site.database,
        settings=SETTINGS,
        imports=["opentelemetry_pools/opentelemetry_pools.py", *MONITORING],
        OTEL_METRIC_EXPORT_INTERVAL="300",
        PGBOUNCER_CONSOLE=console_of(pooler),
    )

    def last() -> dict[str, int]:
        known = reports(program.log)
        return points(known[-1], pool=f"{site.database.name}/django") if known else {}

    assert eventually(lambda: last().get("pgbouncer.up"), 1) == 1
    return last


@pytest.mark.waits(4)
def test_pools_of_pgbouncer_are_reported(reported, pooler, site, record):
    """OpenTelemetry reports PgBouncer's pool as it fills up, and 0 for `pgbouncer.up` without it.

    A report about a PgBouncer that is frozen comes two seconds later than it would, and one about
    a PgBouncer that is gone at once.
    """
    full = {
        "pgbouncer.up": 1,
        "db.client.connection.count used": POOL_SIZE,
        "db.client.connection.count idle": 0,
        "db.client.connection.max": POOL_SIZE,
        "db.client.connection.pending_requests": 2,
    }
    with site.holding(POOL_SIZE, "SELECT 1", atomic=True), site.waiting(2, "SELECT 1"):
        seen = eventually(reported, full)
    assert seen == full
    down = {"pgbouncer.up": 0}
    pooler.freeze()
    frozen = eventually(reported, down)
    pooler.thaw()
    thawed = eventually(lambda: reported()["pgbouncer.up"], 1)
    pooler.stop()
    gone = eventually(reported, down)
    pooler.start()
    assert (frozen, thawed, gone) == (down, 1, down)
    record(reported=seen, frozen=frozen, gone=gone)
