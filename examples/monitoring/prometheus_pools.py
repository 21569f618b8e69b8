"""Write this process's pools where Prometheus finds those of all processes."""

import threading

from pools import pool_states
from prometheus_client import Counter, Gauge

LABELS = ["pool", "kind"]
COUNT = Gauge(
    "db_client_connection_count",
    "Connections of the pool, by their state",
    [*LABELS, "state"],
    multiprocess_mode="liveall",
)
MAX = Gauge(
    "db_client_connection_max",
    "The most connections that the pool may have",
    LABELS,
    multiprocess_mode="liveall",
)
WAITING = Gauge(
    "db_client_connection_pending_requests",
    "Requests that wait for a connection",
    LABELS,
    multiprocess_mode="liveall",
)
FAILED = Counter(
    "db_client_connection_failures",
    "Requests that got no connection",
    LABELS,
)


def sample(failed_before):
    """Write what the pools are now. ``failed_before`` remembers what was counted."""
    for pool in pool_states():
        labels = pool.name, pool.kind
        COUNT.labels(*labels, "used").set(pool.used)
        COUNT.labels(*labels, "idle").set(pool.idle)
        if pool.max is not None:
            MAX.labels(*labels).set(pool.max)
        if pool.waiting is not None:
            WAITING.labels(*labels).set(pool.waiting)
        if pool.failed is not None:
            FAILED.labels(*labels).inc(pool.failed - failed_before.get(pool.name, 0))
            failed_before[pool.name] = pool.failed


def keep_sampling(seconds):
    """Sample every so many seconds, in a thread of its own, until the process ends."""
    end = threading.Event()  # nobody sets it: the thread ends with the process

    def run():
        failed_before = {}
        while not end.wait(seconds):
            sample(failed_before)

    threading.Thread(target=run, name="pool-metrics", daemon=True).start()
