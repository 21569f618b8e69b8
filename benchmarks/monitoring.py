"""Measure what the monitoring tools cost: `make bench-monitoring`.

The figures go to evidence/benchmarks/monitoring.json.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable

import django
from django.conf import settings

from benchmarks import machine
from benchmarks.suite import write
from evidence import store

RESULT = store.BENCHMARKS / "monitoring.json"
ROUNDS = 15
REQUESTS = 2000  # in each round, with the middleware and without it in turn
WHAT = {
    "middleware": "What the middleware adds to a request with one query",
    "middleware_no_query": "What the middleware adds to a request without a query",
    "request": "A request with one query, to SQLite in memory, without the middleware",
    "sample": "One sample of one pool, which a process takes every second",
}


def configure() -> None:
    """Set up Django with the tools on its path, and a database that takes no time."""
    for topic in ("held_connections", "monitoring"):
        sys.path.insert(0, str(store.EXAMPLES / topic))
    settings.configure(
        DATABASES={
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"},
            "pooled": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": "nobody_connects",
                "OPTIONS": {"pool": True},
            },
        },
        CONNECTION_HELD_LIMIT=60,
        CONNECTION_HELD_FAILS=False,
    )
    django.setup()


def microseconds(call: Callable[[], object], times: int) -> float:
    """How much of a core one of ``times`` calls takes."""
    started = time.process_time()  # of this process alone, whatever else runs
    for _ in range(times):
        call()
    return (time.process_time() - started) / times * 1e6


def of_middleware() -> dict[str, list[float]]:
    """What a request takes longer with the middleware, by rounds: with it and without in turn."""
    from django.db import connection
    from django.http import HttpResponse
    from django.test import RequestFactory
    from held_connections import held_connections

    def queries(request):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return HttpResponse()

    def idle(request):
        return HttpResponse()

    request = RequestFactory().get("/")
    taken = {"request": [], "middleware": [], "middleware_no_query": []}
    for _ in range(ROUNDS):
        for name, view in (("middleware", queries), ("middleware_no_query", idle)):
            watched = held_connections(view)
            without = microseconds(lambda view=view: view(request), REQUESTS)
            with_it = microseconds(lambda watched=watched: watched(request), REQUESTS)
            taken[name].append(with_it - without)
            if view is queries:
                taken["request"].append(without)
    return taken


def of_sampling() -> dict[str, list[float]]:
    """What a sample takes, of a pool that is not connected: its numbers are kept in the process."""
    from django.db import connections
    from prometheus_pools import sample

    assert connections["pooled"].pool is not None  # made, and not opened
    counted = {}
    return {"sample": [microseconds(lambda: sample(counted), 200) for _ in range(ROUNDS)]}


def summary(name: str, taken: list[float]) -> dict:
    return {
        "what": WHAT[name],
        "unit": "µs",
        "median": round(statistics.median(taken), 1),
        "min": round(min(taken), 1),
        "max": round(max(taken), 1),
        "runs": len(taken),
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as shared:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = shared
        configure()
        taken = of_middleware() | of_sampling()
    measured = {name: summary(name, taken[name]) for name in WHAT}
    for each in measured.values():
        print(f"{each['what']}: {each['median']} µs ({each['min']} to {each['max']})")
    write({"machine": machine.facts(), "measurements": measured}, RESULT)
    print(f"Written to {RESULT.relative_to(store.ROOT)}.")


if __name__ == "__main__":
    main()
