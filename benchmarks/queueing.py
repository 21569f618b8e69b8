"""Measure how long requests wait for a connection, beside the theory of queues: `make bench-queue`.

The figures go to evidence/benchmarks/queueing.json. It starts a PostgreSQL of its own. QUICK=1
tries everything with few requests and writes nothing.
"""

import heapq
import json
import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from psycopg_pool import ConnectionPool

from benchmarks import machine
from evidence import schemas, store
from tests.servers import FIND
from tests.servers.run_directory import run_directory

RESULT = store.BENCHMARKS / "queueing.json"
SCHEMA = Path(__file__).with_name("queueing.schema.json")
QUERY = "SELECT pg_sleep(0.04)"
RATE = 60  # requests a second, on average
CONNECTIONS = (3, 4, 5, 6, 8)
CLIENTS = 12  # that never pause
SIZES = (1, 2, 4, 8, 12, 16)
SEED = 1


@dataclass(frozen=True)
class Request:
    """When a request came, got its connection and had given it back, in seconds."""

    came: float
    began: float
    ended: float


def ask(pool: ConnectionPool) -> Request:
    """One request: wait for a connection, send the query, give the connection back."""
    came = time.perf_counter()
    with pool.connection() as connection:
        began = time.perf_counter()
        connection.execute(QUERY)
    return Request(came, began, time.perf_counter())


def arriving(pool: ConnectionPool, count: int) -> list[Request]:
    """``count`` requests that come at random, whether or not those before them have ended."""
    gaps = random.Random(SEED)
    with ThreadPoolExecutor(128) as threads:
        due, requests = time.perf_counter(), []
        for _ in range(count):
            due += gaps.expovariate(RATE)
            time.sleep(max(0, due - time.perf_counter()))
            requests.append(threads.submit(ask, pool))
        return [request.result() for request in requests]


def crowding(pool: ConnectionPool, count: int) -> list[Request]:
    """``count`` requests from clients that send the next when the one before has ended."""
    together = threading.Barrier(CLIENTS)

    def client(_) -> list[Request]:
        together.wait()
        return [ask(pool) for _ in range(count // CLIENTS)]

    with ThreadPoolExecutor(CLIENTS) as threads:
        return [request for each in threads.map(client, range(CLIENTS)) for request in each]


def expected_wait(came: list[float], service: float, connections: int) -> float:
    """The mean wait if each request keeps one of ``connections`` for exactly ``service`` seconds.

    The first to come is the first to be served.
    """
    free = [0.0] * connections
    waits = []
    for time_of_arrival in sorted(came):
        begins = max(time_of_arrival, heapq.heappop(free))
        waits.append(begins - time_of_arrival)
        heapq.heappush(free, begins + service)
    return mean(waits)


def of_arrivals(connections: int, requests: list[Request]) -> dict:
    """The mean wait that was measured and the expected one, in times of a request's service."""
    service = mean(each.ended - each.began for each in requests)
    expected = expected_wait([each.came for each in requests], service, connections)
    return {
        "connections": connections,
        "busy": round(RATE * service / connections, 2),
        "wait": round(mean(each.began - each.came for each in requests) / service, 2),
        "expected_wait": round(expected / service, 2),
    }


def of_crowd(connections: int, requests: list[Request]) -> dict:
    """How many requests were served at a time, and the wait that follows from Little's law.

    The clients' first requests come all at once, and say nothing of how long the others wait.
    """
    later = sorted(requests, key=lambda each: each.came)[CLIENTS:]
    service = mean(each.ended - each.began for each in requests)
    taken = max(each.ended for each in requests) - min(each.came for each in requests)
    at_a_time = len(requests) * service / taken
    return {
        "connections": connections,
        "at_a_time": round(at_a_time, 1),
        "expected_at_a_time": min(connections, CLIENTS),
        "wait": round(mean(each.began - each.came for each in later) / service, 2),
        "expected_wait": round(max(0.0, CLIENTS / min(connections, CLIENTS) - 1), 2),
    }


def measured(conninfo: str, arrivals: int, crowd: int) -> dict:
    """Both experiments with each number of connections."""
    result = {"arrivals": [], "crowd": []}
    for name, sizes, send, count, summed_up in (
        ("arrivals", CONNECTIONS, arriving, arrivals, of_arrivals),
        ("crowd", SIZES, crowding, crowd, of_crowd),
    ):
        for size in sizes:
            with ConnectionPool(
                conninfo, min_size=size, max_size=size, timeout=60, kwargs={"autocommit": True}
            ) as pool:
                pool.wait()
                result[name].append(summed_up(size, send(pool, count)))
            print(f"{name}: {result[name][-1]}", flush=True)
    return result


def main() -> None:
    quick = bool(os.environ.get("QUICK"))
    arrivals, crowd = (60, 24) if quick else (480, 120)
    with run_directory() as directory:
        server = FIND["postgresql"](directory)
        server.start()
        try:
            result = measured(server.conninfo, arrivals, crowd)
            version = server.version()
            server.disconnect()
        finally:
            server.discard()
        result |= {
            "machine": machine.facts(),
            "postgresql": version,
            "query": QUERY,
            "rate": RATE,
            "requests": arrivals,
            "clients": CLIENTS,
        }
        if quick:
            print("Nothing was written: QUICK is set.")
            return
        schemas.check(result, SCHEMA)
        text = json.dumps(result, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
        store.replace(RESULT, text, staging=directory)
        print(f"Written to {RESULT.relative_to(store.ROOT)}.")


if __name__ == "__main__":
    main()
