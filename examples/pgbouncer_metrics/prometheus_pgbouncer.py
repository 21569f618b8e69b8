"""Answer Prometheus for all processes and for PgBouncer, asking it each time."""

import logging
import os

import psycopg
from metrics import all_processes
from pgbouncer_pools import pgbouncer_pools
from prometheus_client import CollectorRegistry, Metric, start_http_server

logger = logging.getLogger("prometheus_pgbouncer")


class WithPgBouncer:
    """The metrics of the processes, and those of PgBouncer under the same names."""

    def __init__(self, processes, conninfo):
        self.processes = processes
        self.conninfo = conninfo

    def collect(self):
        families = {family.name: family for family in self.processes.collect()}
        up = Metric("pgbouncer_up", "Whether PgBouncer's console answered", "gauge")
        try:
            pools = pgbouncer_pools(self.conninfo)
            up.add_sample(up.name, {}, 1)
        except psycopg.Error as error:
            logger.warning("PgBouncer could not be asked: %s", error)
            pools = []
            up.add_sample(up.name, {}, 0)
        for pool in pools:
            add(families, "count", pool, pool.used, state="used")
            add(families, "count", pool, pool.idle, state="idle")
            if pool.max is not None:  # None: its database has gone since
                add(families, "max", pool, pool.max)
            add(families, "pending_requests", pool, pool.waiting)
        return [up, *families.values()]


def add(families, what, pool, value, **labels):
    """Put a value into the family of its name, which processes with pools have, too."""
    name = f"db_client_connection_{what}"
    family = families.setdefault(name, Metric(name, "See prometheus_pools.py", "gauge"))
    family.add_sample(name, {"pool": pool.name, "kind": pool.kind, **labels}, value)


if __name__ == "__main__":
    registry = CollectorRegistry()
    registry.register(WithPgBouncer(all_processes(), os.environ["PGBOUNCER_CONSOLE"]))
    port = int(os.environ.get("METRICS_PORT", "9187"))
    server, thread = start_http_server(port, "127.0.0.1", registry)
    thread.join()
