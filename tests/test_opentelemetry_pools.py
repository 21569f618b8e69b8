import pytest

from tests.open_telemetry import points, reports
from tests.plugins.projects import ViewError
from tests.waiting import eventually

pytestmark = [
    pytest.mark.packages("gunicorn", "opentelemetry-sdk", "psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1"),
]
EXAMPLE = "opentelemetry_pools/gunicorn.conf.py"
GAUGES = ["monitoring/pools.py", "opentelemetry_pools/opentelemetry_pools.py"]


@pytest.mark.waits(1)
def test_every_process_reports_its_pool(programs, postgresql, record):
    """Each worker reports its own pool: what is in use, what is idle, the limit, who waits."""
    site = programs.serve(EXAMPLE, postgresql, imports=GAUGES, OTEL_METRIC_EXPORT_INTERVAL="100")

    def processes() -> set[int]:
        list(site.crowd(8, 16, "SELECT 1"))
        return {
            resource["resource"]["attributes"]["process.pid"]
            for report in reports(site.log)
            for resource in report["resource_metrics"]
        }

    workers = {worker.pid for worker in site.workers(2)}
    assert eventually(processes, workers) == workers
    quiet = {
        "db.client.connection.count used": 0,
        "db.client.connection.count idle": 4,
        "db.client.connection.max": 4,
        "db.client.connection.pending_requests": 0,
        "db.client.connection.failures": 0,
    }
    last = eventually(lambda: points(reports(site.log)[-1]), quiet)
    assert last == quiet
    record(processes=len(workers), reported=last)


@pytest.fixture
def site(programs, postgresql):
    """A project of one worker, which reports its pool often."""
    return programs.serve(
        EXAMPLE,
        postgresql,
        imports=GAUGES,
        WEB_CONCURRENCY="1",
        OTEL_METRIC_EXPORT_INTERVAL="300",
    )


def last_report(site) -> dict[str, int]:
    known = reports(site.log)
    return points(known[-1]) if known else {}


@pytest.mark.waits(1)
def test_exhausted_pool_is_reported(site, record):
    """While views hold all connections and three requests wait, a process reports just that.

    When the three have given up, they are reported as failures, and as waiting, too, until a view
    gives its connection back.
    """
    site.sql("SELECT 1")
    full = {
        "db.client.connection.count used": 4,
        "db.client.connection.count idle": 0,
        "db.client.connection.max": 4,
        "db.client.connection.pending_requests": 3,
        "db.client.connection.failures": 0,
    }
    given_up = full | {"db.client.connection.failures": 3}
    free = given_up | {
        "db.client.connection.count used": 0,
        "db.client.connection.count idle": 4,
        "db.client.connection.pending_requests": 0,
    }
    with site.holding(4, "SELECT 1"), site.waiting(3, "SELECT 1"):
        # The three give up after a second: then this report is not the last any more.
        reported = eventually(lambda: full in map(points, reports(site.log)), True)
        failed = eventually(lambda: last_report(site), given_up)
    over = eventually(lambda: last_report(site), free)
    assert (reported, failed, over) == (True, given_up, free)
    record(
        exhausted=full,
        failures=failed["db.client.connection.failures"],
        pending_when_given_up=failed["db.client.connection.pending_requests"],
        pending_when_over=over["db.client.connection.pending_requests"],
    )


@pytest.mark.only_with("Django>=5.1", "psycopg-pool>=3.3")  # older ones do not pause
@pytest.mark.waits(4)
def test_process_reports_while_the_server_refuses(site, postgresql, record):
    """When the server is gone for the project, a process goes on reporting, and counts failures."""
    site.sql("SELECT 1")
    assert eventually(lambda: last_report(site).get("db.client.connection.count idle"), 4) == 4
    postgresql.limit_connections(site.database, 0)
    postgresql.terminate(site.database)
    before = len(reports(site.log))

    def failures() -> int:
        with pytest.raises(ViewError):
            site.sql("SELECT 1")
        return last_report(site)["db.client.connection.failures"]

    counted = eventually(lambda: failures() > 0, True)
    reported = eventually(lambda: len(reports(site.log)) > before + 2, True)
    assert (counted, reported) == (True, True)
    record(failures_are_counted=counted, reports_go_on=reported)
