import json

import pytest

from tests.waiting import eventually

pytestmark = [
    pytest.mark.packages("gunicorn", "opentelemetry-sdk", "psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1"),
]
EXAMPLE = "opentelemetry_pools/gunicorn.conf.py"
GAUGES = ["monitoring/pools.py", "opentelemetry_pools/opentelemetry_pools.py"]


def reports(log) -> list[dict]:
    """What the processes have printed: one JSON document for each report."""
    decoder = json.JSONDecoder()
    text = log.read_text()
    found = []
    while (start := text.find("{\n")) >= 0:
        try:
            report, end = decoder.raw_decode(text, start)
        except json.JSONDecodeError:  # it is still being printed
            break
        found.append(report)
        text = text[end:]
    return found


def points(report: dict) -> dict[str, int]:
    """The values of a report by their metric and, where it has one, state."""
    return {
        " ".join([metric["name"], *states(point)]): point["value"]
        for resource in report["resource_metrics"]
        for scope in resource["scope_metrics"]
        for metric in scope["metrics"]
        for point in metric["data"]["data_points"]
    }


def states(point: dict) -> list[str]:
    state = point["attributes"].get("db.client.connection.state")
    return [state] if state else []


@pytest.mark.waits(1)
def test_every_process_reports_its_pool(programs, postgresql, record):
    """Each worker reports its own pool: what is in use, what is idle, the limit, who waits."""
    site = programs.serve(EXAMPLE, postgresql, imports=GAUGES, OTEL_METRIC_EXPORT_INTERVAL="300")

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
