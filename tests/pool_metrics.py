"""Read the metrics of a project's pools as Prometheus would."""

import urllib.request
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from prometheus_client.parser import text_string_to_metric_families

from tests.plugins.programs import Programs, ProgramSite
from tests.servers.process import free_port

FILES = [
    "monitoring/pools.py",
    "monitoring/prometheus_pools.py",
]
SCRAPE_TIMEOUT = 10  # seconds


@dataclass
class Metrics:
    """The page that monitoring/metrics.py, or what takes its place, serves."""

    port: int

    def page(self) -> str:
        address = f"http://127.0.0.1:{self.port}/metrics"
        with urllib.request.urlopen(address, timeout=SCRAPE_TIMEOUT) as answer:
            return answer.read().decode()

    def samples(self) -> list:
        families = text_string_to_metric_families(self.page())
        return [sample for family in families for sample in family.samples]

    def value(self, name: str, **labels: str) -> int:
        """The sum over all processes of the samples that have ``labels``; 0 if there is none."""
        return int(
            sum(
                sample.value
                for sample in self.samples()
                if sample.name == name and labels.items() <= sample.labels.items()
            )
        )

    def connections(self, state: str) -> int:
        return self.value("db_client_connection_count", state=state)

    def by_process(self) -> dict[int, dict[str, int]]:
        """The connections of each process, by their state."""
        found = defaultdict(dict)
        for sample in self.samples():
            if sample.name == "db_client_connection_count":
                found[int(sample.labels["pid"])][sample.labels["state"]] = int(sample.value)
        return found


def serve_with_metrics(
    programs: Programs,
    server,
    folder,
    *,
    workers: int = 1,
    settings: str | None = None,
    answering: str = "monitoring/metrics.py",
    imports: Sequence[str] = (),
    **environment: str,
) -> tuple[ProgramSite, Metrics]:
    """Start the project with its samplers, and the program that answers Prometheus.

    ``imports`` and ``environment`` are for ``answering``, the program.
    """
    folder.mkdir()
    shared = {"PROMETHEUS_MULTIPROC_DIR": str(folder)}
    site = programs.serve(
        "monitoring/gunicorn.conf.py",
        server,
        settings=settings,
        imports=FILES,
        WEB_CONCURRENCY=str(workers),
        **shared,
    )
    metrics = Metrics(free_port())
    program = programs.start(
        answering,
        ["python", str(programs.projects.examples / answering)],
        site.database,
        settings=settings or "monitoring/settings.py",
        imports=imports,
        METRICS_PORT=str(metrics.port),
        **shared,
        **environment,
    )
    program.wait_until_ready(answering, lambda: answers(metrics))
    return site, metrics


def answers(metrics: Metrics) -> bool:
    try:
        metrics.samples()
    except OSError:
        return False
    return True
